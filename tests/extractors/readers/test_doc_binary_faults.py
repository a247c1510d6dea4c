"""The doc reader on damaged, hostile and foreign files: one clear Chinese line, never another exception, never without end."""

from __future__ import annotations

import contextlib
import random
import struct
import time

import pytest

from gongkai.extractors.containers._ole_write import compound_file
from gongkai.schemas.errors import DocumentError, EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

from .doc_files import HIDDEN, Parts, Piece, cell, doc, field_of, fonts, p, r, read, row, sprm, streams, style, styles, texts


def sample() -> bytes:
    """A small document that goes through most of the reader."""
    parts = Parts()
    parts.raw[1] = styles(style("Normal"), style("heading 1", identity=1, base=0), style("藏", kind=2, character=HIDDEN))
    parts.raw[15] = fonts("宋体", "Wingdings")
    parts.places(2, [3, 9], bytes(2))
    parts.places(3, [0, 3, 4])
    parts.places(11, [0, 0, 0, 0, 0, 0, 0, 0, 4, 5])
    inner = row("子", "女", depth=2)
    body = [
        p("第一部分", style=1),
        p("共", *field_of("NUMPAGES", "3"), "页", r("(", sprm(0x0855, 1) + sprm(0x6A09, 1 | 0xF0FC << 16))),
        *row("收入", cell("支出", *inner, ""), flags=(0x60, 0)),
        *row("", "12.5", flags=(0x20, 0), long=True),
        p("结束", r("藏", sprm(0x4A30, 2))),
    ]
    return doc(body, pieces=[Piece(9), Piece(12)], footnotes=[p("\x02注"), p()], headers=[p("页眉文"), p()], parts=parts)


def refusal(data: bytes, kind: type[DocumentError]) -> str:
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert type(caught.value) is kind
    message = str(caught.value)
    assert "\n" not in message
    assert "：请" in message or "，请" in message
    return message


def rebuilt(main: bytes, table: bytes, data: bytes = b"") -> bytes:
    return compound_file({"WordDocument": main, "1Table": table, "Data": data})


def test_the_sample_is_read() -> None:
    assert texts(read(sample())) == ["第一部分", "共3页✓", "<表0>", "<表1>", "结束", "注"]


@pytest.mark.parametrize(("mark", "version"), [(0xA5DC, 101), (0xA5DC, 104), (0xA5EC, 104), (0xA5DB, 45)])
def test_older_versions_say_what_to_do(mark: int, version: int) -> None:
    message = refusal(doc([p("正文")], mark=mark, version=version), UnsupportedFormat)
    assert "Word 95" in message
    assert "LibreOffice" in message


def test_passwords() -> None:
    assert "密码" in refusal(doc([p("正文")], flags=0x0300), EncryptedDocument)


def test_no_document_inside() -> None:
    assert "没有 Word 正文" in refusal(compound_file({"Other": b"x"}), UnsupportedFormat)


@pytest.mark.parametrize("main", [b"", b"\xec\xa5\xc1\0", b"\xec\xa5\xc1\0" + bytes(60), bytes(4000)])
def test_a_main_stream_that_holds_nothing(main: bytes) -> None:
    refusal(rebuilt(main, b""), UnreadableDocument)


def test_a_table_stream_that_is_missing_or_empty() -> None:
    main, _, data = streams([p("正文")])
    refusal(compound_file({"WordDocument": main}), UnreadableDocument)
    refusal(rebuilt(main, b"", data), UnreadableDocument)


def test_text_that_is_cut_off_is_never_taken_for_all() -> None:
    main, table, data = streams([p("收入" * 900)])
    refusal(rebuilt(main[:4000], table, data), UnreadableDocument)


@pytest.mark.parametrize(
    "damage", [b"", b"\x02", b"\x01\xff\xff", b"\x02\xff\xff\xff\xff", b"\x03\0\0\0\0\0", b"\x02\x04\0\0\0\0\0\0\0"]
)
def test_damaged_tables_of_pieces(damage: bytes) -> None:
    main, _, data = streams([p("正文")])
    own = bytearray(main)
    struct.pack_into("<II", own, 154 + 8 * 33, 0, len(damage))
    refusal(rebuilt(bytes(own), damage, data), UnreadableDocument)


def test_pieces_that_show_the_same_bytes_again_and_again() -> None:
    main, _, data = streams([p("收" * 3000)])
    own, count = bytearray(main), 4000
    positions = struct.pack(f"<{count + 1}i", *(3000 * index for index in range(count + 1)))
    pieces = b"\x02" + struct.pack("<I", 4 + 12 * count) + positions + struct.pack("<HIH", 0, 2048, 0) * count
    struct.pack_into("<II", own, 154 + 8 * 33, 0, len(pieces))
    struct.pack_into("<i", own, 76, 3000 * count)
    refusal(rebuilt(bytes(own), pieces, data), UnreadableDocument)


def test_lengths_of_stories_below_zero() -> None:
    main, table, data = streams([p("正文")])
    for number in range(8):
        own = bytearray(main)
        struct.pack_into("<i", own, 76 + 4 * number, -5)
        refusal(rebuilt(bytes(own), table, data), UnreadableDocument)


def test_long_properties_referred_to_again_and_again() -> None:
    """Every paragraph refers to another place in a large stream of properties, which overlap."""
    big = struct.pack("<H", 60000) + sprm(0x2403, 1) * 20000
    body = [p("甲", properties=sprm(0x6646, 2 * index)) for index in range(400)]
    main, table, _ = streams(body)
    started = time.monotonic()
    data = bytearray(struct.pack("<H", 60000) * 30000)
    data[60000:] = big[:60000]
    try:
        read(rebuilt(main, table, bytes(data)))
    except LimitExceeded as error:
        assert "请" in str(error)
    assert time.monotonic() - started < 10


def test_tables_nested_too_deep() -> None:
    deep = [p("文", properties=sprm(0x2416, 1) + sprm(0x6649, 5000))]
    assert "嵌套过深" in refusal(doc([*deep, p()]), LimitExceeded)


def test_directory_and_sectors_in_a_circle() -> None:
    data = bytearray(sample())
    (first,) = struct.unpack_from("<I", data, 76)  # the first sector of the allocation table
    start = 512 * (first + 1)
    for index in range(128):
        circle = bytearray(data)
        struct.pack_into("<I", circle, start + 4 * index, index)
        started = time.monotonic()
        with contextlib.suppress(DocumentError):
            read(bytes(circle))
        assert time.monotonic() - started < 2


@pytest.mark.parametrize("place", [44, 64, 72])
def test_a_header_that_promises_more_than_the_file_can_hold(place: int) -> None:
    data = bytearray(sample())
    struct.pack_into("<I", data, place, 0x7FFFFFFF)
    refusal(bytes(data), UnreadableDocument)


def test_files_cut_off_anywhere() -> None:
    data = sample()
    for end in range(0, len(data), 97):
        try:
            read(data[:end])
        except DocumentError as error:
            assert "\n" not in str(error)


def test_damaged_bytes_anywhere() -> None:
    data, chance = sample(), random.Random(7)
    values = (0, 1, 0x7F, 0x80, 0xFF)
    started = time.monotonic()
    for _ in range(700):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 2, 5, 20))):
            damaged[chance.randrange(512, len(damaged))] = chance.choice(values)
        try:
            read(bytes(damaged))
        except DocumentError as error:
            assert "\n" not in str(error)
    assert time.monotonic() - started < 30


def test_half_characters_are_no_text() -> None:
    (text,) = texts(read(doc([p("收入\ud800支出\udc00")])))
    assert text == "收入\ufffd支出\ufffd"
