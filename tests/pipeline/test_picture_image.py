"""`gongkai show FILE --picture N --image PNG`: a picture inside a document with what was recognised on it."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")

import docx
import docx.shared
import pypdfium2
from PIL import Image
from scans.faces import PACKAGES, missing

from gongkai import extract
from gongkai.extractors.readers import _pictures_inside, read_bytes
from gongkai.extractors.readers._package import Package
from gongkai.extractors.readers.programs import LIBREOFFICE, find
from gongkai.pipeline.page_image import draw_picture
from gongkai.schemas.errors import UsageError
from gongkai.schemas.results import DocumentResult, Fact
from support import Cli

from .drawn_pages import BLUE, GREEN, GREY, ORANGE, PURPLE, colours, colours_in, drawn_page

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"fonts are missing: {PACKAGES}")
DPI = 200
PIXELS_PER_POINT = 2


def scanned(kind: str = "PNG", *, shift: int = 0) -> bytes:
    """The page as a scanner takes it, moved down by some pixels."""
    page = pypdfium2.PdfDocument(drawn_page())[0].render(scale=DPI / 72).to_pil().convert("RGB")
    paper = Image.new("RGB", page.size, "white")
    paper.paste(page, (0, shift))
    stream = io.BytesIO()
    paper.save(stream, kind, dpi=(DPI, DPI))
    return stream.getvalue()


def logo() -> bytes:
    stream = io.BytesIO()
    Image.radial_gradient("L").save(stream, "PNG")
    return stream.getvalue()


def word(*pictures: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph("2023年度部门决算")
    for picture in pictures:
        document.add_picture(io.BytesIO(picture), width=docx.shared.Cm(15))
        document.add_paragraph("以上为附表。")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def pasted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Word file with a logo and two scans of a form."""
    path = tmp_path_factory.mktemp("word") / "粘贴 两张.docx"
    path.write_bytes(word(logo(), scanned(), scanned("JPEG", shift=300)))
    return path


def spent(result: DocumentResult, picture: int) -> Fact:
    """The figure of 公务接待费 in the last column, as that picture shows it."""
    (fact,) = (fact for fact in result.facts if (fact.item, fact.raw, fact.source.picture) == ("公务接待费", "0.85", picture))
    return fact


def framed(image: Path, fact: Fact) -> int:
    """How many pixels of the frame of a fact that was taken are drawn around its place."""
    assert fact.source.bbox is not None
    x0, top, x1, bottom = (round(side * PIXELS_PER_POINT) for side in fact.source.bbox)
    return colours_in(image, (x0 - 2, top - 2, x1 + 3, bottom + 3))[GREEN]


def test_a_figure_says_on_which_picture_it_stands_and_where(pasted: Path, tmp_path: Path) -> None:
    result = extract(pasted)
    assert [account.source.picture for account in result.tables] == [2, 3]
    assert {fact.source.page for fact in result.facts} == {None}
    for number in (2, 3):
        fact = spent(result, number)
        assert fact.source.bbox is not None and fact.source.table == number - 2
        assert draw_picture(pasted, number, tmp_path / "page.png")
        assert {ORANGE, PURPLE, BLUE, GREEN} <= set(colours(tmp_path / "page.png"))
        assert framed(tmp_path / "page.png", fact) > 300
    higher, lower = (spent(result, number).source.bbox for number in (2, 3))
    assert higher is not None and lower is not None
    assert lower[1] - higher[1] == pytest.approx(300 / DPI * 72, abs=2)


def test_show_names_the_pictures_and_the_command_that_draws_one(cli: Cli, pasted: Path, tmp_path: Path) -> None:
    said = cli("show", pasted).out
    assert "第 2 张图片：t1" in said and "第 3 张图片：t2" in said
    assert f"gongkai show '{pasted}' --picture 2 --image" in said.replace("\n", "")
    outcome = cli("show", pasted, "--picture", "2", "--image", tmp_path / "page.png")
    assert (outcome.code, outcome.err) == (0, "")
    assert "绿色：已取的数" in outcome.out


def test_a_picture_of_no_table_is_drawn_and_said_to_be_in_no_result(cli: Cli, pasted: Path, tmp_path: Path) -> None:
    outcome = cli("show", pasted, "--picture", "1", "--image", tmp_path / "logo.png")
    assert outcome.code == 0 and "没有认出表格" in outcome.out
    assert (tmp_path / "logo.png").exists()


def test_contact_details_on_a_picture_are_covered_unless_kept(pasted: Path, tmp_path: Path) -> None:
    draw_picture(pasted, 2, tmp_path / "covered.png")
    draw_picture(pasted, 2, tmp_path / "kept.png", keep_personal=True)
    covered, kept = (colours(tmp_path / name)[GREY] for name in ("covered.png", "kept.png"))
    assert covered > 2000 > kept


def test_pictures_beyond_the_limit_are_not_even_unpacked_but_can_be_drawn(
    pasted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_pictures_inside, "MAX_PICTURES", 2)
    unpacked: list[str] = []
    read = Package.read

    def counted(package: Package, part: str) -> bytes:
        unpacked.append(part)
        return read(package, part)

    monkeypatch.setattr(Package, "read", counted)
    result = extract(pasted)
    assert len([part for part in unpacked if "media" in part]) == 2
    assert [account.source.picture for account in result.tables] == [2]
    assert not draw_picture(pasted, 3, tmp_path / "page.png")
    assert GREEN not in colours(tmp_path / "page.png")


