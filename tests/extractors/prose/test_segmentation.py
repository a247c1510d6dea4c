"""Names are cut into words before it is asked whether they name a particular project."""

from __future__ import annotations

import pytest

from gongkai.extractors.prose.phrases import project_name
from gongkai.extractors.prose.segmentation import cut_name


def test_terms_of_the_domain_stay_whole() -> None:
    assert cut_name("一般公共预算财政拨款支出") == ("一般公共预算财政拨款", "支出")
    assert cut_name("重点项目支出") == ("重点", "项目支出")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("应急指挥中心项目", "应急指挥中心"),
        ("中小学营养改善计划项目", "中小学营养改善计划"),
        ("三支一扶人员补助项目", "三支一扶人员补助"),
        ("财政拨款项目", None),
        ("一般公共预算项目", None),
        ("重点项目支出", None),
        ("部门项目", None),
    ],
)
def test_a_name_of_general_words_names_no_project(printed: str, name: str | None) -> None:
    assert project_name(printed) == name
