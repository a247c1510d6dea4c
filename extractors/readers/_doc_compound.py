"""Compound files (OLE, the container of Office 97-2003): streams by name, bounded whatever the file claims of itself."""

from __future__ import annotations

import io
import struct

from ...schemas.errors import DocumentError, UnreadableDocument

_RETRY = "请重新下载，或用 Word/WPS 打开后另存为 .docx 再试"
_SMALLEST_HEADER = 512
_SLACK_SECTORS = 16
"""Sectors of the allocation table a small file may have beyond its need."""


class Compound:
    """The streams of one compound file."""

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableDocument for a damaged file."""
        import olefile

        self._size = len(data)
        _check_header(data)
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
        except Exception as error:  # olefile meets damaged files with exceptions of many kinds
            raise damaged() from error

    def stream(self, name: str) -> bytes | None:
        """The content of a stream of the root storage; None where there is none of that name. Raises UnreadableDocument."""
        try:
            if not self._file.exists(name):
                return None
            if self._file.get_size(name) > self._size:  # a circle of sectors would fill it
                raise damaged()
            content: bytes = self._file.openstream(name).read()
        except DocumentError:
            raise
        except Exception as error:
            raise damaged() from error
        return content


def damaged() -> UnreadableDocument:
    """The refusal of a file that is damaged or cut off."""
    return UnreadableDocument(f"文档已损坏或不完整，无法读取：{_RETRY}")


def _check_header(data: bytes) -> None:
    """Refuse tables larger than the file has use for: olefile would read a sector as often as they list it."""
    if len(data) < _SMALLEST_HEADER:
        raise damaged()
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise damaged()
    allocation, _, _, _, _, small, _, further = struct.unpack_from("<8I", data, 44)
    sectors = len(data) >> shift
    needed = (sectors >> (shift - 2)) * 4 + _SLACK_SECTORS
    if allocation > needed or further > needed or small > sectors:
        raise damaged()
