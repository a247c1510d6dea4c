"""Contact details are masked in place; money, codes, dates and running prose stay."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.extractors.privacy import mask, mask_neighbour, mask_value

MOBILE = "138" + "0013" + "8000"
"""The shape of a mobile number, put together here so that no number stands in the repository."""
SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.mark.parametrize(
    ("printed", "masked"),
    [
        (f"填表人：王某    填报日期： 2023.8.3   联系电话：{MOBILE} 单位负责人签字：\n ", None),
        ("填表人：王某填报日期：2024年7月30日", "填表人：**填报日期：2024年7月30日"),
        ("联 系 人：张 三  电 话：0731-1234567", "联 系 人：* *  电 话：************"),
        ("填报人（签字）：欧阳 明华", "填报人（签字）：** **"),
        ("联系人：张三、李四  传真：（0731）12345678", "联系人：**、**  传真：**************"),
        ("联系人及电话：张三 1234567", "联系人及电话：** *******"),
        ("财务负责人：（签字）张三", "财务负责人：（签字）**"),
        ("联系人（张三）：1", "联系人（张三）：1"),
        ("联系人：（张三）", "联系人：（**）"),
        ("填报人：买买提·艾力  电话:0990-1234567", "填报人：******  电话:************"),
        (f"办公电话 87654321，{MOBILE}", "办公电话 ********，***********"),
        ("电话：8765432/8765433", "电话：*******/*******"),
        ("电话：1234567 2024年", "电话：******* 2024年"),
        ("传真：021-12345678-801", "传真：****************"),
        ("联系人 王小某 电话 86661234", "联系人 *** 电话 ********"),
        ("手机１３８００１３８０００", "手机***********"),
        ("138 1234 5678", "*** **** ****"),
        ("138-1234-5678", "*************"),
        ("邮箱 a.b@c.com.cn", "邮箱 ************"),
        ("微信号：abc_12345 QQ：123456789", "微信号：********* QQ：*********"),
        ("主要负责人（签章）：孙 立 军", "主要负责人（签章）：* * *"),
        ("局长：李 卫 国  电 话：8223344", "局长：* * *  电 话：*******"),
        ("制表：王小明  复核：赵六", "制表：***  复核：**"),
        ("评价组组长：郑一鸣 副组长：冯 娜", "评价组组长：*** 副组长：* *"),
        ("联系人（电话）：刘德海，85851234", "联系人（电话）：***，********"),
        ("联系人：办公室 8223344", "联系人：办公室 *******"),
        ("联系电话： 0731\n85551234", "联系电话： ****\n********"),
        ("填表人\n：张三", "填表人\n：**"),
        ("单位负责人（签字）：  年  月  日", None),
        ("局长：1名，副局长：3名；组长：由局长担任；复核：无误", None),
        ("身份号码11010519491231002X", "身份号码******************"),
        ("联系人：\n张三\n", "联系人：\n**\n"),
        ("单位负责人：          财务负责人：          填表人：李四", "单位负责人：          财务负责人：          填表人：**"),
    ],
)
def test_contact_details_are_masked_in_place(printed: str, masked: str | None) -> None:
    result = mask(printed)
    assert len(result) == len(printed)
    if masked is None:
        masked = printed.replace("王某", "**").replace(MOBILE, "*" * 11)
    assert result == masked


@pytest.mark.parametrize(
    "text",
    [
        "189,767,551",
        "25754899.39",
        f"{MOBILE}.00",
        f"{MOBILE}元",
        "2080505 机关事业单位基本养老保险缴费支出 9.26",
        "财预〔2020〕10号，2024年6月17日，2024.6.17",
        "110105194912310021",
        "510000_0013zp 项目编码 431224210000000012345",
        "负责人签字：",
        "单位负责人签字：\n项目支出 100",
        "单位负责人审核签字并盖具公章",
        "局长王某任组长，副局长李某某为副组长，张三等同志为成员",
        "联系人：无",
        "负责人：财务科",
        "负责人：各科室",
        "填表人：    填报日期：2024年7月30日   联系电话：",
        "电话费 1234567 元",
        "邮电费 1,000,000 手机补贴 12345678.00",
        "一、人员经费：基本工资、津贴补贴",
        "关注微信公众号：某地发布",
        "",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("联系电话", True),
        ("填表人（签字）：", True),
        ("联系人及电话", True),
        ("电 话", True),
        ("项目负责人", True),
        ("金额", False),
        ("负责人意见", False),
        ("填表人：张三", False),
        ("", False),
    ],
)
def test_labels_whose_neighbour_is_masked(label: str, expected: bool) -> None:
    assert mask_neighbour(label) is expected


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("张三", "**"),
        ("张 三", "* *"),
        ("8666 1234", "**** ****"),
        (f"张三 {MOBILE}", "** ***********"),
        ("联系电话", "联系电话"),
        ("无", "无"),
        ("2024年6月", "2024年6月"),
        ("100", "100"),
        ("", ""),
    ],
)
def test_the_cell_beside_a_label(value: str, masked: str) -> None:
    assert mask_value(value) == masked


PIECES = (
    f"填表人：|联系人 |联系电话：|电话|王某|张 三|李四、|{MOBILE}|0731-1234567|1234567"
    "|189,767,551| |    |\n|（签字）|负责人|签字：|，|2024.6.17|a@b.cn|QQ：|123456|项目支出|*|欧阳|（0731）"
)


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map("".join)))
def test_masking_keeps_length_and_lines_and_is_idempotent(text: str) -> None:
    once = mask(text)
    assert len(once) == len(text)
    assert mask(once) == once
    assert all(new in (old, "*") for old, new in zip(text, once, strict=True))
    assert [at for at, character in enumerate(once) if character.isspace()] == [at for at, old in enumerate(text) if old.isspace()]


@pytest.mark.skipif(not SHARED.exists(), reason="the real documents are not here")
def test_real_documents_keep_no_contact_detail_and_lose_nothing_else() -> None:
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    assert seeds
    details = re.compile(r"(?:填表人|联系电话)：\s*([^\s*：]+)")
    for seed in seeds:
        text = seed.read_text(encoding="utf-8-sig")
        masked = mask(text)
        assert len(masked) == len(text)
        assert not details.search(masked)
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", masked)
        lost = sum(1 for old, new in zip(text, masked, strict=True) if old != new)
        expected = sum(len(detail) for detail in details.findall(text))
        assert lost == expected, "only what stands behind the labels is masked"


def test_a_head_that_could_ask_for_a_person_hides_nothing_beside_it() -> None:
    assert not mask_neighbour("复核")
    assert not mask_neighbour("会计")
    assert mask_neighbour("复核：")
    assert mask_neighbour("填表人")
    assert mask_neighbour("联系电话")


def test_an_address_that_never_comes_to_its_sign_takes_no_time() -> None:
    begun = time.process_time()
    assert mask("9" * 300_000 + "a.b" * 100_000) == "9" * 300_000 + "a.b" * 100_000
    assert time.process_time() - begun < 10
