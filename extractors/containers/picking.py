"""One document out of an archive: the only one there is, or the one that is asked for."""

from __future__ import annotations

from pathlib import Path

from ...schemas.errors import LimitExceeded, UnreadableDocument, UsageError
from ..readers import READERS, display_name, load
from ..readers.original import Original
from ..readers.sniff import sniff
from .expanding import documents, members
from .kinds import ARCHIVES, CARRIERS
from .model import MAX_DEPTH, Budget, Lost

_MOST_NAMED = 5


def single(original: Original) -> Original:
    """The one document in an archive; what is no archive is given back as it is.

    Raises UsageError where there are several, with the names of some, and where there is none the reason for that.
    """
    if sniff(original.data, original.name) not in ARCHIVES:
        return original
    first: Original | None = None
    names: list[str] = []
    other: Original | None = None
    lost: Lost | None = None
    for found in documents(original, attachments=False):
        if isinstance(found, Lost):
            lost = lost or found
            if found.path != original.path:
                names.append(found.name)
        elif sniff(found.data, found.name) in READERS:
            first = first or found
            names.append(found.name)
        else:
            other = other or found
        if len(names) > _MOST_NAMED:
            break
    if len(names) > 1:
        raise UsageError(
            f"{original.name} 里不止一个文件（{_listed(names)}）：请写明要哪一个，如 {original.path}/{names[0]}；要读取全部，请用 gongkai run"
        )
    if lost is not None:
        raise lost.reason
    one = first or other
    if one is None:
        raise UnreadableDocument("里面没有文件：请检查是否下载或导出完整")
    return one


def open_member(path: Path | str) -> Original:
    """The file at `path`, which may go on inside an archive or a document with attachments: `批次.zip/附件/自评.docx`.

    Raises what `load` raises, UnreadableDocument where there is no such member, and why it cannot be had where there is.
    """
    path = Path(path)
    file = next((place for place in (path, *path.parents) if _is_file(place)), path)
    outermost = item = load(file)
    if file == path:
        return item
    wanted = display_name(path.relative_to(file).as_posix())
    budget = Budget(len(item.data))
    for _ in range(MAX_DEPTH):
        item = _towards(wanted, item, outermost, budget)
        if item.name == wanted:
            return item
    raise LimitExceeded(f"文件套了超过 {MAX_DEPTH} 层，没有读取：请解压后直接给出里面的文件")


def _towards(wanted: str, item: Original, outermost: Original, budget: Budget) -> Original:
    """The member that is wanted or has it inside."""
    format = sniff(item.data, item.name)
    opener = ARCHIVES.get(format) or CARRIERS.get(format)
    names: list[str] = []
    if opener is not None:
        for found in members(item, opener, outermost, budget):
            if found.name == wanted or wanted.startswith(f"{found.name}/"):
                if isinstance(found, Lost):
                    raise found.reason
                return found
            names.append(found.name)
    inside = f"；里面有 {_listed(names)}" if names else "，里面没有别的文件"
    raise UnreadableDocument(f"{item.name} 里没有“{wanted}”{inside}：请检查路径")


def _listed(names: list[str]) -> str:
    return "、".join(names[:_MOST_NAMED]) + (" 等" if len(names) > _MOST_NAMED else "")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or no name
        return False
