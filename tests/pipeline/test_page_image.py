"""`gongkai show FILE --page N --image PNG`: the page with everything that was seen on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from gongkai.pipeline.page_image import draw_page
from gongkai.schemas.document import Cell, Document, Location, Paragraph, Table
from support import Cli, WriteReport

from .drawn_pages import BLUE, GREEN, GREY, MAGENTA, ORANGE, PURPLE, ROWS, colours, colours_in, drawn_page

PLACE = (30.0, 70.0, 250.0, 90.0)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "三公.pdf"
    path.write_bytes(drawn_page())
    return path


def test_titles_units_heads_and_facts_are_framed(cli: Cli, pdf: Path, tmp_path: Path) -> None:
    outcome = cli("show", pdf, "--page", "1", "--image", tmp_path / "page.png")
    assert outcome.code == 0, outcome.err
    assert "绿色：已取的数" in outcome.out
    assert {ORANGE, PURPLE, BLUE, GREEN} <= set(colours(tmp_path / "page.png"))


@pytest.mark.parametrize("printed_at", [40, 180], ids=["left", "right"])
def test_what_was_read_from_a_scan_stands_beside_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed_at: int
) -> None:
    """A page with one figure at the left or right side of its cell: surely read, or not so surely."""
    scan = Image.new("RGB", (595, 842), "white")
    scan.paste((0, 0, 0), (printed_at, 75, printed_at + 60, 85))
    scan.save(tmp_path / "scan.png", dpi=(72, 72))
    for confidence, colour in ((0.999, GREEN), (0.9, MAGENTA)):
        cells = [
            Cell(
                text, row, column, location=Location(page=1, bbox=PLACE if (row, column) == (2, 1) else None), confidence=confidence
            )
            for row, texts in enumerate(ROWS)
            for column, text in enumerate(texts)
        ]
        blocks = (Paragraph("2023年度财政拨款“三公”经费支出决算表"), Paragraph("单位：万元"), Table(0, tuple(cells), 4, 3))
        document = Document("scan.png", "scan.png", "0" * 64, "png", blocks, pages=1, ocr_pages=1)
        monkeypatch.setattr("gongkai.pipeline.page_image.read_original", lambda original, document=document: document)
        draw_page(tmp_path / "scan.png", 1, tmp_path / "out.png")
        left, right = (colours_in(tmp_path / "out.png", (side, 146, side + 100, 174))[colour] for side in (64, 396))
        assert (left > 20, right > 20) == (printed_at > 100, printed_at < 100)


def test_contact_details_are_covered_unless_kept(cli: Cli, pdf: Path, tmp_path: Path) -> None:
    cli("show", pdf, "--page", "1", "--image", tmp_path / "covered.png")
    cli("show", pdf, "--page", "1", "--image", tmp_path / "kept.png", "--keep-personal")
    assert colours(tmp_path / "covered.png")[GREY] > 2000
    assert colours(tmp_path / "kept.png")[GREY] < 200  # the edges of letters


def test_what_cannot_be_drawn_is_said_in_one_line(cli: Cli, pdf: Path, write_report: WriteReport, tmp_path: Path) -> None:
    image = tmp_path / "page.png"
    for arguments in (
        ("show", pdf, "--page", "2", "--image", image),
        ("show", pdf, "--page", "0", "--image", image),
        ("show", pdf, "--page", "1"),
        ("show", pdf, "--page", "1", "--image", tmp_path / "没有" / "page.png"),
        ("show", write_report(tmp_path / "甲.docx"), "--page", "1", "--image", image),
    ):
        outcome = cli(*arguments)
        assert outcome.code == 2
        assert outcome.err.startswith("错误：")
        assert outcome.err.count("\n") == 1
    assert not image.exists()
