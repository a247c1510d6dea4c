"""Pictures that come with a web page: written into it as data, or stored beside it in a web archive. Nothing is fetched."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import unquote_to_bytes, urljoin

_DATA = re.compile(r"data:image/[\w.+-]{1,40}((?:;[\w.=+-]{1,60})*),", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stored:
    """The pictures of a web archive by their names (``cid:…``) and addresses, and the address of the page that shows them."""

    parts: Mapping[str, Message] = field(default_factory=dict)
    page: str = ""

    def find(self, address: str) -> bytes | None:
        """The picture with this address, if it came with the page."""
        match = _DATA.match(address)
        if match:
            return _written(match, address)
        for name in (address, _joined(self.page, address)):
            if name in self.parts:
                content = self.parts[name].get_payload(decode=True)
                return content if isinstance(content, bytes) and content else None
        return None


def names_of(part: Message) -> list[str]:
    """What pages may call a part of a web archive."""
    names = [f"cid:{str(part['Content-ID']).strip().strip('<>')}"] if part["Content-ID"] else []
    return [*names, str(part["Content-Location"]).strip()] if part["Content-Location"] else names


def _written(match: re.Match[str], address: str) -> bytes | None:
    content = unquote_to_bytes(address[match.end() :])
    if ";base64" not in match[1].lower():
        return content
    try:
        return base64.b64decode(b"".join(content.split()) + b"==")
    except binascii.Error:
        return None


def _joined(page: str, address: str) -> str:
    try:
        return urljoin(page, address)
    except ValueError:
        return address
