"""Which encoding a text file is in: strict decoding, and a look at what comes out, so that mojibake never passes for text."""

from __future__ import annotations

import codecs
import re

from ...schemas.errors import UnreadableDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_WORDS = re.compile(r"[^\x00-\x7f]{2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f]")
_SAMPLE = 200_000
"""Characters looked at to judge what a text is; a report's first pages are enough to know its encoding."""
_COMMON_SHARE = 0.85
"""Real simplified Chinese has over 97% of its characters among the 3,755 common ones, UTF-8 read as GBK about a third."""
_MOST_CONTROLS = 0.02
"""Share of control characters above which something is no text."""
_ADVICE = "请用记事本或 WPS 打开确认内容，再另存为 UTF-8 编码的文本后重试"


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` (byte order mark removed) and the name of its encoding.

    Raises UnreadableDocument for bytes that are no text in UTF-8, UTF-16, UTF-32, GB18030 or Big5, and for text that was garbled
    before it was saved.
    """
    text, encoding = _decode(data)
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(2, _MOST_CONTROLS * len(sample)):
        raise UnreadableDocument(f"文件里大量内容不是文字（可能是损坏或改了扩展名的文件）：{_ADVICE}")
    if _is_garbled(sample):
        raise UnreadableDocument("文件里的文字是乱码（保存之前编码已经转换错误），没有读取：请换用来源处的原文件")
    return text, encoding


def looks_like_text(data: bytes) -> bool:
    """Whether `data` may be text in some encoding, judged by its control bytes; cheap, and no promise that it can be decoded."""
    if any(data.startswith(bom) for bom, _, _ in _BOMS) or _utf16_without_mark(data) is not None:
        return True
    head = data[:_SAMPLE]
    controls = sum(head.count(byte) for byte in (*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
    return controls <= max(2, _MOST_CONTROLS * len(head))


def common_share(text: str) -> float:
    """Share of the Chinese characters of `text` that are among the 3,755 common ones of GB2312; 1.0 where there is none."""
    ideographs = _IDEOGRAPH.findall(text)
    if not ideographs:
        return 1.0
    return sum(_is_common(character) for character in ideographs) / len(ideographs)


def _decode(data: bytes) -> tuple[str, str]:
    for bom, name, codec in _BOMS:
        if data.startswith(bom):
            body = data[len(bom) :]
            return _strict(body, name), codec
    utf16 = _utf16_without_mark(data)
    if utf16 is not None:
        return _strict(data, utf16), utf16
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        utf8_failure = error
    gb18030 = _try(data, "gb18030")
    if gb18030 is not None and _is_plausible(gb18030):
        return gb18030, "gb18030"
    big5 = _try(data, "big5hkscs")
    if big5 is not None and _is_plausible_traditional(big5):
        return big5, "big5"
    if _is_mostly_utf8(data, utf8_failure):
        line = data.count(b"\n", 0, utf8_failure.start) + 1
        raise UnreadableDocument(f"文件是 UTF-8 文本，但第 {line} 行有损坏的字节，内容不完整：请重新下载或导出后再试")
    raise UnreadableDocument(f"认不出文件的文字编码（不是 UTF-8、UTF-16、GB18030 或 Big5 文本）：{_ADVICE}")


def _strict(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        name = encoding.upper()
        raise UnreadableDocument(f"文件按 {name} 编码读取时遇到损坏的字节，内容不完整：请重新下载或导出后再试") from None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows by zero bytes: digits, spaces and line breaks have their upper byte zero, always on the same side."""
    head = data[:4096]
    if len(head) < 4 or len(data) % 2:
        return None
    even, odd = head[0::2], head[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    # on the other side a zero is the lower byte of a rare character such as 一 (U+4E00)
    if zeros_odd >= 0.02 * len(odd) and zeros_odd > 0 and zeros_odd >= 4 * zeros_even:
        encoding = "utf-16-le"
    elif zeros_even >= 0.02 * len(even) and zeros_even > 0 and zeros_even >= 4 * zeros_odd:
        encoding = "utf-16-be"
    else:
        return None
    text = _try(head, encoding)
    if text is None:
        text = _try(head[:-2], encoding)  # the head may end inside a surrogate pair
    return encoding if text is not None and not _CONTROL.search(text) and _is_plausible(text) else None


def _is_plausible(text: str) -> bool:
    """Whether `text` is simplified Chinese (or has no Chinese and nothing strange in it)."""
    sample = text[:_SAMPLE]
    others = [character for character in sample if character > "\x7f"]
    if not others:
        return True
    strange = sum(not _is_expected(character) for character in others)
    return strange <= 0.1 * len(others) and common_share(sample) >= _COMMON_SHARE


def _is_plausible_traditional(text: str) -> bool:
    """Whether `text` is traditional Chinese in the 5,401 common characters of Big5, and enough of it to be sure."""
    ideographs = _IDEOGRAPH.findall(text[:_SAMPLE])
    if len(ideographs) < 10:
        return False
    common = 0
    for character in ideographs:
        code = character.encode("big5", "ignore")
        common += len(code) == 2 and 0xA4 <= code[0] <= 0xC6
    return common >= 0.95 * len(ideographs)


def _is_expected(character: str) -> bool:
    """Characters that Chinese reports are made of: ideographs, their punctuation, symbols, full-width forms, Latin accents."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3000 <= code <= 0x303F
        or 0xFF00 <= code <= 0xFFEF
        or 0x2000 <= code <= 0x2BFF
        or 0x3200 <= code <= 0x33FF
        or 0xA0 <= code <= 0x17F
        or 0x391 <= code <= 0x3C9
    )


def _is_common(character: str) -> bool:
    code = character.encode("gb2312", "ignore")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def _is_mostly_utf8(data: bytes, failure: UnicodeDecodeError) -> bool:
    """Whether UTF-8 explains the non-ASCII bytes around a damaged place."""
    text = (
        data[:_SAMPLE].decode("utf-8", "replace") if failure.start < _SAMPLE else data[: failure.start].decode("utf-8", "replace")
    )
    wide = sum(character > "\x7f" for character in text)
    return wide > 0 and text.count("\ufffd") <= 0.1 * wide


def _is_garbled(text: str) -> bool:
    """Whether the text was decoded wrongly before it was saved: UTF-8 taken for GBK or Latin-1, or what is left of it."""
    if text.count("锟斤拷") + text.count("\ufffd\ufffd") >= 3:
        return True
    words = _WORDS.findall(text)[:2000]
    if not words:
        return False
    most = 0.5 * sum(map(len, words))
    sound = 0
    for word in words:
        if not _decodes_again(word):
            sound += len(word)
            if sound >= most:
                return False
    return True


def _decodes_again(word: str) -> bool:
    """Whether the bytes a wrong decoder would have had for `word` are UTF-8 of Chinese."""
    for codec in ("gb18030",) if _IDEOGRAPH.search(word) else ("gb18030", "cp1252", "latin-1"):  # the others have no ideographs
        try:
            written = word.encode(codec)
            original = written.decode("utf-8", "ignore" if codec == "gb18030" else "strict")
        except UnicodeError:
            continue
        if not original:
            continue
        size = len(written)
        chinese = len(_IDEOGRAPH.findall(original))
        if chinese >= 0.6 * len(original) and len(original.encode("utf-8")) >= 0.7 * size:
            return True
    return False