def test_pictures_of_web_pages_have_numbers_too(tmp_path: Path) -> None:
    shown = "".join(
        f"<p><img src='data:image/png;base64,{base64.b64encode(picture).decode()}'></p>" for picture in (logo(), scanned())
    )
    path = tmp_path / "公开.html"
    path.write_text(f"<html><body><p>2023年度部门决算</p>{shown}</body></html>", encoding="utf-8")
    fact = spent(extract(path), 2)
    assert draw_picture(path, 2, tmp_path / "page.png")
    assert framed(tmp_path / "page.png", fact) > 300


def test_pictures_in_html_inside_markdown_are_recognised_pages(tmp_path: Path) -> None:
    encoded = base64.b64encode(scanned()).decode()
    path = tmp_path / "转换.md"
    path.write_text(f"# 2023年度部门决算\n\n<p><img src='data:image/png;base64,{encoded}'></p>\n", encoding="utf-8")
    result = extract(path)
    assert result.document.ocr_pages == 1
    assert "picture_not_read" not in [notice.code for notice in result.warnings]
    fact = spent(result, 1)
    assert draw_picture(path, 1, tmp_path / "page.png")
    assert framed(tmp_path / "page.png", fact) > 300


def test_pages_and_pictures_inside_archives_are_drawn(cli: Cli, pasted: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "批次.zip", "w") as archive:
        archive.writestr("附件/扫描.png", scanned())
        archive.write(pasted, "附件/粘贴.docx")
    for member, option, number in (("扫描.png", "--page", "1"), ("粘贴.docx", "--picture", "3")):
        image = tmp_path / f"{member}.png"
        outcome = cli("show", tmp_path / "批次.zip" / "附件" / member, option, number, "--image", image)
        assert (outcome.code, outcome.err) == (0, "")
        assert GREEN in colours(image)


@pytest.mark.skipif(find(LIBREOFFICE) is None, reason="LibreOffice is not installed")
def test_pictures_of_older_word_files_are_drawn_through_libreoffice(pasted: Path, tmp_path: Path) -> None:
    """An RTF as Word writes it: the picture in hexadecimal digits."""
    picture = scanned()
    path = tmp_path / "旧.rtf"
    size = "\\picwgoal8500\\pichgoal12000"
    path.write_bytes(b"{\\rtf1\\ansi{\\pict\\pngblip" + size.encode() + b" " + picture.hex().encode() + b"}\\par 1\\par}")
    fact = spent(extract(path), 1)
    assert draw_picture(path, 1, tmp_path / "page.png")
    assert framed(tmp_path / "page.png", fact) > 300


def test_doubtful_figures_are_reviewed_by_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.pipeline.review.REVIEW_BELOW", 2)  # all of them
    from gongkai.pipeline.document import interpret

    result = interpret(read_bytes(word(scanned(), scanned(shift=300)), "甲.docx", "甲.docx"))
    reviews = [notice for notice in result.warnings if notice.code == "for_review"]
    assert [notice.source.picture for notice in reviews] == [1, 2]
    assert [notice.message.partition("有")[0] for notice in reviews] == ["第 1 张图片", "第 2 张图片"]


def test_what_cannot_be_drawn_is_said_in_one_line(cli: Cli, pasted: Path, tmp_path: Path) -> None:
    (tmp_path / "扫描.png").write_bytes(scanned())
    image = ("--image", tmp_path / "out.png")
    for arguments, says in (
        (("show", pasted, "--picture", "4", *image), "共 3 张"),
        (("show", pasted, "--picture", "0", *image), "共 3 张"),
        (("show", pasted, "--page", "1", *image), "--picture"),
        (("show", pasted, "--picture", "1", "--page", "1", *image), "--picture"),
        (("show", pasted, "--picture", "1"), "--image"),
        (("show", tmp_path / "扫描.png", "--picture", "1", *image), "--page"),
    ):
        outcome = cli(*arguments)
        assert outcome.code == 2
        assert outcome.err.startswith("错误：") and outcome.err.count("\n") == 1
        assert says in outcome.err
    assert not (tmp_path / "out.png").exists()


def test_a_damaged_picture_and_missing_recognition_are_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = base64.b64encode(scanned()[:2000]).decode()
    path = tmp_path / "坏.html"
    path.write_text(
        f"<html><body><p>2023年度部门决算</p><img src='data:image/png;base64,{encoded}'></body></html>", encoding="utf-8"
    )
    with pytest.raises(UsageError, match=r"第 1 张图片画不出来.*已损坏"):
        draw_picture(path, 1, tmp_path / "out.png")
    monkeypatch.setattr("gongkai.pipeline.page_image.available", lambda: False)
    with pytest.raises(UsageError, match=r"gongkai\[ocr\]"):
        draw_picture(path, 1, tmp_path / "out.png")


def test_the_number_of_a_picture_is_in_the_json(cli: Cli, pasted: Path) -> None:
    document = json.loads(cli("extract", pasted).out)
    assert {fact["source"]["picture"] for fact in document["facts"]} == {2, 3}
