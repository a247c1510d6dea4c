"""From one file to all documents in it."""

from __future__ import annotations

from collections.abc import Iterator

from ...schemas.errors import DocumentError, LimitExceeded, UnreadableDocument
from ..readers.original import Original
from ..readers.sniff import NAMES, sniff
from .kinds import ARCHIVES, CARRIERS
from .model import MAX_DEPTH, Budget, Lost, Opener
from .names import Distinct, harmless

_ATTACHMENTS = "其余附件"
_TOO_DEEP = f"文件套了超过 {MAX_DEPTH} 层（压缩包里又有压缩包），更里面的没有读取：请解压后直接给出里面的文件"


def expand(original: Original) -> Iterator[Original | Lost]:
    """The documents in a file, depth first and in stored order: the file itself, unless it is an archive, and all its members.

    Members are named by their path inside the outermost file. What cannot be had is a `Lost` with its reason; an archive that cannot be
    opened, or breaks off, is one too, and so is the outermost file where a limit on the whole was reached. Members are unpacked one at
    a time, when they are asked for. Raises nothing of its own.
    """
    yield from documents(original, attachments=True)


def documents(original: Original, *, attachments: bool) -> Iterator[Original | Lost]:
    """What `expand` gives, on demand without what lies in documents."""
    budget = Budget(len(original.data))
    try:
        yield from _documents(original, original, budget, 1, attachments)
    except LimitExceeded as error:
        yield Lost(original.name, error, original.path)


def members(container: Original, opener: Opener, outermost: Original, budget: Budget) -> Iterator[Original | Lost]:
    """What lies directly in a container, named by its path inside the outermost file. Raises what the opener raises."""
    distinct = Distinct()
    folder = "" if container is outermost else f"{container.name}/"
    for found in opener(container.data, container.name, budget):
        name = folder + distinct.give(harmless(found.name))
        path = f"{outermost.path}/{name}"
        if isinstance(found, Lost):
            yield Lost(name, found.reason, path)
        else:
            yield Original.of(found.data, name, path, container.conversions)


def _documents(item: Original, outermost: Original, budget: Budget, depth: int, attachments: bool) -> Iterator[Original | Lost]:
    format = sniff(item.data, item.name)
    opener = ARCHIVES.get(format)
    if opener is None:
        yield item
        if attachments and (carrier := CARRIERS.get(format)):
            yield from _attached(item, carrier, outermost, budget, depth)
        return
    if depth > MAX_DEPTH:
        yield Lost(item.name, LimitExceeded(_TOO_DEEP), item.path)
        return
    empty = True
    try:
        for found in members(item, opener, outermost, budget):
            empty = False
            if isinstance(found, Lost):
                yield found
            else:
                yield from _documents(found, outermost, budget, depth + 1, attachments)
        if empty:
            raise UnreadableDocument(f"这个{NAMES[format]}里没有读到文件（是空的，或已损坏）：请检查是否下载或导出完整")
    except DocumentError as error:
        if budget.exhausted:
            raise
        yield Lost(item.name, error, item.path)


def _attached(item: Original, opener: Opener, outermost: Original, budget: Budget, depth: int) -> Iterator[Original | Lost]:
    rest = f"{item.name}/{_ATTACHMENTS}" if item is not outermost else _ATTACHMENTS
    try:
        for found in members(item, opener, outermost, budget):
            if depth > MAX_DEPTH:
                raise LimitExceeded(_TOO_DEEP)
            if isinstance(found, Lost):
                yield found
            else:
                yield from _documents(found, outermost, budget, depth + 1, attachments=True)
    except LimitExceeded as error:
        if budget.exhausted:
            raise
        yield Lost(rest, error, f"{outermost.path}/{rest}")
    except DocumentError:
        return  # the reader of the document says what is wrong with it
