"""Damages what files are made of: members of packages, sectors and streams of compound files, objects of PDFs, parts of PNGs."""

from __future__ import annotations

import base64
import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Sequence

from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.readers._compound import CompoundFile, Tree
from gongkai.schemas.errors import DocumentError

from .in_bytes import MOST_BYTES, length_made_extreme, of_bytes
from .in_trees import marks, xml
from .in_words import nested, number_made_extreme, put_in, words
from .tokens import TOKENS

# --- packages


def package(kind: str, data: bytes, source: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        members = [(entry.filename, opened.read(entry), entry.compress_type) for entry in opened.infolist()]
    for _ in range(source.choice((1, 1, 2, 4))):
        place = source.randrange(len(members))
        name, content, method = members[place]
        what = source.random()
        if what < 0.75:
            content = source.choice((xml, xml, xml, marks, lambda data, source: of_bytes(data, source, kind)))(content, source)
            members[place] = (name, content, method)
        elif what < 0.80:
            del members[place]
        elif what < 0.85:
            other = source.randrange(len(members))
            members[place], members[other] = (name, members[other][1], method), (members[other][0], content, method)
        elif what < 0.90:
            members[place] = (
                source.choice(("../" * 9 + name, "/" + name, name.upper(), name + "\0", "长" * 400, name + "/")),
                content,
                method,
            )
        elif what < 0.95:
            members.append((name, content, method))
        else:
            members.append(
                (
                    source.choice(("x.xml", name)),
                    source.choice((bytes(40 << 20), b"<a>" * 400_000, content[:100_000] * 50)),
                    zipfile.ZIP_DEFLATED,
                )
            )
        if not members:
            break
    return _zipped(members)


def _zipped(members: Sequence[tuple[str, bytes, int]]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", compresslevel=1) as target:
        warnings.simplefilter("ignore")
        for name, content, method in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            target.writestr(entry, content)
    return stream.getvalue()


# --- compound files


def compound(data: bytes, source: random.Random) -> bytes:
    what = source.random()
    if what < 0.5:
        return _with_damaged_stream(data, source)
    changed = bytearray(data)
    value = source.choice(
        (0, 1, 2, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0x7FFFFFFF, len(data) // 512, source.randrange(len(data) // 512))
    )
    if what < 0.6:  # the header
        struct.pack_into("<I", changed, source.randrange(24, 512, 4), value)
    elif what < 0.75:  # tables of sectors
        table = 512 * (1 + struct.unpack_from("<I", changed, 76)[0])
        for _ in range(source.choice((1, 1, 3, 10))):
            struct.pack_into("<I", changed, min(table + 4 * source.randrange(max(2, len(data) // 512)), len(data) - 4), value)
    elif what < 0.95:  # the directory
        start = 512 * (1 + struct.unpack_from("<I", changed, 48)[0])
        for _ in range(source.choice((1, 1, 2))):
            entry = min(start + 128 * source.randrange(8), len(data) - 128)
            field = source.choice((0, 2, 64, 66, 68, 72, 76, 116, 120, 124))
            struct.pack_into(
                "<H" if field in (0, 2, 64, 66) else "<I",
                changed,
                entry + field,
                value & (0xFFFF if field in (0, 2, 64, 66) else 0xFFFFFFFF),
            )
    else:  # a sector takes the place of another
        sectors = len(data) // 512
        a, b = source.randrange(1, sectors), source.randrange(1, sectors)
        changed[512 * a : 512 * a + 512] = data[512 * b : 512 * b + 512]
    return bytes(changed)


def _with_damaged_stream(data: bytes, source: random.Random) -> bytes:
    """A whole compound file one of whose streams is damaged."""
    try:
        tree = CompoundFile(data).root.tree(lambda count: None)
    except DocumentError:
        return of_bytes(data, source, "doc")
    folder, name = source.choice(_streams(tree))
    content = folder[name]
    assert isinstance(content, bytes)
    if source.random() < 0.1:
        del folder[name]
    elif source.random() < 0.5 and content:  # a field somewhere in it
        changed = bytearray(content)
        for _ in range(source.choice((1, 2, 5))):
            length_made_extreme(changed, source, "doc")
        folder[name] = bytes(changed)
    else:
        folder[name] = of_bytes(content, source, "doc")
    return compound_file(tree)


def _streams(tree: Tree) -> list[tuple[Tree, str]]:
    found: list[tuple[Tree, str]] = []
    for name, content in tree.items():
        if isinstance(content, bytes):
            found += [(tree, name)] * (1 + 3 * (len(content) > 500))
        else:
            found += _streams(content)
    return found


# --- PDF


_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)
_REFERENCE = re.compile(rb"\d+ 0 R")
_STREAM = re.compile(rb"<<(?:(?!endobj).)*?>>\s*stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)


def pdf(data: bytes, source: random.Random) -> bytes:
    for _ in range(source.choice((1, 1, 2, 4))):
        data = source.choice((_pdf_object, _pdf_reference, _pdf_content, _pdf_content, _pdf_words, _pdf_words))(data, source)[
            :MOST_BYTES
        ]
    return data


def _pdf_object(data: bytes, source: random.Random) -> bytes:
    found = list(_OBJECT.finditer(data))
    if len(found) < 2:
        return data
    first, second = sorted(source.sample(found, 2), key=lambda match: match.start())
    what = source.randrange(4)
    if what == 0:
        return data[: first.start()] + data[first.end() :]
    if what == 1:  # the content of one under the number of another
        return data[: first.start()] + first[0].split(b" ", 1)[0] + b" " + second[0].split(b" ", 1)[1] + data[first.end() :]
    if what == 2:
        return data[: second.start()] + first[0] + b"\n" + data[second.start() :]
    return data[: first.start()] + of_bytes(first[0], source, "pdf") + data[first.end() :]


def _pdf_reference(data: bytes, source: random.Random) -> bytes:
    found = list(_REFERENCE.finditer(data))
    for match in sorted(source.sample(found, min(len(found), source.choice((1, 2, 5)))), key=lambda match: -match.start()):
        other = source.choice([source.choice(found)[0], b"0 0 R", b"999999999 0 R", b"null", b"[1 0 R]", b"<< >>", b"-1", b"(x)"])
        data = data[: match.start()] + other + data[match.end() :]
    return data


def _pdf_content(data: bytes, source: random.Random) -> bytes:
    """A stream is unpacked, damaged, and put back as it is."""
    found = list(_STREAM.finditer(data))
    if not found:
        return data
    match = source.choice(found)
    content = match[1]
    try:
        if b"ASCII85Decode" in match[0]:
            content = base64.a85decode(content.strip().removesuffix(b"~>"))
        if b"FlateDecode" in match[0]:
            content = zlib.decompress(content)
    except (ValueError, zlib.error):
        return data
    content = words(content, source, TOKENS["page"])
    return data[: match.start()] + b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content) + data[match.end() :]


def _pdf_words(data: bytes, source: random.Random) -> bytes:
    return source.choice((put_in, put_in, number_made_extreme, number_made_extreme, nested))(data, source, TOKENS["pdf"], "utf-8")


# --- pictures


def png(data: bytes, source: random.Random) -> bytes:
    """Parts of a PNG are damaged, with the checksums that belong to the damaged ones."""
    parts: list[tuple[bytes, bytes]] = []
    place = 8
    while place + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, place)
        parts.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + size]))
        place += 12 + size
    for _ in range(source.choice((1, 1, 3))):
        at = source.randrange(len(parts))
        kind, content = parts[at]
        if kind == b"IHDR" and source.random() < 0.7:
            sides = [source.choice((0, 1, 39, 40, 420, 20_000, 65_535, 1 << 20, (1 << 31) - 1)) for _ in range(2)]
            content = struct.pack(">II", *sides) + content[8:]
        elif source.random() < 0.15:
            parts.append(
                (
                    source.choice((b"zTXt", b"iCCP", b"eXIf", b"acTL", b"fdAT", b"tRNS", b"PLTE")),
                    source.randbytes(40) + zlib.compress(bytes(1 << 20)),
                )
            )
            continue
        else:
            content = of_bytes(content, source, "png") if content else content
        parts[at] = (kind, content)
    body = b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content)) for kind, content in parts
    )
    return data[:8] + body
