"""Words that stand in the tables of every report beside those of the vocabulary, and characters that recognition confuses."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def more_terms() -> frozenset[str]:
    """Names of the national classifications, units, heads: what no form lists because its rows are open (`terms.txt`, one a line)."""
    return frozenset(Path(__file__).with_name("terms.txt").read_text(encoding="utf-8").split())


MORE_CONFUSED = (
    "算箅篁", "年午牛", "未末木", "元兀无", "料科", "目日曰自", "支攴文", "入人八", "计汁讦什", "合会台舍", "编缩", "码玛", "款歉欲软敦教", "项顶理顼",
    "类奖粪", "拨拔", "务备夯", "关美英", "保係", "障樟", "出击山", "业亚", "其真共具", "他地池", "位泣", "单草", "公么", "费贵赍", "用甩",
    "运远", "护扩", "经径轻", "社杜", "住往佳", "房戾", "金全佥", "财对时", "政玫", "决快", "预顸", "总息", "补朴", "助肋", "缴檄", "险检",
    "指脂", "标林杯", "级极", "值植", "得待", "分份", "执执", "率卒", "效敌", "质贡", "量重", "本木", "上土士", "千干", "己已巳", "大太",
)  # fmt: skip
"""Characters that recognition takes for one another in blurred print, beside those of the vocabulary."""
