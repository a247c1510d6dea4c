"""What holds for any table: the account closes, printed figures are not invented, and the grid kind does not matter."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extractors.amounts import cell_figure
from gongkai.schemas.document import GridKind

from .sketch import GRIDS, Rows, read_all, short, table

WORDS = st.sampled_from(
    [
        "", "", "", "项目", "行次", "栏次", "合计", "小计", "总计", "科目编码", "科目名称", "类", "款", "项", "基本支出", "项目支出", "年初预算数", "全年预算数", "全年执行数",
        "执行率", "分值", "得分", "预算数", "决算数", "2022年决算数", "2023年", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "产出指标（50分）",
        "数量指标", "总分", "项目名称", "某项目", "主管部门", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "三公经费", "年度资金总额", "其他资金",
        "基本支出：104.5", "收入", "支出", "一、一般公共服务支出", "年度总体目标", "完成3项任务。", "增减额", "增减%", "单位：元", "——", "/", "无",
    ]
)  # fmt: skip
FIGURES = st.sampled_from(
    [
        "0",
        "0.00",
        "12.5",
        "1,234.56",
        "-3.2",
        "(3.2)",
        "62%",
        "201",
        "2010301",
        "30101",
        "1",
        "2",
        "3",
        "5 3",
        "1,00",
        "12万元",
        "100元",
        "95",
        "2023",
        "3.2①",
    ]
)
CELLS = st.one_of(WORDS, FIGURES, st.just("<"), st.just("^"))
TITLES = st.sampled_from(
    [
        "收入支出决算总表", "支出决算表", "财政拨款收入支出决算总表", "一般公共预算财政拨款基本支出决算表", "财政拨款“三公”经费支出决算表", "部门整体支出绩效自评表",
        "项目支出绩效自评表", "部门整体支出绩效评价基础数据表", "项目支出绩效目标表", "部门收支总表", "某某情况表", "",
    ]
)  # fmt: skip


def _rectangular(rows: list[list[str]]) -> Rows:
    """Rows of one width whose merge marks make rectangles: a mark that would not is a blank cell."""
    width = max(map(len, rows))
    full = [row + [""] * (width - len(row)) for row in rows]
    for r, row in enumerate(full):
        for c, text in enumerate(row):
            if text == "<" and (c == 0 or row[c - 1] == "^" or (r and full[r - 1][c] == "^")):
                row[c] = ""
            if text == "^" and (r == 0 or full[r - 1][c] == "<" or (c + 1 < width and row[c + 1] == "<") or _wide(full[r - 1], c)):
                row[c] = ""
    for row in full:
        for c in range(1, width):
            if row[c] == "<" and row[c - 1] == "^":
                row[c] = ""
    return full


def _wide(row: list[str], column: int) -> bool:
    return column + 1 < len(row) and row[column + 1] == "<"


TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=9).map(_rectangular)


@settings(max_examples=400, deadline=None)
@given(
    TABLES,
    TITLES,
    st.sampled_from(GRIDS),
    st.sampled_from(["单位：元", "单位：万元", ""]),
    st.sampled_from(["部门决算", "部门预算", "绩效自评"]),
)
def test_the_account_closes_for_any_table(rows: Rows, title: str, grid: GridKind, unit: str, kind: str) -> None:
    """`read_all` asserts that numeric = facts + indicators + ignored + warned; each fact is a printed figure at its place."""
    (result,) = read_all(*filter(None, (title, unit)), table(rows, grid), kind=kind)  # type: ignore[arg-type]
    seen: set[tuple[int | None, int | None, tuple[int, int] | None]] = set()
    for fact in result.facts:
        source = fact.source
        assert source.text is not None and source.span is not None
        assert source.text[slice(*source.span)] == fact.raw
        figure = cell_figure(fact.raw)
        assert figure is not None
        assert fact.value == figure.value or fact.raw_unit in ("元",)
        place = (source.row, source.column, source.span)
        assert place not in seen
        seen.add(place)
    warned = {
        (notice.source.row, notice.source.column)
        for notice in result.notices
        if notice.code not in ("unit_doubtful", "label_twice")
    }
    assert len(warned) == result.account.warned


MONEY = st.decimals(min_value=-9999, max_value=9999, places=2, allow_nan=False).map(lambda value: f"{value:,f}")
MAYBE = st.one_of(st.just(""), MONEY)
NAMES = st.lists(
    st.sampled_from(["行政运行", "一般行政管理事务", "机关服务", "事业运行", "住房公积金", "购房补贴", "行政单位医疗"]),
    min_size=1,
    max_size=5,
    unique=True,
)


@settings(max_examples=100, deadline=None)
@given(NAMES, st.data())
def test_codes_and_columns_in_every_grid(names: list[str], data: st.DataObject) -> None:
    rows = [
        ["功能分类科目", "<", "本年支出合计", "基本支出", "项目支出"],
        ["科目编码", "科目名称", "^", "^", "^"],
        ["栏次", "<", "1", "2", "3"],
    ]
    want = set()
    for number, name in enumerate(names):
        figures = [data.draw(MAYBE) for _ in range(3)]
        if not any(figures):
            figures[0] = "1.00"
        code = f"20103{number:02d}"
        rows.append([code, name, *figures])
        want |= {
            _said(code, name, column, figure)
            for column, figure in zip(("本年支出合计", "基本支出", "项目支出"), figures, strict=True)
            if figure
        }
    rows.append(["合计", "<", "12.50", "12.50", ""])
    want |= {"合计/本年支出合计=12.50", "合计/基本支出=12.50"}
    for grid in GRIDS:
        (result,) = read_all("一般公共预算财政拨款支出决算表", "单位：万元", table(rows, grid))
        assert short(result) == want
        assert not result.notices


@settings(max_examples=100, deadline=None)
@given(st.lists(MAYBE, min_size=12, max_size=12))
def test_two_sides_in_every_grid(figures: list[str]) -> None:
    left = ["一般公共预算财政拨款收入", "事业收入", "其他收入", "本年收入合计", "年初结转和结余", "总计"]
    right = ["一般公共服务支出", "教育支出", "卫生健康支出", "本年支出合计", "年末结转和结余", "总计"]
    rows = [
        ["收入", "<", "<", "支出", "<", "<"],
        ["项目", "行次", "决算数", "项目", "行次", "决算数"],
        ["栏次", "", "1", "栏次", "", "2"],
    ]
    want = set()
    for number, (a, b) in enumerate(zip(left, right, strict=True)):
        income, spent = figures[2 * number : 2 * number + 2]
        rows.append([a, str(number + 1), income, b, str(number + 7), spent])
        want |= {_said("", a if a != "总计" else "收入总计", "金额", income)} if income else set()
        want |= {_said("", b if b != "总计" else "支出总计", "金额", spent)} if spent else set()
    for grid in GRIDS:
        (result,) = read_all("收入支出决算总表", "单位：万元", table(rows, grid))
        assert short(result) == want
        assert not result.notices


@settings(max_examples=100, deadline=None)
@given(st.lists(MAYBE, min_size=12, max_size=12))
def test_heads_that_hold_items_in_every_grid(figures: list[str]) -> None:
    items = ["三公经费", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"]
    half = ["合计", "因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费"]
    low = ["^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"]
    rows = [
        ["预算数", "<", "<", "<", "<", "<", "决算数", "<", "<", "<", "<", "<"],
        half * 2,
        low * 2,
        [str(n) for n in range(1, 13)],
        figures,
    ]
    columns = [(item, column) for column in ("预算数", "决算数") for item in items]
    want = {_said("", item, column, figure) for (item, column), figure in zip(columns, figures, strict=True) if figure}
    for grid in GRIDS:
        (result,) = read_all("财政拨款“三公”经费支出决算表", "单位：万元", table(rows, grid))
        if [figure for figure in figures if figure] != [f"{n}.00" for n in range(1, 13)]:
            assert short(result) == want
            assert not result.notices


def _said(code: str, item: str, column: str, printed: str) -> str:
    return f"{code}{item}/{column}={Decimal(printed.replace(',', '')):f}"
