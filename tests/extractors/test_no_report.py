"""Pages that stand in a report's place are told; reports, notices and pages with files are not taken for them."""

from __future__ import annotations

import pytest

from gongkai.extractors.readers import read_bytes
from gongkai.pipeline.document import interpret


def told(name: str, text: str) -> list[str]:
    found = interpret(read_bytes(text.encode(), name, name))
    return [warning.message for warning in found.warnings if warning.code == "no_report"]


def page(title: str, body: str) -> str:
    return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'


MENU = "<ul>" + "".join(f"<li><a href='/{number}'>第{number}栏政务公开</a></li>" for number in range(90)) + "</ul>"


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("决算.html", page("404 Not Found", "<h1>404 Not Found</h1><hr>nginx"), "404 Not Found"),
        ("决算.doc", page("提示", "<div>您访问的页面不存在或已被删除！</div>"), "您访问的页面不存在或已被删除！"),
        ("决算.pdf", page("安全验证", "<p>请完成验证后继续访问</p>"), "安全验证"),
        (
            "决算.html",
            page("访问出错_甲市人民政府", MENU + "<p>抱歉，您要访问的页面不存在</p><p>" + "主办单位 " * 99 + "</p>"),
            "访问出错",
        ),
        ("决算.txt", "404 page not found\n", "404 page not found"),
    ],
)
def test_error_pages(name: str, text: str, shown: str) -> None:
    (message,) = told(name, text)
    assert f"“{shown}”" in message and "重新下载" in message


def test_a_page_with_hardly_a_word() -> None:
    (message,) = told("决算.html", page("甲县财政局2023年度部门决算", "<p>甲县财政局2023年度部门决算</p>"))
    assert "没有读到报告内容" in message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "决算.html",
            page("甲县财政局2023年度部门决算", "<h1>甲县财政局2023年度部门决算</h1><p>2023年度支出决算为120.5万元。</p>"),
        ),
        ("决算.html", page("甲县财政局2023年度部门决算", "<p>详见附件</p><a href='a.xlsx'>甲县财政局2023年度部门决算.xlsx</a>")),
        (
            "决算.html",
            page("决算", "<table><tr><td>收入支出决算总表</td><td>金额</td></tr><tr><td>本年收入合计</td><td></td></tr></table>"),
        ),
        ("通知.html", page("通知", "<p>" + "各单位请按要求组织开展绩效自评，按时报送，系统维护期间请勿登录。" * 20 + "</p>")),
        ("说明.txt", "本单位无“三公”经费支出。"),
    ],
    ids=["a figure", "files", "a table", "a notice", "a text"],
)
def test_what_is_no_error_page(name: str, text: str) -> None:
    assert told(name, text) == []
