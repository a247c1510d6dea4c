"""Reader of web pages (HTML, XHTML, and what programs call .doc or .xls and write as HTML) and of web archives (MHTML).

Paragraphs and tables come in reading order; tables that only lay the page out are opened, furniture of the site is kept apart. Nothing
is fetched: files the page links to are named in warnings with the code ``attachment``, pictures and inserted pages are counted. Pictures
of tables that come with the page are read where recognition is installed.
`Location.paragraph` counts the paragraphs outside tables.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterable
from contextlib import suppress
from email import policy
from email.message import Message
from itertools import islice

from lxml import etree

from ...schemas.document import Document, Paragraph, ReadingWarning, Table
from ...schemas.errors import LimitExceeded, UnreadableDocument
from ._bulk import collection_paused
from ._html_blocks import BlockList, mixed_with_pinyin
from ._html_boxes import MAX_NESTING, Builder, build
from ._html_links import Link, resolved
from ._html_pictures import Stored, names_of
from ._html_sheet import without_index
from ._pictures_inside import PicturesInside
from .encoding import common_share, decode
from .original import Original

MAX_HTML_BYTES = 128 * 1024 * 1024
"""Mark-up beyond this is refused."""
MAX_PARTS = 2_000
"""Parts one web archive may have."""
_MOST_LINKS = 200
"""Linked files that are named one by one."""
_NAMED_FRAMES = 5
_LITTLE_TEXT = 400
"""A page with linked files, no table and fewer characters than this holds no report of its own."""
_DAMAGED_SHARE = 0.01
"""Share of the characters that may be damaged in a page that is still read."""
_FEW_DAMAGED = 2
_ENOUGH = 20
"""Fewer characters than this tell nothing about an encoding."""
_CHINESE = 0.85
"""Share of common characters among those of a Chinese text; what is read in a wrong encoding has far fewer."""
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,20})", re.IGNORECASE
)
_PREFIX = re.compile(r"xmlns:([A-Za-z][\w-]{0,20})\s*=\s*[\"']http://www\.w3\.org/1999/xhtml[\"']")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_WORDS = re.compile(r"[^\x00-\x7f]{2,}")
_SAMPLE_WORDS = 60
_SITE = re.compile(r"\s+[-–—]+\s+|\s*(?:[_|]|--)+\s*")
"""Stands between the title of a page and the name of its site."""
_ADVICE = "请重新下载，或用浏览器打开后另存再试"
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf8": "utf-8", "utf-8": "utf-8", "big5": "big5"}


def read_html(original: Original) -> Document:
    """Read a web page.

    Raises `UnreadableDocument` or `LimitExceeded`.
    """
    with collection_paused():
        reader = _Reader(original)
        reader.page(original.data)
        return reader.document(original, "html")


def read_mht(original: Original) -> Document:
    """Read a web archive (MIME multipart/related): its pages in the order they are stored.

    Raises `UnreadableDocument` or `LimitExceeded`.
    """
    if len(original.data) > MAX_HTML_BYTES:
        raise _too_large()
    reader = _Reader(original)
    pages = list(_stored_pages(original.data, reader))
    if not pages:
        raise UnreadableDocument(f"网页存档里没有网页（可能不完整）：{_ADVICE}")
    with collection_paused():
        for page, address in pages:
            reader.page(page, address, required=len(pages) == 1)
    del reader.frames[: len(pages) - 1]  # the frames of a page are stored beside it
    return reader.document(original, "mht")


def _stored_pages(data: bytes, reader: _Reader) -> Iterable[tuple[bytes, str]]:
    """The decoded HTML parts of a web archive with their addresses; its pictures are shown to the reader."""
    try:
        message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n "), policy=policy.compat32)
        for number, part in enumerate(message.walk()):
            if number > MAX_PARTS:
                raise LimitExceeded(f"网页存档超过 {MAX_PARTS} 个部分，已停止读取：请拆分成几个文件后再试")
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                content = _content(part)
                if content.strip():
                    yield content, str(part["Content-Location"] or "").strip()
            elif part.get_content_maintype() == "image":
                reader.parts.update((name, part) for name in names_of(part))
    except RecursionError as error:
        raise LimitExceeded(f"网页存档嵌套过深，已停止读取：{_ADVICE}") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # what the email package raises on damaged headers
        raise UnreadableDocument(f"网页存档已损坏，无法读取：{_ADVICE}") from error


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


class _Reader:
    """Collects the pages of one document."""

    def __init__(self, original: Original) -> None:
        self.blocks = BlockList(PicturesInside(original))
        self.details: list[tuple[str, str]] = []
        self.links: dict[str, Link] = {}
        self.titles: list[str] = []
        self.pictures = 0
        self.parts: dict[str, Message] = {}
        """The pictures of a web archive."""
        self.frames: list[str] = []
        self.too_deep = False

    def page(self, data: bytes, address: str = "", *, required: bool = True) -> None:
        """Read one page, stored under an address; one that is not `required` may be blank or in no known encoding."""
        if len(data) > MAX_HTML_BYTES:
            raise _too_large()
        try:
            text, encoding = self._decode(data)
        except UnreadableDocument as error:
            if required:
                raise
            self.blocks.warnings.append(ReadingWarning("part_not_read", f"网页存档的一部分没有读取。{error}"))
            return
        self._note_encoding(data, encoding)
        built = _built(text)
        self.blocks.stored = Stored(self.parts, resolved(address, built.base) if built.base else address)
        self.blocks.add(without_index(built.flow) if built.sheets else built.flow)
        for link in built.links:
            href = resolved(built.base, link.href)
            self.links.setdefault(href, Link(link.text, href))
        if built.title.strip():
            self.titles.append(_SITE.split(" ".join(built.title.split()))[0])
        self.pictures += built.pictures
        self.frames += [resolved(built.base, source) for source in built.frames]
        self.too_deep |= built.too_deep

    def document(self, original: Original, format: str) -> Document:
        """The document; raises UnreadableDocument where there is neither text nor a linked file."""
        blocks = self.blocks
        self.pictures -= blocks.pictures.read
        self._warn()
        if not blocks.blocks and not self.links and self.frames:
            raise UnreadableDocument(
                f"网页只是其他网页的框架（{self._framed()}），内容不在其中：请把这些网页一起下载，或在浏览器中另存为单个文件后再试"
            )
        if not blocks.blocks and not self.links:
            raise UnreadableDocument(f"网页里没有可读的正文和表格（内容可能由脚本生成或在图片里）：{_ADVICE}")
        titles = [Paragraph(title, role="header") for title in self.titles if title]
        return Document(
            path=original.path,
            name=original.name,
            sha256=original.sha256,
            format=format,
            blocks=tuple(blocks.blocks),
            furniture=(*titles, *blocks.furniture),
            ocr_pages=blocks.pictures.read,
            warnings=tuple(blocks.warnings),
            details=tuple(dict(self.details).items()),
        )

    def _decode(self, data: bytes) -> tuple[str, str]:
        """The text by its content, whatever the page declares. A few damaged bytes are let pass with a warning."""
        try:
            return _decoded(data)
        except UnreadableDocument:
            for encoding in ("utf-8", "gb18030"):
                text = data.decode(encoding, "replace")
                damaged = text.count("\ufffd")
                wide = sum(character > "\x7f" for character in text)
                if 0 < damaged <= max(_FEW_DAMAGED, _DAMAGED_SHARE * wide) and wide >= _ENOUGH and common_share(text) >= _CHINESE:
                    message = f"网页里有 {damaged} 处字节已损坏，显示为“\ufffd”，请核对附近的数字"
                    self.blocks.warnings.append(ReadingWarning("damaged_text", message))
                    return text, encoding
            raise

    def _note_encoding(self, data: bytes, encoding: str) -> None:
        self.details.append(("encoding", encoding))
        match = _DECLARED.search(data[:4096])
        if match:
            declared = (match[1] or match[2]).decode("ascii", "replace").lower()
            if _SAME.get(declared, declared) != encoding.removesuffix("-sig"):
                self.details.append(("declared_encoding", declared))

    def _warn(self) -> None:
        warnings = self.blocks.warnings
        for link in list(self.links.values())[:_MOST_LINKS]:
            message = f"网页附有文件“{link.text or link.href}”（{link.href}），其中的内容没有读取"
            warnings.append(ReadingWarning("attachment", message, text=link.text or None))
        if len(self.links) > _MOST_LINKS:
            warnings.append(ReadingWarning("attachment", f"网页另外附有 {len(self.links) - _MOST_LINKS} 个文件，没有逐一列出"))
        if self.links and self._is_empty():
            message = f"网页正文没有报告内容，报告在 {len(self.links)} 个附件里：请下载附件后读取"
            warnings.append(ReadingWarning("attachment_only", message))
        if self.pictures:
            message = f"网页中有 {self.pictures} 处图片，其中的文字和表格没有读取，请人工核对"
            warnings.append(ReadingWarning("picture_not_read", message))
        if self.frames:
            message = f"网页中有 {len(self.frames)} 处嵌入的其他网页（{self._framed()}），没有读取，请人工核对"
            warnings.append(ReadingWarning("content_not_read", message))
        if self.too_deep:
            warnings.append(ReadingWarning("nesting_limit", f"表格嵌套超过 {MAX_NESTING} 层，更深的表格按文字读取，请人工核对"))
        example = mixed_with_pinyin(self.blocks.blocks)
        if example:
            message = f"文字里混有繁体字和拼音（如“{example}”），像是转载网站改过的内容，已照原样读取：请换用发布单位网站的原文"
            warnings.append(ReadingWarning("pinyin_mixed", message, text=example))

    def _framed(self) -> str:
        return "、".join(self.frames[:_NAMED_FRAMES]) + ("等" if len(self.frames) > _NAMED_FRAMES else "")

    def _is_empty(self) -> bool:
        """Whether the page itself holds no report: no table and hardly any text besides the names of the linked files."""
        blocks = self.blocks.blocks
        if any(isinstance(block, Table) for block in blocks):
            return False
        names = sum(len(link.text) for link in self.links.values())
        return sum(len(block.text) for block in blocks if isinstance(block, Paragraph)) - names < _LITTLE_TEXT


def _decoded(data: bytes) -> tuple[str, str]:
    """As `decode` does it, but only the first words are looked at to see whether an encoding makes sense: mark-up tells nothing."""
    if not data.startswith(_MARKS) and b"\0" not in data[:4096]:
        for encoding in ("utf-8", "gb18030"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            sample = "" if text.isascii() else " ".join(match[0] for match in islice(_WORDS.finditer(text), _SAMPLE_WORDS))
            with suppress(UnreadableDocument):
                if not sample or decode(sample.encode(encoding))[1] == encoding:
                    return text, encoding
            break
    return decode(data)


def _built(text: str) -> Builder:
    prefix = _PREFIX.search(text[:4096])
    if prefix:  # XHTML inside another XML vocabulary: <h:table>
        text = re.sub(rf"<(/?){re.escape(prefix[1])}:", r"<\1", text)
    try:
        return build(text)
    except etree.LxmlError as error:
        raise UnreadableDocument(f"网页已损坏，无法读取：{_ADVICE}") from error


def _too_large() -> LimitExceeded:
    return LimitExceeded(f"网页超过 {MAX_HTML_BYTES // 1024 // 1024} MB 的上限：请拆分后再试")
