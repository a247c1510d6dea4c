"""The formats that hold files, and what opens them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from ..readers.sniff import Format
from .model import Budget, Lost, Member, Opener


def _later(module: str, function: str) -> Opener:
    """The opener `function` of a module beside this one, imported when it is first called."""

    def open_container(data: bytes, name: str, budget: Budget) -> Iterator[Member | Lost]:
        opener: Opener = getattr(import_module(f".{module}", __package__), function)
        return opener(data, name, budget)

    return open_container


ARCHIVES: Mapping[Format, Opener] = {
    "7z": _later("archive_bsdtar", "members_of_7z"),
    "bz2": _later("archive_tar", "members_of_bzip2"),
    "eml": _later("mail", "members_of_eml"),
    "gz": _later("archive_tar", "members_of_gzip"),
    "msg": _later("mail", "members_of_msg"),
    "rar": _later("archive_bsdtar", "members_of_rar"),
    "tar": _later("archive_tar", "members_of_tar"),
    "xz": _later("archive_tar", "members_of_xz"),
    "zip": _later("archive_zip", "members_of_zip"),
}
"""What is nothing but its members; the text of a message is one of them."""

CARRIERS: Mapping[Format, Opener] = {
    "doc": _later("embedded", "members_of_doc"),
    "docx": _later("embedded", "members_of_docx"),
    "pdf": _later("pdf_attachments", "members_of_pdf"),
    "xls": _later("embedded", "members_of_xls"),
    "xlsx": _later("embedded", "members_of_xlsx"),
}
"""Documents that are read themselves and may hold others. What their openers raise is only told where a limit was reached: a damaged
document is reported by its reader."""
