"""What the texts of a sheet are by their wording: titles, units, notes, names that nobody gave."""

from __future__ import annotations

import re

from ...schemas.text import fold

GENERIC_NAME = re.compile(r"(?:sheet|工作表|表格?|table|页|page|new|新建|chart)?[-_ ]?（?\d*）?", re.IGNORECASE)
KEYED = re.compile(
    r"（?(?:金额|计量|货币)?(?:单位|部门)(?:（(?:单位|部门|公章|盖章|章)）)?(?:名称|全称)?(?:（[^）]{1,6}）)?[：:].*"
    r"|(?:编制|填报|公开|预算|主管|填表|报送)(?:单位|部门|日期|时间)(?:名称)?(?:（[^）]{1,6}）)?[：:].*"
    r"|(?:日期|时间|年度|预算年度|会计年度|决算年度)[：:].*"
)
UNIT = re.compile(r"(?:金额|计量|货币)?单位[：:](?:人民币)?[百千]?[万亿]?元.*|（?(?:金额)?单位[：:].{0,8}元）?")
CAPTION = re.compile(
    r"（?20\d\d年?(?:度|初|末)?）?|20\d\d年\d{1,2}月(?:\d{1,2}日)?|(?:(?:预算|决算|部门)?公开|财[决预]|预算|决算|附件?|附表|表|样表)[-\d一二三四五六七八九十.]{1,6}表?"
)
BARE_UNIT = re.compile(r"(?:人民币)?[百千]?[万亿]?元")
TITLE = re.compile(r".{2,}表(?:（[^（）]*）)?|(?:附件|附表|(?:预算|决算|部门)?公开|表)[-\d一二三四五六七八九十.]{1,6}表?.*")
NOTE = re.compile(
    r"(?:备?注|说明)(?:[：:.．\d]|$)|(?:填表|填报|制表|审核|复核|经办|联系|财务|主管|单位|部门)?(?:人|负责人|领导|电话|联系方式)?(?:（[^）]{1,6}）)?[：:]"
)
NUMBERED = re.compile(r"（?[一二三四五六七八九十]{1,3}[）、.．]")
FIGURE = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")
ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")
CAPTION_CELLS = 6
"""Texts that a row above a table may have: 部门, 年度, 单位, each perhaps in two cells."""


def names_nothing(name: str) -> bool:
    """Whether the name of a sheet is none that somebody gave it: Sheet1."""
    return not name or GENERIC_NAME.fullmatch(fold(name)) is not None


def stands_above(texts: list[str]) -> bool:
    """Whether the texts of a row are what stands above a table: its title or number, 部门：…, 单位：万元."""
    folded = [fold(text) for text in texts]
    if len(folded) == 1 and TITLE.fullmatch(folded[0]):
        return True
    keyed = [text for text in folded if KEYED.fullmatch(text)]
    others = [text for text in folded if text not in keyed]
    return 0 < len(folded) <= CAPTION_CELLS and all(CAPTION.fullmatch(text) or TITLE.fullmatch(text) for text in others)
