"""OFD documents: text and ruled tables from the pages' XML, and everything that is drawn in a roundabout way."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from gongkai.extractors.readers import ofd as ofd_reader
from gongkai.extractors.readers import read as read_path
from gongkai.extractors.readers import read_bytes
from gongkai.pipeline.document import interpret
from gongkai.pipeline.page_image import draw_page
from gongkai.schemas.document import Document
from gongkai.schemas.errors import DocumentError, EncryptedDocument, LimitExceeded, UnreadableDocument, UsageError

from .ofd_files import NAMESPACE, ROWS, SIZE, TABLE, grid, ofd, page, path, read, rule, text

RENDERS = Path(__file__).resolve().parents[4] / "shared" / "renders"
CELLS = [words for row in ROWS for words in row]


def cells(document: Document) -> list[str]:
    return [cell.text for table in document.tables for cell in table.cells]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


def test_text_and_tables_with_their_places() -> None:
    document = read_bytes(ofd(page(text(70, 40, "某局2023年度决算表"), TABLE)), "a.ofd", "a.ofd")
    assert (document.format, document.pages, document.warnings) == ("ofd", 1, ())
    assert texts(document) == ["某局2023年度决算表"]
    assert cells(document) == CELLS
    figure = document.tables[0].cells[5]
    assert (figure.text, figure.row, figure.column, figure.location.page) == ("3.20", 1, 2, 1)
    box = figure.location.bbox
    assert box is not None
    point = 72 / 25.4
    assert 109 * point < box[0] < box[2] < 151 * point
    assert 57 * point < box[1] < box[3] < 67 * point


def test_pages_follow_each_other_and_tables_go_on() -> None:
    xs = (20, 70, 110, 150)
    rows = [[f"项目{number}", f"{number}.10", f"{number}.20"] for number in range(1, 27)]
    first = grid(xs, [30 + 9.6 * number for number in range(28)], [ROWS[0], *rows])
    second = grid(xs, (20, 28, 36), [["项目27", "27.10", "27.20"], ["合计", "99.50", "99.25"]])
    document = read(ofd(page(first), page(second)))
    assert document.pages == 2
    assert len(document.tables) == 1
    assert document.tables[0].row_count == 29


@pytest.mark.parametrize(
    "code",
    [
        '<ofd:TextCode X="0" Y="4" DeltaX="g 9 4">公务用车购置及运行费</ofd:TextCode>',
        '<ofd:TextCode X="0" Y="4" DeltaX="4 4 g 7 4">公务用车购置及运行费</ofd:TextCode>',
        '<ofd:TextCode X="0" Y="4" DeltaX="4 4">公务用车购置及运行费</ofd:TextCode>',
        '<ofd:TextCode X="0" Y="4">公务用车购置及运行费</ofd:TextCode>',
        '<ofd:TextCode X="0" Y="4" DeltaX="g 4 4">公务用车</ofd:TextCode><ofd:TextCode X="16">购置及运行费</ofd:TextCode>',
    ],
)
def test_ways_to_space_characters(code: str) -> None:
    assert texts(read(ofd(page(text(30, 40, "", code=code))))) == ["公务用车购置及运行费"]


def test_a_matrix_scales_and_moves_an_object() -> None:
    words = text(20, 40, "合计", 'CTM="2 0 0 2 10 0"', size=2)
    document = read(ofd(page(words)))
    box = document.paragraphs[0].location.bbox
    assert box is not None
    assert round(box[0] * 25.4 / 72, 1) == 30.0
    assert round((box[2] - box[0]) * 25.4 / 72, 1) == 8.0
    scaled = path(20, 50, "M 0 0 L 65 0", 'CTM="2 0 0 1 0 0"')
    lines = "".join(rule(x, 50, x, 74) for x in (20, 70, 110, 150)) + "".join(rule(20, y, 150, y) for y in (58, 66, 74))
    inner = "".join(re.findall(r"<ofd:TextObject.*?</ofd:TextObject>", TABLE))
    assert cells(read(ofd(page(scaled, lines, inner)))) == CELLS


def test_boxes_thin_fills_and_joined_lines_are_rules() -> None:
    inner = "".join(re.findall(r"<ofd:TextObject.*?</ofd:TextObject>", TABLE))
    outline = path(20, 50, "M 0 0 L 130 0 L 130 24 L 0 24 C")
    thin = "".join(path(x, 50, "M 0 0 L 0.3 0 L 0.3 24 L 0 24 C", 'Fill="true" Stroke="false"') for x in (70, 110))
    both = path(20, 50, "S 0 0 M 0 8 L 130 8 M 0 16 L 130 16")
    assert cells(read(ofd(page(outline, thin, both, inner)))) == CELLS


def test_lines_that_cannot_be_seen_are_no_rules() -> None:
    white = path(90, 50, "M 0 0 L 0 24", inner='<ofd:StrokeColor Value="255 255 255"/>')
    clear = path(95, 50, "M 0 0 L 0 24", inner='<ofd:StrokeColor Value="0 0 0" Alpha="0"/>')
    unset = path(98, 50, "M 0 0 L 0 24", 'Stroke="false"')
    assert cells(read(ofd(page(TABLE, white, clear, unset)))) == CELLS


def test_hidden_objects_are_left_out() -> None:
    shown = text(20, 100, "可见")
    hidden = text(20, 110, "看不见", 'Visible="false"') + text(20, 120, "透明", inner='<ofd:FillColor Value="0 0 0" Alpha="0"/>')
    assert texts(read(ofd(page(shown, hidden)))) == ["可见"]


def test_blocks_and_reused_drawings() -> None:
    block = f'<ofd:PageBlock ID="3">{text(20, 40, "第一部分")}</ofd:PageBlock>'
    reused = '<ofd:CompositeObject ID="4" ResourceID="77" Boundary="0 20 200 200"/>'
    drawing = f'<ofd:Res xmlns:ofd="{NAMESPACE}"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="77" Width="9" Height="9"><ofd:Content>{text(20, 40, "第二部分")}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>'
    document = read(
        ofd(
            page(block, reused),
            common="<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>",
            extra={"Doc_0/DocumentRes.xml": drawing},
        )
    )
    assert texts(document) == ["第一部分", "第二部分"]


def test_templates_are_part_of_the_page() -> None:
    common = '<ofd:TemplatePage ID="50" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    template = '<ofd:Template TemplateID="50" ZOrder="Background"/>'
    lines = "".join(re.findall(r"<ofd:PathObject.*?</ofd:PathObject>", TABLE))
    inner = "".join(re.findall(r"<ofd:TextObject.*?</ofd:TextObject>", TABLE))
    document = read(ofd(page(inner, template=template), common=common, extra={"Doc_0/Tpls/Tpl_0/Content.xml": page(lines)}))
    assert cells(document) == CELLS
    missing = read(ofd(page(TABLE, template=template), common=common))
    assert "part_not_read" in codes(missing)
    assert cells(missing) == CELLS


def test_the_page_may_have_its_own_size_and_corner() -> None:
    area = "<ofd:Area><ofd:PhysicalBox>10 20 297 210</ofd:PhysicalBox></ofd:Area>"
    box = read(ofd(page(text(30, 40, "合计"), area=area))).paragraphs[0].location.bbox
    assert box is not None
    assert round(box[0] * 25.4 / 72, 1) == 20.0


def test_text_written_across_the_page_is_a_watermark() -> None:
    across = text(60, 150, "仅供参考", 'CTM="0.7 -0.7 0.7 0.7 0 0"', size=9)
    document = read(ofd(page(text(20, 40, "某局决算"), across)))
    assert texts(document) == ["某局决算"]
    assert [line.text for line in document.furniture] == ["仅供参考"]


def test_glyph_numbers_without_text_are_reported() -> None:
    glyphs = (
        '<ofd:CGTransform CodePosition="0" CodeCount="8" GlyphCount="8"><ofd:Glyphs>1 2 3 4 5 6 7 8</ofd:Glyphs></ofd:CGTransform>'
    )
    silent = "".join(
        text(20, 40 + 8 * line, "", inner=glyphs, code='<ofd:TextCode X="0" Y="4">¤¤¤¤¤¤¤¤</ofd:TextCode>') for line in range(5)
    )
    document = read(ofd(page(silent), page(TABLE)))
    assert codes(document) == ["undecodable_page"]
    assert document.warnings[0].location.page == 1
    assert cells(document) == CELLS


def test_glyph_numbers_beside_text_change_nothing() -> None:
    glyphs = '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>1 2</ofd:Glyphs></ofd:CGTransform>'
    assert texts(read(ofd(page(text(20, 40, "合计", inner=glyphs))))) == ["合计"]


def test_a_page_that_is_a_picture_is_reported() -> None:
    picture = '<ofd:ImageObject ID="5" ResourceID="8" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>'
    document = read(ofd(page(picture), page(TABLE)))
    assert codes(document) == ["image_page"]
    with pytest.raises(UnreadableDocument, match="图片"):
        read(ofd(page(picture)))


def test_signatures_are_noted_and_not_read() -> None:
    body = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    document = read(ofd(page(TABLE), body=body))
    assert ("signatures", "ignored") in document.details
    assert cells(document) == CELLS


def test_an_encrypted_document_is_refused() -> None:
    with pytest.raises(EncryptedDocument, match="加密"):
        read(ofd(page(TABLE), extra={"Encryptions.xml": "<a/>"}))


@pytest.mark.parametrize(
    "root", ["/Doc_0/Document.xml", "Doc_0\\Document.xml", "./Doc_0/Document.xml", " Doc_0/Document.xml\n", "doc_0/document.XML"]
)
def test_ways_to_write_a_location(root: str) -> None:
    assert cells(read(ofd(page(TABLE), root=root))) == CELLS


def test_the_name_space_may_be_another() -> None:
    data = ofd(page(TABLE).replace(NAMESPACE, "http://www.ofdspec.org"))
    assert cells(read(data)) == CELLS


def test_a_damaged_or_missing_page_is_reported() -> None:
    document = read(ofd(page(TABLE), "<ofd:Page", page(text(20, 40, "以上"))))
    assert codes(document) == ["unreadable_page"]
    assert document.pages == 3
    assert document.paragraphs[0].location.page == 3


def test_a_package_without_a_document_is_refused() -> None:
    for root in ("", "Doc_1/Document.xml"):
        with pytest.raises(UnreadableDocument):
            read(ofd(page(TABLE), root=root))


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="没有可读的内容"):
        read(ofd(page()))


def test_entities_are_refused() -> None:
    hostile = page(TABLE).replace("<ofd:Page ", '<!DOCTYPE x [<!ENTITY a "1">]><ofd:Page ', 1)
    assert "unreadable_page" in codes(read(ofd(hostile, page(TABLE))))


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd_reader, "MAX_PAGES", 2)
    with pytest.raises(LimitExceeded, match="2 页"):
        read(ofd(*[page(TABLE)] * 3))
    monkeypatch.setattr(ofd_reader, "MAX_CELLS", 10)
    with pytest.raises(LimitExceeded, match="单元格"):
        read(ofd(*[page(TABLE)] * 2))


@pytest.mark.parametrize(
    "hostile",
    [
        text(20, 40, "", code='<ofd:TextCode X="0" Y="4" DeltaX="g 99999999999 1">合计</ofd:TextCode>'),
        text(20, 40, "", code='<ofd:TextCode X="1e400" Y="nan" DeltaX="g">合计</ofd:TextCode>'),
        text(20, 40, "合计", 'CTM="1e308 1e308 1e308 1e308 1e308 1e308"'),
        text(20, 40, "合计", 'CTM="0 0 0 0 0 0"'),
        path(0, 0, "M 1e300 0 L -1e300 1e300 B 1 2 3 A"),
        path(0, 0, "M 0 0 " + "L 1 1 " * 300_000),
        '<ofd:CGTransform GlyphCount="x"/><ofd:ImageObject Boundary="a b c d"/>',
        "<ofd:PageBlock>" * 200 + "</ofd:PageBlock>" * 200,
        f'<ofd:TextObject Boundary="0 0 1 1" Size="-1"><ofd:TextCode>甲</ofd:TextCode></ofd:TextObject>{text(0, 0, "", code="")}',
    ],
)
def test_hostile_objects_do_no_harm(hostile: str) -> None:
    document = read(ofd(page(TABLE), page(hostile)))
    assert cells(document)[: len(CELLS)] == CELLS


def test_objects_nested_too_deep_are_reported() -> None:
    document = read(ofd(page(TABLE, "<ofd:PageBlock>" * 40 + text(20, 100, "甲") + "</ofd:PageBlock>" * 40)))
    assert codes(document) == ["page_limit"]
    assert cells(document) == CELLS


def test_a_drawing_that_uses_itself_ends() -> None:
    unit = '<ofd:CompositeGraphicUnit ID="7"><ofd:Content><ofd:CompositeObject ResourceID="7"/><ofd:CompositeObject ResourceID="7"/></ofd:Content></ofd:CompositeGraphicUnit>'
    resources = f'<ofd:Res xmlns:ofd="{NAMESPACE}"><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>'
    data = ofd(
        page(TABLE, '<ofd:CompositeObject ResourceID="7"/>'),
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        extra={"Doc_0/PublicRes.xml": resources},
    )
    assert cells(read(data)) == CELLS


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A package one of whose members was changed, or which was changed as a whole."""
    if chance.random() < 0.3:
        changed = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed[: chance.randint(len(changed) // 2, len(changed))])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        names = old.namelist()
        target = chance.choice(names)
        for name in names:
            content = old.read(name)
            if name == target:
                values = list(re.finditer(rb"[-\d.]+|\"[^\"]*\"|</?ofd:\w+", content))
                for match in sorted(
                    chance.sample(values, min(len(values), chance.randint(1, 6))), key=lambda found: -found.start()
                ):
                    other = chance.choice(
                        [b"0", b"-1", b"1e999", b"nan", b"99999999", b'""', b"<ofd:Page", chance.choice(values)[0]]
                    )
                    content = content[: match.start()] + other + content[match.end() :]
            new.writestr(name, content)
    return buffer.getvalue()


def test_mutated_packages() -> None:
    chance = random.Random(7)
    data = ofd(page(text(20, 40, f"某局{SIZE}"), TABLE, path(1, 1, "M 0 0 B 1 1 2 2 3 3 L 9 9 C")), page(TABLE))
    for _ in range(400):
        try:
            read(mutated(data, chance))
        except DocumentError as error:
            assert re.search(r"[\u4e00-\u9fff]", str(error)) and "\n" not in str(error)


def test_a_page_cannot_be_drawn_and_that_is_said(tmp_path: Path) -> None:
    report = tmp_path / "甲.ofd"
    report.write_bytes(ofd(page(TABLE)))
    with pytest.raises(UsageError, match="只用于 PDF"):
        draw_page(report, 1, tmp_path / "page.png")


@pytest.mark.parametrize("box", ["0 0 1e308 1e308", "1e308 0 210 297", "0 0 99999 297"])
def test_a_sheet_of_impossible_size_is_taken_for_the_usual_one(box: str) -> None:
    area = f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
    assert texts(read(ofd(page(text(20, 30, "支出12.50万元"), area=area)))) == ["支出12.50万元"]


SENTENCES = ("本年支出合计", "其中基本支出", "项目支出减少", "公用经费略有增加", "公务接待费为零", "政府采购支出持平")


def report_lines(widths: list[int], *, apart: float) -> str:
    """Numbered paragraphs of lines with these many characters, in small type far from the right edge of the page; `apart` is the extra
    distance between paragraphs.
    """
    drawn, y = "", 30.0
    for number, sentence in enumerate(SENTENCES, start=1):
        body = f"{number}、" + sentence * 40
        for place, width in enumerate(widths):
            last = place == len(widths) - 1
            drawn += text(20, y, body[: width - 1] + ("。" if last else "万"), size=3)
            body, y = body[width - 1 :], y + 5
        y += apart
    return drawn


@pytest.mark.parametrize(
    ("widths", "apart"), [([34, 34, 34, 8], 0.0), ([34, 28, 31, 8], 1.0)], ids=["even lines", "paragraphs apart"]
)
def test_lines_of_a_paragraph_that_end_in_the_middle_of_the_page(widths: list[int], apart: float) -> None:
    """A converter keeps the line breaks of the original and sets smaller type."""
    document = read(ofd(page(report_lines(widths, apart=apart))))
    assert [len(words.split("\n")) for words in texts(document)] == [len(widths)] * len(SENTENCES)


def test_short_lines_are_no_paragraph() -> None:
    names = [f"{name}决算表" for name in ("收入", "支出", "基建", "往来", "三公", "采购", "资产", "债务")]
    document = read(ofd(page("".join(text(20, 30 + 6 * number, name) for number, name in enumerate(names)))))
    assert texts(document) == names


@pytest.mark.skipif(not RENDERS.exists(), reason="needs ../shared")
def test_a_render_gives_the_paragraphs_of_the_pdf() -> None:
    def prose(suffix: str) -> set[tuple[str, str, str]]:
        result = interpret(read_path(RENDERS / f"hengshan-2023-tables.{suffix}"))
        return {(fact.item, fact.column, str(fact.value)) for fact in result.facts if fact.form == "正文"}

    assert prose("ofd") == prose("pdf")
