"""Tables read by one pattern are read as the parser's events tell them: neither way may be told from the other by what comes out."""

from __future__ import annotations

import random

import pytest

from gongkai.extractors.readers import _html_boxes, read_bytes
from gongkai.extractors.readers._html_plain import PlainTable, take_out
from gongkai.schemas.document import Document
from gongkai.schemas.errors import DocumentError

CELLS = (
    "1.5", "科目", "", "&nbsp;", "&amp;", "&#12288;甲", " a  b\n c ", "<p>甲</p>", "<p><span lang=EN-US>12</span></p>", "<b>乙</b>", "1<br>2",
    "<p>甲</p>\n<p>乙。</p>", "<span>1</span><span>2</span>", "<p>&nbsp;</p><p> 丙 </p>", "<br>1<br><br>2<br>", "\u3000 丁", "12,345.60",
)  # fmt: skip
ATTRIBUTES = (
    "", "", "", "", " colspan=2", ' rowspan="2"', " rowspan=0", ' colspan="1" rowspan="1"', " class='a b' style=\"height:1px\"", " COLSPAN=300",
)  # fmt: skip
INSERTED = (
    "<td>", "</td>", "<tr>", "</tr>", "<table>", "</table>", "<p>", "</p>", "<span>", "</span>", "<br>", "<b>", "</div>", "<th>", "<tbody>",
    "</tbody>", "&", "&nbsp", ";", "<", ">", "\xa0", "\x85", "\u2028", "<!-- ", "-->", "<script>", "<a href='x.doc'>", "</a>", "<sup>1</sup>",
    "<pre>", "<div class=footer>", "<td style='display:none'>", "<tr hidden>", "<span style='mso-hide:all'>x</span>", "<o:p></o:p>", "<TD>",
    "<caption>表</caption>", "<col/>", "<td title='a>b'>", "<td\xa0>", "<textarea>", "<h2>", "_00000000000_",
)  # fmt: skip


def page(rng: random.Random) -> str:
    """A page with tables, most of them plain, and sometimes something in them that is not."""
    pieces = ["<html><body>"]
    for _ in range(rng.randint(1, 3)):
        part = rng.choice(("", "", "thead", "tbody"))
        rows = "".join(
            "<tr>"
            + "".join(f"<td{rng.choice(ATTRIBUTES)}>{rng.choice(CELLS)}</td>" for _ in range(rng.randint(1, 5)))
            + rng.choice(("</tr>", "</tr>\n"))
            for _ in range(rng.choice((1, 2, 7, 12, 30)))
        )
        pieces.append(f"<p>表</p><table border=1>{f'<{part}>{rows}</{part}>' if part else rows}</table>")
    text = "".join([*pieces, "</body></html>"])
    for _ in range(rng.choice((0, 0, 1, 2, 4))):
        at = text.find("<", rng.randrange(len(text) - 10)) if rng.random() < 0.7 else rng.randrange(len(text))
        text = text[:at] + rng.choice(INSERTED) + text[at + rng.choice((0, 0, 1, 5)) :]
    return text


def read(text: str) -> Document | str:
    try:
        return read_bytes(text.encode(), "页.html", "页.html")
    except DocumentError as error:
        return str(error)


def nothing_taken_out(text: str) -> tuple[str, list[PlainTable]]:
    return text, []


def test_both_ways_give_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    pages = [page(rng) for _ in range(300)]
    assert sum(len(take_out(text)[1]) for text in pages) > 200
    quick = [read(text) for text in pages]
    monkeypatch.setattr(_html_boxes, "take_out", nothing_taken_out)
    for text, document in zip(pages, quick, strict=True):
        assert read(text) == document, text


@pytest.mark.parametrize(
    "outside",
    ["<!-- {} -->", "<script>var x = '{}'</script>", "<div style='display:none'>{}</div>", "<template>{}</template>"],
)
def test_a_table_that_is_not_shown_is_not_read(outside: str) -> None:
    document = read(
        "<html><body><p>正文2023年。</p>" + outside.format("<table><tr><td>1</td><td>2</td></tr></table>") + "</body></html>"
    )
    assert isinstance(document, Document)
    assert not document.tables
    assert [paragraph.text for paragraph in document.paragraphs] == ["正文2023年。"]


def test_a_table_in_a_text_field_is_its_text_and_shows_no_mark() -> None:
    document = read("<html><body><p>正文</p><textarea><table><tr><td>1</td><td>2</td></tr></table></textarea></body></html>")
    assert isinstance(document, Document)
    assert not any("_000" in paragraph.text for paragraph in document.paragraphs)


def test_many_open_tags_in_a_cell_take_no_time() -> None:
    text = f"<html><body><table><tr><td>{'<b>' * 60_000}1</table><p>甲</p></body></html>"
    assert isinstance(read(text), Document)


def test_large_tables_keep_their_places_and_spans() -> None:
    rows = "".join(f"<tr><td>20{number:02d}</td><td>科目{number}</td><td>{number}.50</td></tr>" for number in range(200))
    middle = "<tr><td rowspan=2>小计</td><td>一</td><td>1.00</td></tr><tr><td>二</td><td>2.00</td></tr><tr></tr>"
    document = read(f"<html><body><table><tr><td colspan=2>科目</td><td>金额</td></tr>{rows}{middle}{rows}</table></body></html>")
    assert isinstance(document, Document)
    (table,) = document.tables
    assert (table.row_count, table.column_count, len(table.cells)) == (403, 3, 2 + 600 + 5 + 600)
    placed = {(cell.row, cell.column): cell for cell in table.cells}
    assert (placed[0, 0].column_span, placed[0, 2].text) == (2, "金额")
    assert (placed[201, 0].text, placed[201, 0].row_span, placed[202, 1].text) == ("小计", 2, "二")
    assert (placed[203, 0].text, placed[402, 2].text) == ("2000", "199.50")
    assert list(table.cells) == sorted(table.cells, key=lambda cell: (cell.row, cell.column))
