"""Document JSON, Parquet, CSV and pandas: exact figures, the published order and names."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gongkai.pipeline.outputs.json import dumps, to_dict
from gongkai.pipeline.outputs.names import TABLES, result_name
from gongkai.pipeline.outputs.results import ResultsWriter
from gongkai.pipeline.work.ledger import Item, Ledger, ToPublish
from gongkai.pipeline.work.tasks import publishable
from gongkai.schemas.results import DocumentResult
from gongkai.schemas.rows import document_row, fact_rows, failure_row, finding_rows, indicator_rows


def test_json_has_the_published_order(result: DocumentResult) -> None:
    plain = to_dict(result)
    assert list(plain) == [
        "schema_version",
        "document",
        "tables",
        "facts",
        "indicators",
        "checks",
        "findings",
        "warnings",
        "statements",
    ]
    text = json.loads(dumps(result))
    assert list(text["document"]) == [
        "path", "name", "sha256", "format", "pages", "ocr_pages", "entity", "fiscal_year", "kinds", "parts",
    ]  # fmt: skip
    assert list(text["facts"][0]) == [
        "id", "part", "table", "form", "subject", "item", "parent", "code", "column", "year", "scope", "base", "value", "unit",
        "unit_from", "raw", "raw_unit", "confidence", "source",
    ]  # fmt: skip
    assert list(text["findings"][0]["operands"][0]) == ["role", "fact", "label", "value", "unit", "missing"]


def test_json_figures_are_decimal_strings_without_exponent(result: DocumentResult) -> None:
    text = json.loads(dumps(result))
    values = [fact["value"] for fact in text["facts"]]
    assert values == ["1.0263", "0.010000", "0.0000001", "0.1234567890123", "-123456789.12"]
    assert text["findings"][0]["operands"][0]["value"] == "100"


def test_json_says_known_only_where_it_is_false(result: DocumentResult) -> None:
    facts = json.loads(dumps(result))["facts"]
    assert [fact.get("known") for fact in facts] == [None, None, None, None, False]


def test_json_text_is_the_dict_with_chinese_as_it_is(result: DocumentResult) -> None:
    text = dumps(result)
    assert json.loads(text) == to_dict(result)
    assert "公务接待费" in text
    assert text.endswith("}\n")
    source = json.loads(text)["facts"][0]["source"]
    assert source["bbox"] == [10.5, 20.0, 30.25, 40.0]
    assert source["span"] == [0, 6]
    assert source["line"] is None


def test_rows_have_the_columns_of_their_tables(result: DocumentResult) -> None:
    rows = {
        "facts": next(fact_rows(result)),
        "indicators": next(indicator_rows(result)),
        "findings": next(finding_rows(result)),
        "documents": document_row(result, "x.json"),
    }
    for stem, row in rows.items():
        assert list(row) == [column.name for column in TABLES[stem]], stem
    assert list(failure_row("p", "n", "unreadable", "…", None)) == [column.name for column in TABLES["documents"]]


def write(folder: Path, *results: DocumentResult, with_csv: bool = False) -> None:
    folder.mkdir(exist_ok=True)
    with (
        Ledger(folder / "ledger") as ledger,
        ResultsWriter(folder, folder / "out", ledger, with_csv=with_csv, untouched=False) as writer,
    ):
        for number, each in enumerate(results):
            information = each.document
            item = Item(number, -1, information.path, information.name, True, information.sha256)
            writer.write(publishable(each), ToPublish(item, None, "", None))


def test_parquet_holds_exact_decimals_and_says_where_one_does_not_fit(result: DocumentResult, tmp_path: Path) -> None:
    write(tmp_path, result)
    table = pq.read_table(tmp_path / "facts.parquet")
    assert str(table.schema.field("value").type) == "decimal128(38, 12)"
    values = table.column("value").to_pylist()
    assert values[:3] == [Decimal("1.0263"), Decimal("0.010000"), Decimal("1E-7")]
    assert values[3] is None  # thirteen places: never rounded in silence
    assert table.column("value_text").to_pylist() == ["1.0263", "0.010000", "0.0000001", "0.1234567890123", "-123456789.12"]


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("9" * 26 + ".999999999999", True),
        ("1" + "0" * 26, False),
        ("0.0000000000010", True),
        ("-0.0000000000001", False),
        ("0E-20", True),
    ],
)
def test_values_at_the_edge_of_decimal128(value: str, fits: bool, result: DocumentResult, tmp_path: Path) -> None:
    edge = replace(result, facts=(replace(result.facts[0], value=Decimal(value)),))
    write(tmp_path, edge)
    row = pq.read_table(tmp_path / "facts.parquet").to_pylist()[0]
    assert (row["value"] == Decimal(value)) if fits else row["value"] is None
    assert Decimal(row["value_text"]) == Decimal(value)


def test_parquet_entity_and_year_come_from_the_part_and_else_the_document(result: DocumentResult, tmp_path: Path) -> None:
    write(tmp_path, result)
    rows = pq.read_table(tmp_path / "facts.parquet").to_pylist()
    assert rows[0]["entity"] == "示例县某某局下属单位"
    assert (rows[2]["entity"], rows[2]["fiscal_year"], rows[2]["kind"]) == ("示例县某某局", 2023, "部门决算")
    assert rows[0]["parent"] == ["三公经费"]
    assert rows[0]["source_heads"] == "2023年 / 决算数"
    assert (rows[0]["source_x0"], rows[0]["source_bottom"], rows[0]["source_span_end"]) == (10.5, 40.0, 6)
    assert rows[0]["known"] is True
    assert rows[4]["known"] is False


def test_a_finding_belongs_to_the_part_that_all_its_figures_stand_in_or_else_to_the_document(
    result: DocumentResult, tmp_path: Path
) -> None:
    (finding,) = result.findings
    alike = [
        replace(finding, id=f"x{number}", facts=facts) for number, facts in enumerate((("f1", "f2"), ("f2", "f3"), ("f3",), ()))
    ]
    write(tmp_path, replace(result, findings=tuple(alike)))
    rows = pq.read_table(tmp_path / "findings.parquet").to_pylist()
    assert [(row["entity"], row["fiscal_year"], row["kind"]) for row in rows] == [
        ("示例县某某局下属单位", 2023, "绩效自评"),
        ("示例县某某局", 2023, None),
        ("示例县某某局", 2023, "部门决算"),
        ("示例县某某局", 2023, None),
    ]


def test_tables_without_rows_still_have_their_columns(tmp_path: Path) -> None:
    write(tmp_path, with_csv=True)
    for stem, columns in TABLES.items():
        names = [column.name for column in columns]
        assert pq.read_schema(tmp_path / f"{stem}.parquet").names == names
        assert (tmp_path / f"{stem}.csv").read_text(encoding="utf-8-sig").splitlines() == [",".join(names)]


def test_csv_opens_in_excel_and_keeps_figures(result: DocumentResult, tmp_path: Path) -> None:
    write(tmp_path, result, with_csv=True)
    data = (tmp_path / "facts.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["value"] for row in rows] == ["1.0263", "0.010000", "0.0000001", "0.1234567890123", "-123456789.12"]
    assert rows[0]["parent"] == "三公经费"
    assert rows[0]["code"] == ""
    assert (rows[0]["known"], rows[4]["known"]) == ("true", "false")


def test_frame_has_exact_decimals_and_the_columns_of_the_parquet_file(result: DocumentResult) -> None:
    frame = result.to_frame()
    assert list(frame.columns) == [column.name for column in TABLES["facts"]]
    assert list(frame["value"]) == [fact.value for fact in result.facts]
    assert all(isinstance(value, Decimal) for value in frame["value"])
    assert frame["year"].sum() == 5 * 2023
    assert frame["source_line"].isna().all()
    assert replace(result, facts=()).to_frame().empty


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("自评.docx", "自评-abababab.json"),
        ('a<b>:"c/d\\e|f?g*.txt', "d_e_f_g_-abababab.json"),
        ("CON.docx", "_CON-abababab.json"),
        ("nul.2023.txt", "_nul.2023-abababab.json"),
        ("com¹.txt", "_com¹-abababab.json"),
        ("console.txt", "console-abababab.json"),
        ("报告. .docx", "报告-abababab.json"),
        ("一" * 80 + ".docx", "一" * 60 + "-abababab.json"),
        ("\x01.docx", "_-abababab.json"),
        (" .docx", "document-abababab.json"),
    ],
)
def test_result_names_are_legal_everywhere(name: str, expected: str) -> None:
    assert result_name(name, "ab" * 32, lambda name: True) == expected


def test_documents_that_would_have_one_name_get_names_of_their_own(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger") as ledger:
        names = [result_name(name, "ab" * 32, ledger.take_output) for name in ("Report.docx", "report.txt", "report.docx")]
    assert names == ["Report-abababab.json", "report-abababab-2.json", "report-abababab-3.json"]
