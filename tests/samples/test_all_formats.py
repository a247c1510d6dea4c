"""The same report in every format in which reports are published gives the same facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from gongkai.extractors.containers import Lost, expand
from gongkai.extractors.readers import READERS, read_original, sniff
from gongkai.extractors.readers.conversions import Conversions
from gongkai.extractors.readers.original import Original
from gongkai.extractors.readers.programs import find
from gongkai.pipeline.document import interpret
from gongkai.schemas.results import DocumentResult

from .docx_writer import docx
from .model import PROSE, Report
from .outcome import SAMPLES, fact_key, figure, outcome, text, truth_key
from .pdf_writer import pdf
from .renderings import converter_json, packed, sheets, web, word_xml
from .renderings.markdown import markdown
from .renderings.ofd import ofd
from .renderings.office import INSTALL, SOFFICE, Office
from .reports import REPORTS, projects
from .text_writer import text as written_text

TABLES = tuple(report for report in REPORTS if report.tables())
"""Reports that sheets can carry."""
FACT = ("form", "subject", "item", "code", "column", "year", "value", "unit")
INDICATOR = ("form", "subject", "level1", "level2", "level3", "target", "actual", "reason", "operator", "measure_unit")


@dataclass(frozen=True)
class Way:
    """One way to publish a report."""

    name: str
    make: Callable[[Report], bytes | Sequence[bytes]]
    suffix: str
    sheets: bool = False
    """Only tables, not the prose."""


WRITTEN = (
    Way("docx", docx, "docx"),
    Way("word-2003-xml", word_xml.word_2003, "xml"),
    Way("flat-opc", lambda report: word_xml.flat_opc(docx(report)), "xml"),
    Way("pdf", pdf, "pdf"),
    Way("ofd", ofd, "ofd"),
    Way("html", web.html, "html"),
    Way("html-gbk", lambda report: web.html(report, "gb18030"), "html"),
    Way("mhtml", web.mhtml, "mhtml"),
    Way("md-blank", lambda report: markdown(report, "blank"), "md"),
    Way("md-repeated", lambda report: markdown(report, "repeated"), "md"),
    Way("md-html", lambda report: markdown(report, "html"), "md"),
    Way("docling", converter_json.docling, "json"),
    Way("mineru", converter_json.mineru, "json"),
    Way("pandoc", converter_json.pandoc, "json"),
    Way("listed", lambda report: written_text(report, "listed").encode(), "txt"),
    Way("tabbed", lambda report: written_text(report, "tabbed").encode("gb18030"), "txt"),
    Way("xlsx", sheets.xlsx, "xlsx", sheets=True),
    Way("xlsx-one-sheet", lambda report: sheets.xlsx(report, together=True), "xlsx", sheets=True),
    Way("xls", sheets.xls, "xls", sheets=True),
    Way("spreadsheetml", sheets.spreadsheetml, "xml", sheets=True),
    Way("csv-gbk", sheets.csvs, "csv", sheets=True),
)


def original(report: Report, data: bytes, suffix: str) -> Original:
    return Original.of(data, f"{report.name}.{suffix}")


def said(originals: Sequence[Original]) -> list[DocumentResult]:
    return [interpret(read_original(each)) for each in originals]


@cache
def expected(report: Report) -> DocumentResult:
    """What the committed file says; `test_truth` holds it to the description."""
    return outcome(next(sample for sample in SAMPLES if sample.report is report))


def differences(report: Report, results: Sequence[DocumentResult], *, only_tables: bool = False) -> dict[str, object]:
    """What is missing from, and what is too much in, the results of the files that together carry the report."""
    found: dict[str, object] = {}

    def compare(what: str, want: Counter[object], have: Counter[object]) -> None:
        missing, extra = want - have, have - want
        if missing or extra:
            found[what] = (sorted(missing.elements(), key=str), sorted(extra.elements(), key=str))

    facts = [fact for result in results for fact in result.facts]
    truths = [truth for truth in report.truths() if truth.form != PROSE]
    compare(
        "table facts",
        Counter(truth_key(dict(zip(FACT, truth.row(), strict=True))) for truth in truths),
        Counter(fact_key(fact) for fact in facts if fact.form != PROSE and fact.known),
    )
    base = expected(report)
    for what, chosen in (("unknown tables", False), ("prose", True)):
        if what == "prose" and only_tables:
            continue
        compare(
            what,
            *(
                Counter(
                    {
                        fact_key(fact) if chosen else (fact_key(fact)[2:], number)
                        for number, fact in enumerate(each)
                        if fact.known is chosen and (fact.form == PROSE) is chosen
                    }
                    if chosen
                    else [fact_key(fact)[2:] for fact in each if not fact.known and fact.form != PROSE]
                )
                for each in (base.facts, facts)
            ),
        )
    rows = [
        [
            (*(text(getattr(row, field)) for field in INDICATOR), figure(row.weight), figure(row.score))
            for result in each
            for row in result.indicators
        ]
        for each in ([base], results)
    ]
    compare("indicators", *map(Counter, rows))
    accounts = [
        [(table.form, table.state, table.unit, table.facts) for result in each for table in result.tables if table.known]
        for each in ([base], results)
    ]
    if only_tables:  # where blank rows stand in a form, a sheet without borders and merged cells falls into several tables
        accounts = [[account for account in each if account[1] != "blank"] for each in accounts]
    if accounts[0] != accounts[1]:
        compare("tables", *map(Counter, accounts))
    for result in results:
        about = (result.document.entity, result.document.fiscal_year)
        if about != (report.entity, report.fiscal_year):
            found["document"] = about
        if not only_tables and sorted(result.document.kinds) != sorted(report.kinds):
            found["kinds"] = result.document.kinds
    return found


def ids(chosen: Sequence[Way] | Sequence[Report]) -> list[str]:
    return [each.name for each in chosen]


@pytest.mark.parametrize("report", REPORTS, ids=ids(REPORTS))
@pytest.mark.parametrize("way", WRITTEN, ids=ids(WRITTEN))
def test_written(way: Way, report: Report) -> None:
    if way.sheets and report not in TABLES:
        pytest.skip("has no tables")
    made = way.make(report)
    files = [made] if isinstance(made, bytes) else made
    results = said([original(report, data, way.suffix) for data in files])
    assert differences(report, results, only_tables=way.sheets) == {}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if SOFFICE is None:
        pytest.skip(INSTALL)
    return Office(tmp_path_factory.mktemp("office"), REPORTS)


@pytest.fixture(scope="module")
def conversions(office: Office) -> Iterator[Conversions]:
    with Conversions() as made:
        made.prepare(
            original(report, office.made(suffix, report), suffix) for suffix in ("doc", "rtf", "odt") for report in REPORTS
        )
        yield made


@pytest.fixture
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GONGKAI_SOFFICE", "")
    find.cache_clear()
    yield
    monkeypatch.undo()
    find.cache_clear()


@pytest.mark.parametrize("report", REPORTS, ids=ids(REPORTS))
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_through_libreoffice(suffix: str, report: Report, office: Office, conversions: Conversions) -> None:
    given = replace(original(report, office.made(suffix, report), suffix), conversions=conversions)
    assert differences(report, said([given])) == {}


@pytest.mark.parametrize("report", REPORTS, ids=ids(REPORTS))
@pytest.mark.parametrize("suffix", ["doc", "rtf"])
def test_directly(suffix: str, report: Report, office: Office, without_libreoffice: None) -> None:
    assert differences(report, said([original(report, office.made(suffix, report), suffix)])) == {}


@pytest.mark.parametrize("report", REPORTS, ids=ids(REPORTS))
@pytest.mark.parametrize("target", ["pdf", "html", "calc.ods", "calc.xls"])
def test_made_by_libreoffice(target: str, report: Report, office: Office) -> None:
    sheets = target.startswith("calc.")
    if report is projects.REPORT and not sheets:
        pytest.skip("LibreOffice prints what a tracked change deleted, and computes a field anew")
    if sheets and report not in TABLES:
        pytest.skip("has no tables")
    result = said([original(report, office.made(target, report), target.rpartition(".")[2])])
    assert differences(report, result, only_tables=sheets) == {}


PACKED: Mapping[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "zip": packed.zipped,
    "7z": packed.seven_zip,
    "tar.gz": packed.tar_gz,
    "eml": packed.mail,
    "docx": packed.embedded,
}


@pytest.mark.parametrize("kind", PACKED)
def test_inside_other_files(kind: str) -> None:
    if kind == "7z" and packed.BSDTAR is None:
        pytest.skip("needs bsdtar (apt-get install libarchive-tools)")
    members = {f"附件/{report.name}-自评.docx": docx(report) for report in REPORTS}
    found = list(expand(Original.of(PACKED[kind](members), f"报送.{kind}")))
    assert [each for each in found if isinstance(each, Lost)] == []
    wrong = {}
    for report in REPORTS:
        (given,) = [each for each in found if isinstance(each, Original) and f"{report.name}-自评.docx" in each.name]
        wrong[report.name] = differences(report, said([given]))
    assert {name: each for name, each in wrong.items() if each} == {}


def test_every_format_that_can_be_read_is_tried() -> None:
    """A new reader needs a rendering here; pictures are tried with scans."""
    pictures = {"bmp", "gif", "jpg", "png", "tiff", "webp"}
    tried = {sniff(b, f"a.{way.suffix}") for way in WRITTEN for b in _first(way.make(REPORTS[0]))} | {"doc", "rtf", "odt", "ods"}
    assert tried - {"word_xml"} == set(READERS) - pictures - {"word_xml"}


def _first(made: bytes | Sequence[bytes]) -> list[bytes]:
    return [made] if isinstance(made, bytes) else list(made[:1])
