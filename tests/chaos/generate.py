"""The input of the chaos test: a folder of small reports in several formats, two in a hundred of them hostile; the same for one seed."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.readers import display_name

from .faults import FAULTS

MAX_BYTES = 20 * 1024
"""No file is larger."""
HOSTILE_SHARE = 0.02

_FORM = "一般公共预算财政拨款“三公”经费支出决算表"
_HEADS = ("项目", "预算数", "决算数")
_SURNAMES = "东西南北中上下前后新旧大小高平"
_KINDS = ("民政", "水利", "档案", "林业", "统计", "审计", "体育", "教育", "交通", "司法")
_STAMP = (2024, 1, 1, 0, 0, 0)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

ANY = frozenset[str]()
"""Any state will do."""


@dataclass(frozen=True)
class Expected:
    """A file of the input."""

    path: str
    """As it is displayed, below the folder."""
    states: frozenset[str]
    """In which it may end; empty for any."""
    slow: bool = False
    """Whether it runs into the time limit."""


@dataclass(frozen=True)
class _Report:
    title: str
    rows: tuple[tuple[str, ...], ...]


def generate(folder: Path, count: int, seed: int) -> list[Expected]:
    """Writes about `count` files below `folder` and says how each may end."""
    chance = random.Random(seed)
    hostile = max(len(_HOSTILE), int(count * HOSTILE_SHARE))
    expected = list(_reports(folder, count - hostile, chance))
    makers = [_HOSTILE[number % len(_HOSTILE)] for number in range(hostile)]
    chance.shuffle(makers)
    for number, (name, make, states) in enumerate(makers):
        raw = name.format(number).encode("utf-8", "surrogateescape")
        place = os.path.join(os.fsencode(folder / f"县{chance.randrange(20)}"), raw)  # noqa: PTH118 - names that are no text
        expected.append(_write(folder, place, make(chance), frozenset({states} if isinstance(states, str) else states)))
    expected += _faulty(folder, max(len(FAULTS), hostile // 2), chance)
    expected += list(_special(folder))
    return expected


def _write(folder: Path, place: bytes, data: bytes, states: frozenset[str], slow: bool = False) -> Expected:
    assert len(data) <= MAX_BYTES, (place, len(data))
    with open(place, "wb") as stream:  # noqa: PTH123
        stream.write(data)
    below = os.path.relpath(place, os.fsencode(folder.parent))
    return Expected(display_name(os.fsdecode(below)), states, slow)


# --- reports ---------------------------------------------------------------------------------------------------------------------


def _report(chance: random.Random, body: str, year: int) -> _Report:
    def amount(top: int) -> Decimal:
        return Decimal(chance.randrange(top)) / 100

    abroad, cars, guests = ((amount(900), amount(900)) for _ in range(3))
    rows = [
        ("合计", *(abroad[i] + cars[i] + guests[i] + (chance.random() < 0.02) for i in (0, 1))),
        ("因公出国（境）费", *abroad),
        ("公务用车购置及运行维护费", *cars),
        ("公务接待费", *guests),
    ]
    text = tuple((str(name), *(f"{value:.2f}" for value in values)) for name, *values in rows)
    return _Report(f"{body} {year} 年度部门决算", text)


def _reports(folder: Path, count: int, chance: random.Random) -> Iterator[Expected]:
    formats = list(_FORMATS)
    for number in range(20):
        (folder / f"县{number}" / "附件").mkdir(parents=True, exist_ok=True)
    previous: bytes | None = None
    for number in range(count):
        suffix = formats[number % len(formats)]
        body = f"示例{_SURNAMES[number // 2 % 15]}{_SURNAMES[number // 30 % 15]}县{_KINDS[number // 450 % 10]}局"
        data = _FORMATS[suffix](_report(chance, body, 2022 + number % 2))
        if previous is not None and chance.random() < 0.01:
            data = previous
        if suffix in {".txt", ".csv"}:
            previous = data
        if chance.random() < 0.02:
            members = {f"{name}/{body}{suffix}": data for name in ("甲", "乙")[: chance.randrange(1, 3)]}
            data, suffix = zipped(members), ".zip"
        folders = f"县{number % 20}" + ("/附件" if chance.random() < 0.2 else "")
        place = folder / folders / f"{number:05}{body}{suffix}"
        yield _write(folder, os.fsencode(place), data, frozenset({"ok", "ok with warnings", "duplicate"}))


def _text(report: _Report) -> bytes:
    lines = [report.title, _FORM, "单位：万元", *("\t".join(row) for row in (_HEADS, *report.rows))]
    return ("\n".join(lines) + "\n").encode()


def _csv(report: _Report) -> bytes:
    lines = [report.title, _FORM, "单位：万元", *(",".join(row) for row in (_HEADS, *report.rows))]
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def _html(report: _Report) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in (_HEADS, *report.rows))
    page = (
        f"<html><head><meta charset=utf-8></head><body><h1>{report.title}</h1><p>{_FORM}</p><p>单位：万元</p><table>{rows}</table>"
    )
    return page.encode()


def _docx(report: _Report) -> bytes:
    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"

    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in (_HEADS, *report.rows)
    )
    head = "".join(map(paragraph, (report.title, _FORM, "单位：万元")))
    return docx(f'<w:document xmlns:w="{_WORD}"><w:body>{head}<w:tbl>{rows}</w:tbl></w:body></w:document>')


def docx(document: str) -> bytes:
    """A Word document with this main part."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            f'relationships+xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": document,
        }
    )


