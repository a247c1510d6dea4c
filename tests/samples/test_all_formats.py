"""The same report in every format in which reports are published gives the same facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pytest
from scans.faces import path_of

from gongkai.extractors.containers import Lost, expand
from gongkai.extractors.readers import READERS, read_original, sniff
from gongkai.extractors.readers.conversions import Conversions
from gongkai.extractors.readers.original import Original
from gongkai.extractors.readers.programs import find
from gongkai.pipeline.document import interpret
from gongkai.schemas.results import DocumentResult

from .build import FACT_COLUMNS
from .docx_writer import docx
from .model import PROSE, Report
from .outcome import SAMPLES, fact_key, figure, outcome, table_facts, text, truth_key
from .pdf_writer import pdf
from .renderings import converter_json, packed, sheets, web, word_xml
from .renderings.markdown import markdown
from .renderings.ofd import ofd
from .renderings.office import INSTALL, SOFFICE, Office
from .reports import REPORTS, projects
from .text_writer import text as written_text

TABLES = tuple(report for report in REPORTS if report.tables())
"""Reports that sheets can carry."""
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

    def compare(what: str, want: Iterable[object], have: Iterable[object]) -> None:
        wanted, had = Counter(want), Counter(have)
        if wanted != had:
            found[what] = [sorted(each.elements(), key=str) for each in (wanted - had, had - wanted)]

    base = [expected(report)]
    truths = [dict(zip(FACT_COLUMNS, truth.row(), strict=True)) for truth in report.truths() if truth.form != PROSE]
    compare("table facts", map(truth_key, truths), [fact_key(fact) for result in results for fact in table_facts(result)])
    compare("unknown tables", _unknown(base), _unknown(results))
    compare("indicators", _indicators(base), _indicators(results))
    if only_tables:
        # where a form has blank rows, a sheet without borders and merged cells falls into several tables
        compare("tables", *([each for each in _accounts(one) if each[1] != "blank"] for one in (base, results)))
    else:
        compare("tables", _accounts(base), _accounts(results))
        compare("prose", _prose(base), _prose(results))
        compare("kinds", report.kinds, {kind for result in results for kind in result.document.kinds})
    about = {(result.document.entity, result.document.fiscal_year) for result in results}
    if about != {(report.entity, report.fiscal_year)}:
        found["document"] = about
    return found


def _unknown(results: Sequence[DocumentResult]) -> Iterator[object]:
    return (fact_key(fact)[2:] for result in results for fact in result.facts if not fact.known and fact.form != PROSE)


def _prose(results: Sequence[DocumentResult]) -> set[object]:
    return {fact_key(fact) for result in results for fact in result.facts if fact.form == PROSE}


def _indicators(results: Sequence[DocumentResult]) -> Iterator[object]:
    for result in results:
        for row in result.indicators:
            yield (*(text(getattr(row, name)) for name in INDICATOR), figure(row.weight), figure(row.score))


def _accounts(results: Sequence[DocumentResult]) -> list[tuple[str | None, str, str | None, int]]:
    return [(table.form, table.state, table.unit, table.facts) for result in results for table in result.tables if table.known]


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
    assert dict(read_original(given).details)["read_with"].startswith("LibreOffice")
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
    if target == "pdf" and not path_of("zenhei").exists():
        pytest.skip(INSTALL)  # without a Chinese font it draws boxes and breaks lines elsewhere
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
