"""Drawn objects of a Word 97-2003 document: which text boxes and pictures are anchored where ([MS-DOC] 2.8.37, [MS-ODRAW] 2.2).

An anchor names a shape, which may be a group; text boxes name the shape they belong to, which may be one inside the group.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ._doc_file import BOXES, DRAWINGS, HEADER_BOXES, HEADER_SHAPES, SHAPES, WordFile

_DRAWING_GROUP, _DRAWING, _GROUP, _SHAPE, _IDENTITY, _PROPERTIES = 0xF000, 0xF002, 0xF003, 0xF004, 0xF00A, 0xF00B
_PICTURE = 0x104
_DEEPEST = 32
_ANCHOR, _BOX = 26, 22


@dataclass(slots=True)
class Shapes:
    """What is anchored at the positions of one story."""

    boxes: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """By position of the anchor: start and end of the texts of its text boxes."""
    pictures: set[int] = field(default_factory=set)
    """Positions of anchored pictures."""
    loose: list[tuple[int, int]] = field(default_factory=list)
    """Text boxes whose anchor is unknown."""


def body_shapes(file: WordFile) -> Shapes:
    return _shapes(file, SHAPES, BOXES, 0, file.stories.boxes_start, file.stories.boxes)


def header_shapes(file: WordFile) -> Shapes:
    stories = file.stories
    return _shapes(file, HEADER_SHAPES, HEADER_BOXES, stories.headers_start, stories.header_boxes_start, stories.header_boxes)


def _shapes(file: WordFile, anchors: int, boxes: int, story: int, box_story: int, box_length: int) -> Shapes:
    found = Shapes()
    positions, items = file.places(anchors, _ANCHOR)
    starts, entries = file.places(boxes, _BOX)
    if not items and not entries:
        return found
    texts: dict[int, list[tuple[int, int]]] = {}
    for index in range(len(starts) - 1):
        reusable = struct.unpack_from("<H", entries, _BOX * index + 8)[0] & 1
        (shape,) = struct.unpack_from("<I", entries, _BOX * index + 14)
        start, end = min(starts[index], box_length), min(starts[index + 1], box_length)
        if start < end and not reusable:
            texts.setdefault(shape, []).append((box_story + start, box_story + end))
    drawings = _drawings(file.part(DRAWINGS))
    for index in range(len(positions) - 1):
        (shape,) = struct.unpack_from("<I", items, _ANCHOR * index)
        members = drawings.pop(shape, None) or _Member([shape])
        own = [text for member in members.shapes for text in texts.pop(member, ())]
        position = story + positions[index]
        if own:
            found.boxes.setdefault(position, []).extend(own)
        elif members.picture:
            found.pictures.add(position)
    found.loose = sorted(text for several in texts.values() for text in several)
    return found


@dataclass(slots=True)
class _Member:
    shapes: list[int] = field(default_factory=list)
    picture: bool = False


def _drawings(part: bytes) -> dict[int, _Member]:
    """The shapes that stand in the text, each with those grouped in it."""
    found: dict[int, _Member] = {}
    for kind, _, end in _records(part, 0, len(part)):
        if kind == _DRAWING_GROUP:
            position = end
            break
    else:
        return found
    while position + 9 <= len(part):  # a byte that tells body from headers stands before each drawing
        kind, start, end = next(_records(part, position + 1, len(part)), (0, 0, 0))
        if kind != _DRAWING:
            break
        for outer, outer_start, outer_end in _records(part, start, end):
            if outer == _GROUP:
                for inner, inner_start, inner_end in _records(part, outer_start, outer_end):
                    if inner in (_GROUP, _SHAPE):
                        member = _Member()
                        _collect(part, inner, inner_start, inner_end, member, _DEEPEST)
                        if member.shapes:
                            found.setdefault(member.shapes[0], member)
        position = end
    return found


def _collect(part: bytes, kind: int, start: int, end: int, member: _Member, depth: int) -> None:
    if depth < 0:
        return
    for inner, inner_start, inner_end in _records(part, start, end):
        if inner in (_GROUP, _SHAPE):
            _collect(part, inner, inner_start, inner_end, member, depth - 1)
        elif kind == _SHAPE and inner == _IDENTITY and inner_end - inner_start >= 4:
            member.shapes.append(struct.unpack_from("<I", part, inner_start)[0])
        elif kind == _SHAPE and inner == _PROPERTIES:
            count = struct.unpack_from("<H", part, inner_start - 8)[0] >> 4
            for index in range(min(count, (inner_end - inner_start) // 6)):
                code, value = struct.unpack_from("<HI", part, inner_start + 6 * index)
                if code & 0x3FFF == _PICTURE and value:
                    member.picture = True


def _records(part: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of the contents of the records that follow one another; one that is cut off ends them."""
    while start + 8 <= end:
        kind, size = struct.unpack_from("<HI", part, start + 2)
        if start + 8 + size > end:
            return
        yield kind, start + 8, start + 8 + size
        start += 8 + size