def _xlsx(report: _Report) -> bytes:
    lines = [(report.title,), (_FORM,), ("单位：万元",), _HEADS, *report.rows]
    rows = "".join(
        f'<row r="{number}">' + "".join(_sheet_cell(number, column, text) for column, text in enumerate(line)) + "</row>"
        for number, line in enumerate(lines, 1)
    )
    return xlsx(f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>')


def _sheet_cell(row: int, column: int, text: str) -> str:
    place = f"{'ABC'[column]}{row}"
    if text[-1:].isdigit() and column:
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def xlsx(sheet: str) -> bytes:
    """A workbook with this one sheet."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            f'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            information = zipfile.ZipInfo(name, _STAMP)
            information.compress_type = method
            archive.writestr(information, data)
    return buffer.getvalue()


_FORMATS: dict[str, Callable[[_Report], bytes]] = {".txt": _text, ".docx": _docx, ".html": _html, ".csv": _csv, ".xlsx": _xlsx}


# --- hostile files ---------------------------------------------------------------------------------------------------------------


def _good(chance: random.Random, suffix: str = ".docx") -> bytes:
    return _FORMATS[suffix](_report(chance, f"敌意{chance.randrange(10**9)}局", 2023))


def _zip_bomb(chance: random.Random) -> bytes:
    return zipped({f"{number}.txt": bytes(90 << 20) for number in range(2)} | {"n.txt": str(chance.random())}, zipfile.ZIP_BZIP2)


def _docx_bomb(chance: random.Random) -> bytes:
    body = f'<w:document xmlns:w="{_WORD}"><w:body>' + " " * (12 << 20) + f"</w:body></w:document><!--{chance.random()}-->"
    return docx(body)


def _entities(chance: random.Random) -> str:
    names = ['<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    return f'<?xml version="1.0"?><!-- {chance.random()} --><!DOCTYPE x [{"".join(names)}]>'


def _word_bomb(chance: random.Random) -> bytes:
    return docx(
        f'{_entities(chance)}<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>'
    )


def _sheet_bomb(chance: random.Random) -> bytes:
    cell = '<c r="A1" t="inlineStr"><is><t>&a9;</t></is></c>'
    return xlsx(f'{_entities(chance)}<worksheet xmlns="{_SHEET}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>')


def _far_cell(chance: random.Random) -> bytes:
    cells = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return xlsx(f'<worksheet xmlns="{_SHEET}"><sheetData><row r="1"/>{cells}</sheetData></worksheet><!-- {chance.random()} -->')


def _nested(chance: random.Random) -> bytes:
    data = _good(chance, ".txt")
    for depth in range(8):
        data = zipped({f"{depth}.{'zip' if depth else 'txt'}": data})
    return data


def _quine_like(chance: random.Random) -> bytes:
    inner = zipped({"0.txt": bytes(60 << 20)}, zipfile.ZIP_BZIP2)
    return zipped({f"{number}.zip": inner for number in range(12)} | {"n.txt": str(chance.random())})


def _gzip_bomb(chance: random.Random) -> bytes:
    return gzip.compress(bytes(18 << 20), mtime=chance.randrange(1 << 30))


def _bzip2_bomb(chance: random.Random) -> bytes:
    return bz2.compress(str(chance.random()).encode() + bytes(300 << 20))


def _truncated(suffix: str) -> Callable[[random.Random], bytes]:
    def make(chance: random.Random) -> bytes:
        data = _good(chance, suffix)
        return data[: len(data) * chance.randrange(2, 9) // 10]

    return make


def _pdf(chance: random.Random, trailer: str = "") -> bytes:
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
        ">>>>>>>>",
        f"<</Length 60>>stream\nBT /F 12 Tf 20 200 Td (budget 2023 {chance.randrange(10**9):9}) Tj ET\nendstream",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj{content}endobj\n".encode()
    start = len(data)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        data
        + f"xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def _encrypted_pdf(chance: random.Random) -> bytes:
    secret = f"<{'41' * 32}>"
    return _pdf(chance, f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O{secret}/U{secret}>>")


def _pdf_page_loop(chance: random.Random) -> bytes:
    return _pdf(chance).replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")


def _encrypted_zip(chance: random.Random) -> bytes:
    data = bytearray(zipped({"表.txt": _good(chance, ".txt")}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + offset
        data[place] |= 1
    return bytes(data)


def _encrypted_office(chance: random.Random) -> bytes:
    return compound_file(
        {"EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40) + b"<encryption/>", "EncryptedPackage": chance.randbytes(6000)}
    )


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, MAX_BYTES))


def _deep_html(chance: random.Random) -> bytes:
    return b"<html><body>" + b"<div><table><tr><td>" * 900 + str(chance.random()).encode()


def _wide_csv(chance: random.Random) -> bytes:
    return b"," * 16_000 + f"\n{chance.random()}\n".encode()


def _digits(chance: random.Random) -> bytes:
    return ("2023年度收入" + "9" * 15_000 + f"万元，{chance.random()}。\n").encode()


def _parentheses(chance: random.Random) -> bytes:
    return ("（" * 4_000 + f"{chance.random()}万元\n").encode()


def _empty(chance: random.Random) -> bytes:
    return b"\0" * chance.randrange(MAX_BYTES)


_TEXT_STATES = ("ok", "ok with warnings")
_REFUSED = ("unreadable", "unsupported")
_HOSTILE: tuple[tuple[str, Callable[[random.Random], bytes], str | tuple[str, ...]], ...] = (
    ("压缩炸弹{}.zip", _zip_bomb, ()),
    ("套娃炸弹{}.zip", _quine_like, ()),
    ("炸弹{}.gz", _gzip_bomb, ()),
    ("炸弹{}.bz2", _bzip2_bomb, ()),
    ("空白炸弹{}.docx", _docx_bomb, ()),
    ("实体{}.docx", _word_bomb, "unreadable"),
    ("实体{}.xlsx", _sheet_bomb, ()),
    ("天边{}.xlsx", _far_cell, ()),
    ("套娃{}.zip", _nested, ()),
    ("截断{}.docx", _truncated(".docx"), ("unreadable", "duplicate")),
    ("截断{}.xlsx", _truncated(".xlsx"), ("unreadable", "duplicate")),
    ("加密{}.pdf", _encrypted_pdf, ("encrypted", "unreadable")),
    ("加密{}.zip", _encrypted_zip, ()),
    ("加密{}.docx", _encrypted_office, "encrypted"),
    ("加密{}.xls", _encrypted_office, "encrypted"),
    ("转圈{}.pdf", _pdf_page_loop, ()),
    ("噪声{}.docx", _noise, ()),
    ("噪声{}.pdf", _noise, ()),
    ("空{}.txt", _empty, ("unreadable", "duplicate")),
    ("其实是docx{}.pdf", _good, _TEXT_STATES),
    ("其实是文本{}.xls", lambda chance: _good(chance, ".txt"), _TEXT_STATES),
    ("其实是网页{}.doc", lambda chance: _good(chance, ".html"), _TEXT_STATES),
    ("其实是pdf{}.docx", _pdf, ()),
    ("深{}.html", _deep_html, ()),
    ("宽{}.csv", _wide_csv, ()),
    ("数字{}.txt", _digits, ()),
    ("括号{}.txt", _parentheses, ()),
    ("坏名\udcff\udcfe{}.txt", lambda chance: _good(chance, ".txt"), _TEXT_STATES),
    ("国标\udcbe\udcf6\udccb\udce3{}.txt", lambda chance: _good(chance, ".txt"), _TEXT_STATES),
    ("换\n行\t{}.txt", lambda chance: _good(chance, ".txt"), _TEXT_STATES),
    ("-o{}.txt", lambda chance: _good(chance, ".txt"), _TEXT_STATES),
    ("--{}.docx", _good, _TEXT_STATES),
    ("😀{}👨‍👩‍👧.docx", _good, _TEXT_STATES),
    ("点点{}.txt. .", lambda chance: _good(chance, ".txt"), ()),
    (" 空格 {} .txt", lambda chance: _good(chance, ".txt"), _TEXT_STATES),
    ('con{}:*?"<>|.txt', lambda chance: _good(chance, ".txt"), _TEXT_STATES),
    ("长" * 80 + "{:03}.docx", _good, _TEXT_STATES),
    ("a" * 240 + "{:03}.txt", lambda chance: _good(chance, ".txt"), _TEXT_STATES),
    ("{}\u202egnp.txt", lambda chance: _good(chance, ".txt"), _TEXT_STATES),
)


def _faulty(folder: Path, count: int, chance: random.Random) -> Iterator[Expected]:
    """Documents on which the readers of `faults` fail; every third one lies in an archive, beside one that can be read."""
    names = list(FAULTS)
    for number in range(count):
        name = names[number % len(names)]
        state = FAULTS[name][1]
        data = f"2023年度 {number} <<chaos:{name}>>\n".encode()
        top = folder / f"县{chance.randrange(20)}"
        if number % 3 == 2:
            members = {"一.txt": _good(chance, ".txt"), f"故障-{name}.txt": data, "二.html": _good(chance, ".html")}
            path = top / f"故障{number}.zip"
            yield _write(folder, os.fsencode(path), zipped(members), frozenset({"ok"}))
            below = f"{path.relative_to(folder.parent).as_posix()}/故障-{name}.txt"
            yield Expected(below, frozenset({state}), state == "timeout")
        else:
            yield _write(folder, os.fsencode(top / f"故障{number}-{name}.txt"), data, frozenset({state}), state == "timeout")


def _special(folder: Path) -> Iterator[Expected]:
    """Links that go in circles or nowhere, pipes, and a folder that is called like a document."""

    def shown(path: Path) -> str:
        return path.relative_to(folder.parent).as_posix()

    circle, nowhere, pipe = folder / "县0" / "圈", folder / "县1" / "无处.docx", folder / "县2" / "管道.txt"
    circle.symlink_to("..", target_is_directory=True)
    (folder / "县3" / "自己").symlink_to("自己")
    nowhere.symlink_to("不存在.docx")
    os.mkfifo(pipe)
    (folder / "县4" / "文件夹.docx").mkdir()
    (folder / "县4" / ".隐藏.docx").write_bytes(b"hidden")
    (folder / "县4" / "~$锁.docx").write_bytes(b"lock")
    for path in (folder / "县3" / "自己", nowhere, pipe):
        yield Expected(shown(path), frozenset({"unreadable"}))
