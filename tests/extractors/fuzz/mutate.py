"""Damages files: a kind and a number always give the same damaged file, in every process and whatever the hash seed is."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongkai.extractors.containers._ole_file import CompoundFile, Tree
from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.containers.model import Budget
from gongkai.schemas.errors import DocumentError

from .seeds import KINDS, seeds

PACKAGES = frozenset({"docx", "xlsx", "ods", "odt", "ofd", "zip"})
COMPOUND = frozenset({"doc", "xls", "msg"})
WORDS = frozenset({"text", "html", "md", "json", "rtf", "eml", "mht", "csv", "word_xml", "sheet_xml"})
PACKERS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "gz": (gzip.decompress, lambda data: gzip.compress(data, 1, mtime=0)),
    "bz2": (bz2.decompress, lambda data: bz2.compress(data, 1)),
    "xz": (lzma.decompress, lambda data: lzma.compress(data, preset=0)),
}
MOST_BYTES = 4 << 20
"""What a damaged file may grow to: more says nothing about a reader and takes long to make."""

_NUMBERS = (
    "0", "-0", "-1", "1", "2", "255", "256", "16383", "16384", "32767", "65535", "65536", "1048576", "16777216", "2147483647", "2147483648",
    "4294967295", "4294967296", "-2147483649", "9223372036854775808", "1e308", "1e999", "-1e999", "1e-400", "NaN", "Infinity", "0x7fffffff",
    "9" * 25, "9" * 400, "9" * 5000, "0." + "0" * 400 + "1", "1,234,567.89", "１２３", "٣٣", "²", "", " ", "1.2.3", "--5", "+5", "1_000",
)  # fmt: skip
_SIGNS = (
    "\0", "\ufeff", "\ufffe", "\u202e", "\u200b", "\u2028", "\x1b[31m", "\x7f", "\x85", "𠮷", "\U0010ffff", "\u0301" * 50, "万元", "亿元", "％", "其中：",
    "合计", "单位：万元", "2023年度", "部门决算", "-", "—", "〇", "（", "）", "“", "\t", "\r", "\n", "\x0c", "\x0b", "\u3000", "|", ",", ";", '"', "'",
)  # fmt: skip
_RAW = (
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xc0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\x81\x30\x81\x30",
    b"\x80",
    b"\0\0\0\0",
)
"""Bytes that are no text in this or that encoding: halves of surrogates, marks of byte order, overlong zeros."""
_XML = (
    "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "&amp;", "&#0;", "&#xD800;", "&#1114112;", "&#x110000;", "&undefined;", "&lt",
    '<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', ' xmlns:x="y"', " xml:space='preserve'", "<x:y/>", "<a>", "</a>",
    "<?xml version='1.0' encoding='utf-7'?>", "<?xml version='1.0' encoding='utf-16'?>", "<?xml version='1.1' encoding='none'?>",
)  # fmt: skip
_TOKENS: dict[str, tuple[str, ...]] = {
    "html": (
        *_XML, "<table>", "</table>", "<tr>", "<td>", "</td>", "<th rowspan=65534>", "<td colspan=1000 rowspan=0>", "<div>", "</div>", "<p>", "<b>", "<pre>",
        "<textarea>", "<select><option>", "<script>", "</script>", "<style>", "<title>", "<svg>", "<math>", "<iframe>", "<frameset>", "<noscript>", "<plaintext>",
        "<template>", "<caption>", "<thead>", "<tfoot>", "<colgroup><col span=1000>", "<sup>", "<br>", "<ul><li>", "<a href='x.xls'>", "<img src=a width=900>",
        "<meta charset=utf-7>", "<meta charset=gb2312>", "<base href='http://127.0.0.1:9/'>", " style='display:none'", " hidden", " colspan='99999999'",
        " rowspan=-1", "<!--[if gte mso 9]>", "<![endif]-->", "<o:p>", "<input value='5'>", "&nbsp;", "<x:ExcelWorksheet>",
    ),
    "md": (
        "|", "|---|", "| --- | :-: |\n", "```", "~~~", "# ", "===", "---", "***", "> ", "- ", "1. ", "[", "](", "![", "[^1]", "[^1]: ", "$", "$$", "`", "\\", "{#a .b}",
        "<table>", "</table>", "<!--", "+---+---+", "+===+", "  ---- ----\n", "::: ", "<br>", "\\begin{tabular}", "^", "~", "**", "__", "^^ |", "|| |", "<td rowspan=9>",
    ),
    "json": (
        "{", "}", "[", "]", '"', ":", ",", "null", "true", "-1", "1e999", "NaN", '"\\ud800"', '"\\u0000"', '{"a":', "[[", '"text":', '"table_cells":[{}]',
        '"row_span":99999999', '"$ref":"#/body"', '"html":"<table>"', '"data":null', '"type":"table"', '"children":[{"$ref":"#/body"}]', '"t":"Table","c":[]', '"page_no":-5', '"bbox":[1,2]',
    ),
    "rtf": (
        "{", "}", "\\", "\\cell ", "\\row ", "\\trowd", "\\cellx99999999 ", "\\cellx-5 ", "\\intbl ", "\\itap9 ", "\\nestcell ", "\\nestrow ", "\\clvmgf", "\\clvmrg", "\\clmgf",
        "\\clmrg", "\\par ", "\\pard", "\\u-10240 ", "\\u55296?", "\\u99999?", "\\uc99999 ", "\\uc0 ", "\\bin99999999 ", "\\bin-1 ", "\\'", "\\'zz", "\\'81", "{\\*\\x ", "{\\field{\\*\\fldinst ",
        "{\\fldrslt ", "{\\footnote ", "{\\shp{\\*\\shpinst{\\shptxt ", "{\\object{\\*\\objdata ", "{\\pict ", "{\\upr{", "\\f99999 ", "\\s-1 ", "\\ansicpg936 ", "\\ansicpg0 ", "\\lastrow", "\\sect ", "{\\fonttbl{",
        "{\\stylesheet{\\s1\\sbasedon1 ", "\\v ", "\\deleted ", "{\\info ", "\\trgaph99999999 ", "\\trleft-99999999 ", "\\taprtl", "\\column ", "\\upr",
    ),
    "eml": (
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", "Content-Type: multipart/related; boundary=\"\"\r\n\r\n", "--b\r\n", "--b--\r\n", "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: text/html; charset=\"x\"\r\n", "Content-Type: application/ms-tnef\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: uuencode\r\n", "Content-Transfer-Encoding: x\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''%E5%86; filename*1*=%B3\r\n", "Content-Disposition: attachment; filename=\"../../../etc/passwd\"\r\n", "=?utf-8?B?5Yaz?=", "=?gb2312?Q?=C6?=", "=?x?Z??=", "=3D",
        "=\r\n", "\r\n\r\n", "\r\n ", "Subject: ", ": ", "MIME-Version: 1.0\r\n", "begin 644 a.txt\n", "charset=utf-7", "charset=idna", "charset=base64", "format=flowed", "; name*99999=x", "Content-ID: <a>\r\n", "Content-Location: file:///etc/passwd\r\n",
    ),
    "pdf": (
        "<<", ">>", "[", "]", "(", ")", "<", ">", "/", "/Type /Page", "/Kids [1 0 R]", "/Parent 1 0 R", "/Count 99999999", "/Filter /FlateDecode", "/Filter [/ASCIIHexDecode /LZWDecode]", "/Filter /DCTDecode", "/Filter /JBIG2Decode",
        "/Filter /CCITTFaxDecode", "/DecodeParms << /Predictor 15 /Columns 99999999 >>", "/Length 99999999", "/Rotate 45", "/MediaBox [0 0 1e30 1e30]", "/MediaBox [0 0 0 0]", "/UserUnit 1e9", "/Encrypt << /V 9 >>", "/Font << >>", "/Contents [1 0 R 2 0 R]",
        "/Annots 1 0 R", "/AcroForm << /Fields [1 0 R] >>", "/Resources << /XObject << /a 1 0 R >> >>", " null ", " R ", " obj ", "endobj", "stream\n", "endstream", "xref\n0 99999999\n", "trailer", "startxref\n0\n", "%%EOF\n", "/Type /ObjStm /N 99999999 /First 0",
        "/Type /XRef /W [9 9 9] /Index [0 99999999]", "/Subtype /Type3 /CharProcs << >>", "/ToUnicode 1 0 R", "/Prev 0", "/Outlines 1 0 R", "/Dests 1 0 R", "/Names << /EmbeddedFiles << /Kids [1 0 R] >> >>",
    ),
    "page": (
        " q ", " Q ", " BT ", " ET ", " Tf ", " Tj ", " TJ ", " Tm ", " cm ", " re ", " m ", " l ", " h ", " S ", " f ", " W n ", " Do ", " gs ", " BI ", " ID ", " EI ", " Tr ", " Td ", " T* ", "[", "]", "(", ")", "<", ">", "/F1 9 Tf ", "1e30 0 0 1e30 0 0 cm ", "0 0 0 0 0 0 cm ",
        "0 0 1e9 1e9 re S ", "0 0 m 500 500 l S ", "(\\377\\376) Tj ", "[(a) -99999999 (b)] TJ ", "99999999 Tz ", "1e-9 Tc ", "3 Tr ", "d0 ", "sh ", "BX ",
    ),
    "csv": ('"', ",", "\t", ";", "\r", "\n", '""', '"\n', ",,,,,,,,,,", "=cmd|'/c x'!A1", "sep=;\n", "\0"),
}  # fmt: skip
_TOKENS["mht"] = (*_TOKENS["eml"], *_TOKENS["html"])
_TOKENS["md"] += _TOKENS["html"][:40]
_TEXT_TOKENS = (
    "一般公共预算财政拨款支出决算表\n",
    "单位：万元\n",
    "合计\t12.50\t10.25\n",
    "（一）",
    "第一部分",
    "\n\n",
    "\t\t\t\t",
    "12.50万元，占82%，",
    "比上年增加",
    "减少",
    "公开01表",
)


@dataclass(frozen=True)
class Mutant:
    """A damaged file."""

    kind: str
    number: int
    data: bytes


def mutant(kind: str, number: int) -> Mutant:
    """The damaged file with this number of a kind."""
    source = random.Random(f"{kind}/{number}")
    data = source.choice(seeds(kind))
    if source.random() < 0.35:
        data = of_bytes(data, source, kind)
    else:
        data = _structural(kind, data, source)
        if source.random() < 0.1:
            data = of_bytes(data, source, kind)
    return Mutant(kind, number, data[:MOST_BYTES])


def _structural(kind: str, data: bytes, source: random.Random) -> bytes:
    if kind in PACKAGES:
        return _package(kind, data, source)
    if kind in COMPOUND:
        return _compound(data, source)
    if kind in WORDS:
        return _words(data, source, _TOKENS.get(kind, _XML if kind.endswith("_xml") else _TEXT_TOKENS))
    if kind in PACKERS:
        unpack, pack = PACKERS[kind]
        return pack(of_bytes(unpack(data), source, kind))
    if kind == "pdf":
        return _pdf(data, source)
    if kind == "png":
        return _png(data, source)
    return of_bytes(data, source, kind)


# --- bytes


def of_bytes(data: bytes, source: random.Random, kind: str) -> bytes:
    """`data` damaged without a look at what it means."""
    changed = bytearray(data)
    for _ in range(source.choice((1, 1, 1, 2, 3, 5, 12))):
        if not changed:
            break
        source.choice(_ON_BYTES)(changed, source, kind)
    return bytes(changed)


def _stretch(data: bytearray, source: random.Random) -> tuple[int, int]:
    """A place and the end of a block that starts there, of any order of magnitude."""
    start = source.randrange(len(data))
    return start, min(len(data), start + int(2 ** source.uniform(0, max(1, len(data).bit_length() - 1))))


def _truncate(data: bytearray, source: random.Random, kind: str) -> None:
    del data[source.randrange(len(data)) :]


def _truncate_a_little(data: bytearray, source: random.Random, kind: str) -> None:
    del data[max(0, len(data) - source.randint(1, 64)) :]


def _flip(data: bytearray, source: random.Random, kind: str) -> None:
    for _ in range(source.choice((1, 1, 4, 16, 64))):
        data[source.randrange(len(data))] ^= 1 << source.randrange(8)


def _overwrite(data: bytearray, source: random.Random, kind: str) -> None:
    for _ in range(source.choice((1, 1, 4, 16))):
        data[source.randrange(len(data))] = source.choice((0, 1, 0x7F, 0x80, 0xFF, source.randrange(256)))


def _delete(data: bytearray, source: random.Random, kind: str) -> None:
    start, end = _stretch(data, source)
    del data[start:end]


def _duplicate(data: bytearray, source: random.Random, kind: str) -> None:
    start, end = _stretch(data, source)
    data[start:start] = data[start:end] * source.choice((1, 1, 2, 10))
    del data[MOST_BYTES:]


def _swap(data: bytearray, source: random.Random, kind: str) -> None:
    (a, b), (c, d) = sorted((_stretch(data, source), _stretch(data, source)))
    b = min(b, c)
    data[a:d] = data[c:d] + data[b:c] + data[a:b]


def _insert(data: bytearray, source: random.Random, kind: str) -> None:
    place, size = source.randrange(len(data) + 1), int(2 ** source.uniform(0, 12))
    data[place:place] = source.choice((bytes(size), b"\xff" * size, source.randbytes(size)))


def _zero(data: bytearray, source: random.Random, kind: str) -> None:
    start, end = _stretch(data, source)
    data[start:end] = bytes([source.choice((0, 0, 0xFF))]) * (end - start)


def _splice(data: bytearray, source: random.Random, kind: str) -> None:
    other = source.choice(seeds(kind if source.random() < 0.6 else source.choice(KINDS)))
    data[source.randrange(len(data)) :] = other[source.randrange(len(other)) :]


def _length(data: bytearray, source: random.Random, kind: str) -> None:
    """A field of two, four or eight bytes, such as lengths and places are, becomes extreme."""
    code = source.choice(("<H", "<I", ">H", ">I", "<Q"))
    size = struct.calcsize(code)
    if len(data) >= size:
        most = (1 << 8 * size) - 1
        value = source.choice(
            (0, 1, most, most - 1, most >> 1, (most >> 1) + 1, len(data), len(data) + 1, 0x10000 & most, source.randint(0, most))
        )
        place = source.randrange(len(data) - size + 1)
        struct.pack_into(code, data, place if source.random() < 0.5 else place & ~(size - 1), value)


_ON_BYTES = (
    _truncate,
    _truncate_a_little,
    _flip,
    _overwrite,
    _delete,
    _duplicate,
    _swap,
    _insert,
    _zero,
    _splice,
    _length,
    _length,
)


# --- words


_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
_TAG = re.compile(rb"<[^<>]{1,300}>")
_LINE = re.compile(rb"[^\n]*\n?")


def _words(data: bytes, source: random.Random, tokens: Sequence[str]) -> bytes:
    """`data` with tokens of its language put in, repeated and taken out, and its numbers made extreme."""
    encoding = "utf-16-le" if data[:2] == b"\xff\xfe" else source.choice(("utf-8", "gb18030")) if _is_gbk(data) else "utf-8"
    for _ in range(source.choice((1, 1, 2, 3, 6, 15))):
        data = source.choice(_ON_WORDS)(data, source, tokens, encoding)
        if not data:
            break
    if source.random() < 0.05:
        data = data.decode(encoding, "replace").encode(
            source.choice(("utf-8", "gb18030", "utf-16", "utf-32", "big5", "utf-8-sig", "utf-7")), "replace"
        )
    return data[:MOST_BYTES]


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def _token(source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    if source.random() < 0.12:
        return source.choice(_RAW)
    word = source.choice(source.choice((tokens, tokens, tokens, _SIGNS, _NUMBERS)))
    return word.encode(encoding, "replace")


def _put_in(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    place = source.randrange(len(data) + 1)
    return data[:place] + _token(source, tokens, encoding) + data[place:]


def _nest(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    """One to three tokens as often as ten thousand times, as things inside one another or beside each other."""
    unit = b"".join(_token(source, tokens, encoding) for _ in range(source.randint(1, 3)))
    count = min(int(10 ** source.uniform(0.5, 4)), max(1, (MOST_BYTES // 4) // max(1, len(unit))))
    place = source.randrange(len(data) + 1)
    return data[:place] + unit * count + data[place:]


def _number(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    found = list(_NUMBER.finditer(data))
    for match in sorted(source.sample(found, min(len(found), source.choice((1, 1, 3)))), key=lambda match: -match.start()):
        data = data[: match.start()] + source.choice(_NUMBERS).encode(encoding) + data[match.end() :]
    return data


def _tag(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    """A tag is taken out, or put in again elsewhere, or changes places with another, or opens as often as ten thousand times."""
    found = list(_TAG.finditer(data))
    if len(found) < 2:
        return _line(data, source, tokens, encoding)
    first, second = sorted(source.sample(found, 2), key=lambda match: match.start())
    what = source.randrange(5)
    if what == 0:
        return data[: first.start()] + data[first.end() :]
    if what == 1:
        return data[: second.start()] + first[0] + data[second.start() :]
    if what == 2:
        return data[: first.start()] + second[0] + data[first.end() : second.start()] + first[0] + data[second.end() :]
    if what == 3:
        return data[: first.start()] + data[first.start() : second.end()] * source.choice((2, 2, 5, 50)) + data[second.end() :]
    count = min(int(10 ** source.uniform(0.5, 4)), (MOST_BYTES // 4) // len(first[0]))
    return data[: second.start()] + first[0] * max(1, count) + data[second.start() :]


def _line(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    lines = _LINE.findall(data)
    place, other = source.randrange(len(lines)), source.randrange(len(lines))
    what = source.randrange(4)
    if what == 0:
        del lines[place]
    elif what == 1:
        lines[place], lines[other] = lines[other], lines[place]
    elif what == 2:
        lines[place:place] = lines[min(place, other) : max(place, other) + 1]
    else:
        lines[place:place] = [lines[other]] * source.choice((2, 100, 2000))
    return b"".join(lines)[:MOST_BYTES]


def _some_bytes(data: bytes, source: random.Random, tokens: Sequence[str], encoding: str) -> bytes:
    changed = bytearray(data)
    source.choice((_delete, _duplicate, _swap, _truncate, _flip))(changed, source, "text")
    return bytes(changed)


_ON_WORDS = (_put_in, _put_in, _put_in, _nest, _number, _number, _tag, _tag, _line, _some_bytes)


# --- packages


def _package(kind: str, data: bytes, source: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        members = [(entry.filename, opened.read(entry), entry.compress_type) for entry in opened.infolist()]
    for _ in range(source.choice((1, 1, 2, 4))):
        place = source.randrange(len(members))
        name, content, method = members[place]
        what = source.random()
        if what < 0.75:
            content = _words(content, source, _XML) if source.random() < 0.8 else of_bytes(content, source, kind)
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
                    source.choice((bytes(40 << 20), b"<a>" * 400_000, content * 50)),
                    zipfile.ZIP_DEFLATED,
                )
            )
        if not members:
            break
    return _zipped(members)


def _zipped(members: Sequence[tuple[str, bytes, int]]) -> bytes:
    import warnings

    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", compresslevel=1) as target:
        warnings.simplefilter("ignore")
        for name, content, method in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            target.writestr(entry, content)
    return stream.getvalue()


# --- compound files


def _compound(data: bytes, source: random.Random) -> bytes:
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
                value & (0xFFFF if field in (0, 2, 64, 66) else value),
            )
    else:  # a sector takes the place of another
        sectors = len(data) // 512
        a, b = source.randrange(1, sectors), source.randrange(1, sectors)
        changed[512 * a : 512 * a + 512] = data[512 * b : 512 * b + 512]
    return bytes(changed)


def _with_damaged_stream(data: bytes, source: random.Random) -> bytes:
    """A whole compound file one of whose streams is damaged."""
    try:
        tree = CompoundFile(data).root.tree(Budget(len(data)))
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
            _length(changed, source, "doc")
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


def _pdf(data: bytes, source: random.Random) -> bytes:
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
    content = _words(content, source, _TOKENS["page"])
    return data[: match.start()] + b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content) + data[match.end() :]


def _pdf_words(data: bytes, source: random.Random) -> bytes:
    return source.choice((_put_in, _put_in, _number, _number, _nest))(data, source, _TOKENS["pdf"], "latin-1")


# --- pictures


def _png(data: bytes, source: random.Random) -> bytes:
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
