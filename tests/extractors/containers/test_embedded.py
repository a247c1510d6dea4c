"""Files inside Word and Excel documents come out under their own names, in order, and only once; what is no document stays inside."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterator

import pytest

from gongkai.extractors.containers import embedded
from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.containers.embedded import members_of_doc, members_of_docx, members_of_xls, members_of_xlsx
from gongkai.extractors.containers.model import Budget, Lost, Member
from gongkai.extractors.readers import _compound, read_bytes
from gongkai.extractors.readers._compound import CompoundFile, Tree
from gongkai.schemas.errors import DocumentError, LimitExceeded, UnreadableDocument

from ..readers.docx_files import either, p, package, part, r, relationships

LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PDF = b"%PDF-1.4 content"
WORD_97: Tree = {"WordDocument": b"\xec\xa5\xc1\0" + b"w" * 6000, "1Table": b"t" * 100, "\x01CompObj": b"c" * 80}
Found = list[tuple[str, bytes | type[DocumentError]]]


def found(members: Iterator[Member | Lost]) -> Found:
    return [(each.name, each.data if isinstance(each, Member) else type(each.reason)) for each in members]


def names(members: Found) -> list[str]:
    return [name for name, _ in members]


def in_docx(data: bytes) -> Found:
    return found(members_of_docx(data, "报告.docx", Budget(len(data))))


def in_doc(data: bytes) -> Found:
    return found(members_of_doc(data, "报告.doc", Budget(len(data))))


def in_xls(data: bytes) -> Found:
    return found(members_of_xls(data, "报告.xls", Budget(len(data))))


def workbook(text: str = "支出合计") -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append([text, 12.5])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def native(
    label: str, data: bytes, *, encoding: str = "gbk", unicode: bool = False, path: str = "C:\\报送\\", size: int | None = None
) -> bytes:
    """A packed file as 插入 → 对象 → 由文件创建 stores it."""
    full = path + label
    body = b"\x02\0" + label.encode(encoding) + b"\0" + full.encode(encoding) + b"\0" + b"\0\0\x03\0"
    temporary = b"C:\\TEMP\\x.bin\0"
    body += struct.pack("<I", len(temporary)) + temporary + struct.pack("<I", len(data) if size is None else size) + data
    if unicode:
        for text in (full, label, full):
            body += struct.pack("<I", len(text)) + text.encode("utf-16-le")
    return struct.pack("<I", len(body)) + body


def ole(**streams: bytes | Tree) -> bytes:
    return compound_file({name.replace("native", "\x01Ole10Native"): content for name, content in streams.items()})


def shown(link: str) -> str:
    return r(inner=f'<w:object><v:shape/><o:OLEObject Type="Embed" ProgID="x" r:id="{link}"/></w:object>')


def word(
    body: str, links: dict[str, tuple[str, str]], members: dict[str, bytes | str], further: dict[str, str] | None = None
) -> bytes:
    """A Word document; `links` say by id the kind of link and the part."""
    xml = part("document", f"<w:body>{body}</w:body>")
    rels = "".join(f'<Relationship Id="{name}" Type="{LINK}/{kind}" Target="{target}"/>' for name, (kind, target) in links.items())
    return package(
        {
            "_rels/.rels": relationships(f'<Relationship Id="r1" Type="{LINK}/officeDocument" Target="word/document.xml"/>'),
            "word/document.xml": xml,
            "word/_rels/document.xml.rels": relationships(rels),
            **members,
            **(further or {}),
        }
    )


class TestWord:
    def test_packages_in_the_order_of_the_text(self) -> None:
        data = word(
            p(shown("b")) + p(shown("a")),
            {"a": ("package", "embeddings/Microsoft_Excel_Worksheet.xlsx"), "b": ("package", "embeddings/附表.docx")},
            {"word/embeddings/Microsoft_Excel_Worksheet.xlsx": workbook(), "word/embeddings/附表.docx": b"PK\x03\x04x"},
        )
        members = in_docx(data)
        assert names(members) == ["附表.docx", "Microsoft_Excel_Worksheet.xlsx"]
        content = members[1][1]
        assert isinstance(content, bytes)
        assert read_bytes(content, "表.xlsx", "表.xlsx").tables[0].cells[1].text == "12.5"

    @pytest.mark.parametrize(
        ("content", "name", "inside"),
        [
            (ole(native=native("决算表.pdf", PDF)), "决算表.pdf", PDF),
            (ole(native=native("决算表.pdf", PDF, encoding="utf-8", unicode=True)), "决算表.pdf", PDF),
            (ole(CONTENTS=PDF), "oleObject1.pdf", PDF),
            (ole(Package=workbook()), "oleObject1.xlsx", None),
            (compound_file(WORD_97), "oleObject1.doc", compound_file(WORD_97)),
            (ole(native=struct.pack("<I", len(PDF)) + PDF), "oleObject1.pdf", PDF),
        ],
        ids=["packed", "packed-unicode", "pdf", "package", "word-97", "unframed"],
    )
    def test_objects(self, content: bytes, name: str, inside: bytes | None) -> None:
        data = word(p(shown("a")), {"a": ("oleObject", "embeddings/oleObject1.bin")}, {"word/embeddings/oleObject1.bin": content})
        ((given, unpacked),) = in_docx(data)
        assert given == name
        assert inside is None or unpacked == inside

    @pytest.mark.parametrize(
        "content",
        [
            ole(**{"Equation Native": b"x" * 100}),
            ole(VisioDocument=b"x" * 100),
            ole(contents=b"\0\x02\x10\0abc"),
            ole(native=native("a.txt", b"")),
        ],
    )
    def test_formulas_controls_and_drawings_are_no_documents(self, content: bytes) -> None:
        data = word(p(shown("a")), {"a": ("oleObject", "embeddings/oleObject1.bin")}, {"word/embeddings/oleObject1.bin": content})
        assert in_docx(data) == []

    def test_contents_in_another_format(self) -> None:
        page = "<html><table><tr><td>支出合计</td><td>12.5</td></tr></table></html>".encode()
        data = word('<w:altChunk r:id="a"/>', {"a": ("aFChunk", "/word/afchunk.htm")}, {"word/afchunk.htm": page})
        assert in_docx(data) == [("afchunk.htm", page)]

    def test_stored_twice_deleted_linked_or_of_a_chart(self) -> None:
        data = word(
            p(either(shown("a"), shown("a"))) + p(f"<w:del>{shown('b')}</w:del>") + p(shown("e")),
            {
                "a": ("package", "embeddings/a.xlsx"),
                "b": ("package", "embeddings/b.xlsx"),
                "c": ("chart", "charts/chart1.xml"),
                "d": ("package", "embeddings/nowhere.xlsx"),
                "e": ("oleObject", 'file:///c:/x.xlsx" TargetMode="External'),
            },
            {f"word/embeddings/{name}.xlsx": b"PK\x03\x04" + name.encode() for name in "abc"},
            {
                "word/charts/_rels/chart1.xml.rels": relationships(
                    f'<Relationship Id="r1" Type="{LINK}/package" Target="../embeddings/c.xlsx"/>'
                )
            },
        )
        assert names(in_docx(data)) == ["a.xlsx"]

    def test_in_a_footer(self) -> None:
        rels = relationships(f'<Relationship Id="a" Type="{LINK}/package" Target="embeddings/a.xlsx"/>')
        data = word(
            p("正文"),
            {"f": ("footer", "footer1.xml")},
            {
                "word/embeddings/a.xlsx": b"PK\x03\x04",
                "word/footer1.xml": part("ftr", p(shown("a"))),
                "word/_rels/footer1.xml.rels": rels,
            },
        )
        assert names(in_docx(data)) == ["a.xlsx"]

    def test_damaged_object_is_said_and_the_others_are_given(self) -> None:
        data = word(
            p(shown("a"), shown("b"), shown("c")),
            {name: ("oleObject", f"embeddings/oleObject{name}.bin") for name in "abc"},
            {
                "word/embeddings/oleObjecta.bin": ole(native=native("表.pdf", PDF))[:1600],
                "word/embeddings/oleObjectb.bin": ole(native=native("表.pdf", PDF, size=1 << 30)),
                "word/embeddings/oleObjectc.bin": ole(native=native("表.pdf", PDF)),
            },
        )
        assert in_docx(data) == [("oleObjecta.bin", UnreadableDocument), ("oleObjectb.bin", UnreadableDocument), ("表.pdf", PDF)]

    def test_none(self) -> None:
        assert in_docx(word(p("正文"), {}, {})) == []


class TestExcel:
    def test_of_all_sheets(self) -> None:
        def sheet(number: int, *targets: str) -> dict[str, bytes | str]:
            links = "".join(
                f'<Relationship Id="r{target}" Type="{LINK}/package" Target="../embeddings/{target}"/>' for target in targets
            )
            return {
                f"xl/worksheets/sheet{number}.xml": "<worksheet/>",
                f"xl/worksheets/_rels/sheet{number}.xml.rels": relationships(links),
            }

        sheets = "".join(f'<Relationship Id="s{n}" Type="{LINK}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (2, 1))
        data = package(
            {
                "_rels/.rels": relationships(f'<Relationship Id="r1" Type="{LINK}/officeDocument" Target="xl/workbook.xml"/>'),
                "xl/workbook.xml": "<workbook/>",
                "xl/_rels/workbook.xml.rels": relationships(sheets),
                **sheet(1, "说明.docx"),
                **sheet(2, "b.xlsx"),
                "xl/embeddings/说明.docx": b"PK\x03\x04d",
                "xl/embeddings/b.xlsx": b"PK\x03\x04x",
            }
        )
        assert found(members_of_xlsx(data, "", Budget(len(data)))) == [("b.xlsx", b"PK\x03\x04x"), ("说明.docx", b"PK\x03\x04d")]

    def test_97(self) -> None:
        data = ole(
            Workbook=b"x" * 5000, MBD0012AB34={"\x01Ole10Native": native("说明.pdf", PDF)}, MBD0012AB35=WORD_97, _VBA_PROJECT_CUR={}
        )
        assert names(in_xls(data)) == ["说明.pdf", "嵌入对象2.doc"]

    def test_without_a_compound_file_around_it(self) -> None:
        assert in_xls(b"\t\x08\x10\0\0\x06\x05\0" + bytes(100)) == []


class TestWord97:
    def test_objects_become_files_of_their_own(self) -> None:
        pool: Tree = {
            "_1700000002": WORD_97,
            "_1700000001": {"\x01Ole10Native": native("决算表.pdf", PDF)},
            "_1700000003": {"Package": workbook(), "\x03ObjInfo": b"123456"},
            "_1700000004": {"Equation Native": b"e" * 50},
        }
        members = in_doc(ole(WordDocument=b"x" * 5000, ObjectPool=pool))
        assert names(members) == ["决算表.pdf", "嵌入对象2.doc", "嵌入对象3.xlsx"]
        content = members[1][1]
        assert isinstance(content, bytes)
        assert CompoundFile(content).root.tree(Budget(len(content)).take_bytes) == WORD_97

    def test_none(self) -> None:
        assert in_doc(ole(WordDocument=b"x" * 5000)) == []


class TestCompoundFiles:
    @pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 70_000, 8_000_000])
    def test_written_and_read_again(self, size: int) -> None:
        content = random.Random(size).randbytes(size)
        tree: Tree = {"甲": content, "b": {"c": {"d": content[:300]}, "e": b""}, **{f"s{n}": b"%d" % n for n in range(40)}}
        data = compound_file(tree)
        assert CompoundFile(data).root.tree(Budget(len(data)).take_bytes) == tree

    def test_streams_that_share_their_bytes_do_not_swell(self) -> None:
        data = bytearray(
            ole(
                WordDocument=b"x" * 5000, ObjectPool={"_1": {"WordDocument": b"w" * 100_000, **{f"s{n}": b"12" for n in range(50)}}}
            )
        )
        entry = data.index("WordDocument".encode("utf-16-le"), data.index("ObjectPool".encode("utf-16-le")))
        while data[entry + 120 : entry + 124] != struct.pack("<I", 100_000):
            entry = data.index("WordDocument".encode("utf-16-le"), entry + 1)
        for number in range(50):
            place = data.index(f"s{number}\0".encode("utf-16-le"))
            data[place + 116 : place + 124] = data[entry + 116 : entry + 124]
        assert in_doc(bytes(data)) == [("嵌入对象1", UnreadableDocument)]

    @pytest.mark.parametrize(
        ("place", "value"), [(44, 1 << 30), (72, 1 << 30), (64, 1 << 30), (40, 1 << 30), (30, 0xFFFF), (32, 20)]
    )
    def test_header_that_lies(self, place: int, value: int) -> None:
        data = bytearray(ole(WordDocument=b"x" * 5000, ObjectPool={"_1": {"CONTENTS": PDF}}))
        size = 2 if place < 40 else 4
        data[place : place + size] = value.to_bytes(size, "little")
        with pytest.raises(UnreadableDocument, match="：请"):
            in_doc(bytes(data))

    def test_folders_in_circles(self) -> None:
        data = bytearray(ole(WordDocument=b"x" * 5000, ObjectPool={"_1": {"CONTENTS": PDF}, "_2": {"CONTENTS": PDF}}))
        for place in range(0, len(data), 128):  # every entry points to all others
            if data[place + 66] in (1, 2) and data[place + 67] == 1:
                data[place + 68 : place + 80] = struct.pack("<3I", 1, 2, 3)
        try:
            in_doc(bytes(data))
        except DocumentError as error:
            assert "\n" not in str(error)

    def test_folders_inside_one_another(self) -> None:
        inner: Tree = {"WordDocument": b"x"}
        for _ in range(200):
            inner = {"f": inner, "WordDocument": b"x"}
        assert in_doc(ole(WordDocument=b"x" * 5000, ObjectPool={"_1": inner})) == [("嵌入对象1", LimitExceeded)]

    def test_thousands_of_objects(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = ole(WordDocument=b"x" * 5000, ObjectPool={f"_{n}": {"CONTENTS": PDF} for n in range(2000)})
        assert len(in_doc(data)) == 2000
        monkeypatch.setattr(_compound, "MAX_ENTRIES", 1000)
        with pytest.raises(LimitExceeded):
            in_doc(data)


def samples() -> dict[str, tuple[bytes, Callable[[bytes], Found]]]:
    links = {"a": ("package", "embeddings/a.xlsx"), "b": ("oleObject", "embeddings/b.bin"), "c": ("aFChunk", "c.htm")}
    members: dict[str, bytes | str] = {
        "word/embeddings/a.xlsx": workbook(),
        "word/embeddings/b.bin": ole(native=native("决算表.pdf", PDF)),
        "word/c.htm": b"<html></html>",
    }
    pool: Tree = {"_1": WORD_97, "_2": {"\x01Ole10Native": native("决算表.pdf", PDF, unicode=True)}, "_3": {"CONTENTS": PDF}}
    return {
        "docx": (word(p(shown("a"), shown("b")) + '<w:altChunk r:id="c"/>', links, members), in_docx),
        "doc": (ole(WordDocument=b"x" * 5000, ObjectPool=pool), in_doc),
        "xls": (ole(Workbook=b"x" * 5000, MBD00000001=WORD_97, MBD00000002={"\x01Ole10Native": native("a.pdf", PDF)}), in_xls),
    }


@pytest.mark.parametrize("kind", ["docx", "doc", "xls"])
def test_mutants(kind: str) -> None:
    sample, opened = samples()[kind]
    rng = random.Random(7)
    for _ in range(300):
        damaged = bytearray(sample)
        for _ in range(rng.randint(1, 10)):
            damaged[rng.randrange(len(damaged))] = rng.choice((0, 255, rng.randrange(256)))
        if rng.random() < 0.2:
            del damaged[rng.randrange(len(damaged)) :]
        try:
            opened(bytes(damaged))
        except DocumentError as error:
            assert "\n" not in str(error)


def test_limit_on_what_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = samples()["docx"][0]
    monkeypatch.setattr("gongkai.extractors.containers.model.MAX_TOTAL_BYTES", 100)
    with pytest.raises(LimitExceeded):
        list(embedded.members_of_docx(data, "", Budget(len(data))))
