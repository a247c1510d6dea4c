"""The files of `samples/` are what their descriptions say, and the figures of a description hold together."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from .build import ROOT, TRUTH, built
from .model import NUMERIC, Report, Table
from .reports import REPORTS

BUILT = built()
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def members(content: bytes) -> dict[str, bytes]:
    """What a docx holds; its compression may differ between versions of zlib."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", sorted(BUILT))
def test_committed_file_is_what_the_builder_makes(name: str) -> None:
    committed, made = (ROOT / name).read_bytes(), BUILT[name]
    if name.endswith(".docx"):
        assert members(committed) == members(made)
    else:
        assert committed == made


def test_building_again_gives_the_same() -> None:
    assert built() == BUILT


def test_nothing_else_lies_there() -> None:
    folders = (ROOT / "samples", ROOT / TRUTH)
    there = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.rglob("*") if path.is_file()}
    goldens = {f"samples/expected/{Path(name).stem}.json" for name in BUILT if name.endswith((".docx", ".txt"))}
    assert there - goldens == set(BUILT) | {"samples/.gitattributes"}


def test_every_numeric_cell_of_a_description_is_explained() -> None:
    for report in REPORTS:
        cells = [cell for block in report.blocks if isinstance(block, Table) for row in block.rows for cell in row]
        assert all(cell.truth or cell.quiet for cell in cells if NUMERIC.fullmatch(cell.text.strip()))


def test_no_real_telephone_number() -> None:
    for report in REPORTS:
        for block in report.blocks:
            printed = " ".join(cell.text for row in block.rows for cell in row) if isinstance(block, Table) else block.text
            assert not PHONE.search(printed)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_subjects_add_up(report: Report) -> None:
    """Whatever stands below a code adds up to it, and the three-digit codes to 合计."""
    figures: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for truth in report.truths():
        if truth.code or truth.item == "合计":
            figures[truth.form, truth.column][truth.code] = Decimal(truth.value)
    for (form, column), values in figures.items():
        for code, value in values.items():
            below = [other for other in values if len(other) == {0: 3, 3: 5, 5: 7}.get(len(code)) and other.startswith(code)]
            if below:
                assert sum(values[other] for other in below) == value, (form, column, code)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_scores_add_up(report: Report) -> None:
    """Weights and scores of the indicators and of 执行率 add up to 总分."""
    truths = report.truths()
    totals = {(truth.form, truth.subject) for truth in truths if truth.item == "总分"}
    for form, subject in totals:
        for column in ("分值", "得分"):
            said = {
                truth.item: Decimal(truth.value)
                for truth in truths
                if (truth.form, truth.subject, truth.column) == (form, subject, column)
            }
            rows = [row for row in report.indicators() if (row.form, row.subject) == (form, subject)]
            points = sum(Decimal(row.weight if column == "分值" else row.score) for row in rows)
            assert said["年度资金总额"] + points == said["总分"], (subject, column)
