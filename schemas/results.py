"""What comes out of one document: parts, table accounts, facts, indicators, findings, warnings.

The names and meanings of the fields are the published interface (`gongkai schema` prints them as JSON Schema). Figures are
`Decimal` here and decimal strings without exponent in JSON. Adding a field keeps `SCHEMA_VERSION`; removing one or changing its
meaning raises it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from .document import BBox

if TYPE_CHECKING:
    import pandas

SCHEMA_VERSION = "1"

DocumentKind = Literal["通知", "部门预算", "部门决算", "绩效自评", "其他"]
TableState = Literal["filled", "blank", "no_data", "withheld"]
UnitFrom = Literal["beside", "head", "table", "form", "document"]
Severity = Literal["error", "warning", "info"]
CheckStateName = Literal["passed", "failed", "not_applicable", "not_run"]

PROSE_FORM = "正文"
RELIED_ON_FROM = Decimal("0.8")
"""Cross-checks rest on no figure below this confidence, where it was read and not recognised."""
REVIEW_BELOW = Decimal("0.98")
"""Figures recognised from pictures are listed for review below this confidence, and cross-checks do not rest on them."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was printed. `page`, `line` and `picture` are 1-based, the others 0-based; `bbox` is in points from the top left of
    the page, or of the picture where `picture` is set.
    """

    page: int | None = None
    bbox: BBox | None = None
    line: int | None = None
    """Line of the file on which `raw` (or the first character of `text`) stands; None where the format has no lines."""
    paragraph: int | None = None
    table: int | None = None
    """Position of the table in the document, counted through it."""
    row: int | None = None
    column: int | None = None
    section: str | None = None
    """The headings above, outermost first, joined by ` / `."""
    label: str | None = None
    """The row label as printed."""
    heads: tuple[str, ...] = ()
    """The column heads as printed, outermost first."""
    text: str | None = None
    """The whole printed text of the cell or paragraph."""
    span: tuple[int, int] | None = None
    """Half-open character span of `raw` in `text`."""
    sheet: str | None = None
    """Sheet and cell as a spreadsheet program names them (`收入决算表!D12`); None where the format has no sheets."""
    picture: int | None = None
    """Number of the picture inside the document (Word, web page) that it was recognised from, in reading order: what
    `gongkai show FILE --picture N` draws. None for what was not, and for documents that are pictures themselves: these have pages."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed figure with its meaning."""

    id: str
    part: str
    table: str | None
    """Id of the table account; None for prose."""
    form: str
    subject: str | None
    item: str
    parent: tuple[str, ...]
    code: str | None
    column: str
    year: int | None
    scope: str | None
    base: str | None
    value: Decimal
    """In `unit`; money is always in 万元."""
    unit: str | None
    unit_from: UnitFrom | None
    raw: str
    """As printed, with its sign, without the unit word."""
    raw_unit: str | None
    """The unit as printed, before normalisation (元, 万元, %, 人 …)."""
    confidence: float
    source: Source
    known: bool = True
    """False for facts of tables that no known form matches."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of an indicator table. Figures are kept as printed; blank fields are None, blank figures and levels ""."""

    id: str
    part: str
    table: str | None
    form: str
    subject: str | None
    level1: str
    level2: str
    level3: str
    target: str | None
    actual: str | None
    weight: str
    """分值 as a plain decimal, "" where none is printed (in JSON too: the gold data compare it as text)."""
    score: str
    """得分, likewise."""
    reason: str | None
    operator: str | None
    measure_unit: str | None
    source: Source
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the document with one purpose: a notice, a report, an annexed form, one unit's section."""

    id: str
    kind: DocumentKind
    title: str | None
    entity: str | None
    fiscal_year: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class TableAccount:
    """A table that was seen and what became of its numeric cells: numeric = facts + indicators + ignored + warned."""

    id: str
    part: str
    form: str | None
    title: str | None
    state: TableState
    unit: str | None
    unit_from: UnitFrom | None
    numeric: int
    facts: int
    indicators: int
    ignored: int
    warned: int
    source: Source
    known: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning about the document (key `warnings` in JSON): what was seen and could not be read or settled, and where."""

    code: str
    message: str
    source: Source = Source()


StatementKind = Literal["year", "broken_year", "none_above"]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something the report says in words that checks rest on.

    - ``year``: a label of a table or the heading of a main part names a year (`2022年完工项目`, `第二部分 2022年度部门决算表`).
    - ``broken_year``: a title or label prints a year with a digit missing (`202 年度`).
    - ``none_above``: the report answers that it has no project above an amount (`50万元以上的项目`: 无); `value` is the amount in 万元.
    """

    kind: StatementKind
    part: str
    text: str
    value: Decimal | None
    year: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class Operand:
    """One figure a finding rests on; `missing` ones have no value."""

    role: str
    label: str
    fact: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where the report contradicts itself or deserves a look."""

    id: str
    code: str
    severity: Severity
    message: str
    expected: str | None
    actual: str | None
    difference: str | None
    unit: str | None
    group: str | None
    hint: str | None
    operands: tuple[Operand, ...]
    values: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckState:
    """What a rule came to on this document; `reason` says what was missing where it was not run."""

    code: str
    state: CheckStateName
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """The document itself."""

    path: str
    name: str
    sha256: str
    format: str
    pages: int | None
    ocr_pages: int
    entity: str | None
    fiscal_year: int | None
    kinds: tuple[DocumentKind, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """Everything known about one document."""

    document: DocumentInfo
    tables: tuple[TableAccount, ...]
    facts: tuple[Fact, ...]
    indicators: tuple[Indicator, ...]
    checks: tuple[CheckState, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Notice, ...] = ()
    statements: tuple[Statement, ...] = ()
    schema_version: str = SCHEMA_VERSION

    def to_frame(self) -> pandas.DataFrame:
        """The facts as a pandas table, one row per fact, with the columns of facts.parquet; `value` holds exact `Decimal`s."""
        import pandas

        from .rows import FACT_COLUMNS, fact_rows

        frame = pandas.DataFrame(fact_rows(self), columns=[column.name for column in FACT_COLUMNS], dtype=object)
        types = {"text": "string", "integer": "Int64", "float": "Float64", "boolean": "boolean"}
        frame = frame.astype({column.name: types[column.kind] for column in FACT_COLUMNS if column.kind in types})
        frame["value"] = pandas.Series([fact.value for fact in self.facts], dtype=object)
        return frame
