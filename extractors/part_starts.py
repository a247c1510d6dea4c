"""Where the parts of a document begin, and of which kind each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

from ..schemas.document import Document, Table
from ..schemas.results import DocumentKind
from ..schemas.text import fold
from ..schemas.vocabulary import load_vocabulary
from .entities import entity_name, labelled_value, narrowed, same_entity
from .part_lines import Line
from .part_titles import LONGEST_LINE, AnnexMark, Title, annex_mark, is_list_item, is_sentence, read_title, toc_key, unnumbered

_ACCOUNTS: tuple[DocumentKind, ...] = ("部门决算", "部门预算")
_PREAMBLE = 400
"""Characters before the first title that still belong to its part (a letterhead, the chrome of a web page)."""
_JOINED_LINES = 5
_CONTENTS = frozenset({"目录", "目次", "录"})
_SECTION = re.compile(r"第(?P<ordinal>[一二三四五六七八九十])部分")
_SECTION_NAME = re.compile(r"第一部分[：:、]?(?P<name>.{2,40}?)(?:单位|部门|（单位）|（部门）)?(?:概况|基本情况|主要职[能责])")
_ORDINALS = "一二三四五六七八九十"
_SALUTATION = re.compile(r"[^。；]{2,40}[：:]$")
_DATE = re.compile(r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?")
_HEADING = re.compile(r"(?:一、|（一）|1[.、]|第一部分)")
_FORM_HEAD = re.compile(r"(?:金额)?单位[：:]|部门[：:]|公开\d+表|项目(?:支出)?名称|项目资金|预算年度")
_PROJECT_LABEL = re.compile(r"(?:预算)?项目(?:支出)?名称[：:]?")
_FILE = re.compile(r"\.(?:xlsx?|docx?|pdf|jpe?g|png|zip|rar|wps|et|ofd)\b", re.IGNORECASE)
_QUOTED = re.compile("《[^《》]+》")
_STANDALONE = re.compile(r"(?:报告|总结|表|体系)$")
_WEAK_KINDS: tuple[tuple[str, DocumentKind], ...] = (
    ("绩效自评", "绩效自评"),
    ("自评得分", "绩效自评"),
    ("三级指标", "绩效自评"),
    ("全年执行数", "绩效自评"),
    ("实际完成值", "绩效自评"),
    ("绩效评价", "绩效自评"),
    ("部门决算", "部门决算"),
    ("单位决算", "部门决算"),
    ("支出决算", "部门决算"),
    ("部门预算", "部门预算"),
    ("单位预算", "部门预算"),
    ("支出预算", "部门预算"),
)


@dataclass(slots=True)
class PartStart:
    """The beginning of a part; `titles` collects every title read inside it, the opening one first."""

    block: int
    kind: DocumentKind
    title: str | None
    form: str = ""
    titles: list[tuple[Title, Line]] = field(default_factory=list)
    first_line: int = 0

    def entity(self) -> str | None:
        """The first body that a title of the part names."""
        return next((title.entity for title, _ in self.titles if title.entity), None)


def find_starts(document: Document, lines: Sequence[Line]) -> list[PartStart]:
    """The beginnings of all parts, at least one, the first at block 0; no two at one block."""
    return _Finder(document, lines).run()


class _Finder:
    def __init__(self, document: Document, lines: Sequence[Line]) -> None:
        self.document = document
        self.lines = lines
        self.starts: list[PartStart] = []
        self.account: PartStart | None = None
        """The final account or budget in which an annexed self-evaluation may stand."""
        self.section = 0
        """Ordinal of the last 第X部分 of the account."""
        self.own_sections = False
        """Whether the current self-evaluation counts its own 第X部分."""

    def run(self) -> list[PartStart]:
        contents = _contents_lines(self.lines)
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            if contents[at] or (line.in_table and not line.heads_table):
                at += 1
                continue
            mark = annex_mark(line.text)
            if mark is not None:
                at += self._annex(at, mark)
                continue
            self._note_section(at)
            found = self._title_at(at)
            if found:
                title, count = found
                if self._begins(title, at, count):
                    self._start(at, title.kind, title.text, title, line)
                elif self.starts and title.clean and title.kind == self.starts[-1].kind:
                    self.starts[-1].titles.append((title, line))
                at += count
            else:
                at += 1
        return self._from_the_beginning()

    @property
    def current(self) -> PartStart | None:
        return self.starts[-1] if self.starts else None

    def _start(self, at: int, kind: DocumentKind, text: str | None, title: Title | None, line: Line) -> None:
        start = PartStart(line.block, kind, text, title.form if title else "", [(title, line)] if title else [], at)
        if self.starts and self.starts[-1].block == start.block:
            # Two beginnings in one block cannot be told apart by blocks: the later one is what fills it.
            start.titles = self.starts[-1].titles + start.titles if self.starts[-1].kind == kind else start.titles
            self.starts[-1] = start
        else:
            self.starts.append(start)
        if kind in _ACCOUNTS:
            self.account, self.section = start, 0
        self.own_sections = False

    def _from_the_beginning(self) -> list[PartStart]:
        """The starts with everything before the first one accounted for."""
        if not self.starts:
            return [PartStart(0, self._weak_kind(), None)]
        first = self.starts[0]
        if first.block > 0:
            before = self.document.blocks[: first.block]
            if (
                any(isinstance(block, Table) for block in before)
                or sum(len(line.text) for line in self.lines[: first.first_line]) > _PREAMBLE
            ):
                kind: DocumentKind = first.kind if first.kind in _ACCOUNTS else self._weak_kind(first.first_line)
                if kind == first.kind and first.kind in _ACCOUNTS:
                    first.block = 0
                else:
                    self.starts.insert(0, PartStart(0, kind, None))
            else:
                first.block = 0
        return self.starts

    def _weak_kind(self, until: int | None = None) -> DocumentKind:
        """The kind of a stretch without a title: by the forms whose titles it prints, by the words that its lines use most, then by the
        name of the file.
        """
        printed = {kind for line in self.lines[:until] if (kind := _kind_of_form(line.text))}
        if len(printed) == 1:
            return printed.pop()
        counts: dict[DocumentKind, int] = {}
        for line in self.lines[:until]:
            for word, kind in _WEAK_KINDS:
                if word in line.text:
                    counts[kind] = counts.get(kind, 0) + 1
        ranked = sorted(counts.items(), key=lambda pair: -pair[1])
        if ranked and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            return ranked[0][0]
        named = read_title(fold(self.document.name.rsplit(".", 1)[0])) if until is None else None
        return named.kind if named else "其他"

    def _note_section(self, at: int) -> None:
        """Follow 第X部分: it goes on with the account behind an annexed self-evaluation, and 第一部分 X概况 names the body."""
        section = _SECTION.match(self.lines[at].text)
        if not section or len(self.lines[at].text) > LONGEST_LINE:
            return
        ordinal = _ORDINALS.index(section["ordinal"]) + 1
        current = self.current
        if current is None or current.kind in _ACCOUNTS:
            self.section = ordinal
            named = _SECTION_NAME.match(self.lines[at].text)
            name = entity_name(named["name"]) if named else None
            if current is not None and name:
                title = Title(self.lines[at].text, current.kind, "reports", "", name, (), True)
                current.titles.append((title, self.lines[at]))
        elif current.kind == "绩效自评" and self.account is not None and not self.own_sections:
            if ordinal > self.section > 0:
                again = PartStart(
                    self.lines[at].block, self.account.kind, self.account.title, self.account.form, list(self.account.titles), at
                )
                self.section = ordinal
                self.starts.append(again)
            else:
                self.own_sections = True

    def _title_at(self, at: int, lead: str | None = None, annexed: bool = False) -> tuple[Title, int] | None:
        """The title that begins at a line, which may be broken over several lines, and how many lines it takes. `lead` replaces the
        text of the first line (what follows an annex mark). Joined lines must make sense in every piece.
        """
        joined = ""
        for count in range(1, _JOINED_LINES + 1):
            index = at + count - 1
            if index >= len(self.lines):
                return None
            line = self.lines[index]
            text = lead if lead is not None and count == 1 else line.text
            if not self.starts and _QUOTED.fullmatch(text):
                text = text[1:-1]  # a cover may quote its own title; anywhere else 《…》 speaks of another document
            if (line.in_table and not line.heads_table) or len(text) > LONGEST_LINE + 15 or is_list_item(text):
                return None
            if is_sentence(text) and not (count == 1 and read_title(text)):
                return None
            if count > 1 and (
                annex_mark(text) or labelled_value(text) or line.in_table != self.lines[at].in_table or self._complete(line)
            ):
                return None
            joined += text
            title = read_title(joined)
            if title and (count == 1 or (title.clean and (title.entity or title.years or annexed or title.kind == "通知"))):
                return title, count
            if title and count > 1:
                return None
        return None

    def _complete(self, line: Line) -> bool:
        """Whether a line alone is a title with a body's name, so that nothing above it is a piece of it."""
        title = read_title(line.text)
        return title is not None and title.clean and title.entity is not None

    def _annex(self, at: int, mark: AnnexMark) -> int:
        """Handle an annex mark; how many lines it (with its title, or the list it heads) takes."""
        lines = self.lines
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        before = annex_mark(lines[at - 1].text) if at else None
        after = annex_mark(following)
        if mark.rest:
            if is_list_item(mark.rest) or _FILE.search(mark.rest):
                return self._skip_list(at)
            if (after and after.rest) or (before and before.rest and lines[at - 1].block == lines[at].block - 1):
                return 1
            if mark.number is None and (is_list_item(following) or self._named_again(at, mark.rest)):
                return self._skip_list(at)
            if self._signed(at + 1):
                return 1
            found = self._title_at(at, lead=mark.rest, annexed=True)
            used = found[1] if found else 1
            text = mark.rest
        else:
            if not following or after or (mark.number is None and is_list_item(following)):
                return self._skip_list(at)
            if mark.number is None and self._named_again(at + 1, following):
                return 1
            found, used, text = None, 1, None
            for skipped in range(1, 4):
                index = at + skipped
                if index >= len(lines) or annex_mark(lines[index].text) or (lines[index].in_table and not lines[index].heads_table):
                    break
                found = self._title_at(index, annexed=True)
                if found:
                    used = skipped + found[1]
                    break
            candidate = lines[at + 1]
            if (
                not candidate.in_table
                and len(following) <= LONGEST_LINE
                and not is_sentence(following)
                and not is_list_item(following)
            ):
                text = following
        self._start_annex(at, found[0] if found else None, text)
        return used

    def _start_annex(self, at: int, title: Title | None, text: str | None) -> None:
        current = self.current
        kind: DocumentKind
        if title:
            kind = title.kind
        elif text and re.search("绩效|自评", text):
            kind = "绩效自评"
        elif current is None or current.kind == "通知":
            kind = "其他"
        else:
            kind = current.kind
        if current is not None and kind in _ACCOUNTS and kind == current.kind and not self._other_body(title):
            return
        self._start(at, kind, title.text if title else text, title, self.lines[at])

    def _skip_list(self, at: int) -> int:
        """The lines of a list of annexes that begins at `at`."""
        end = at + 1
        while end < len(self.lines) and end - at < 30 and not self.lines[end].in_table and is_list_item(self.lines[end].text):
            end += 1
        return end - at

    def _named_again(self, at: int, text: str) -> bool:
        """Whether a title comes again later as a line of its own, so that this is only its mention."""
        return any(line.text == text for line in self.lines[at + 2 :])

    def _signed(self, at: int) -> bool:
        """Whether a signature follows: a body's name and a date, which end a notice."""
        near = self.lines[at : at + 3]
        return (
            bool(near)
            and not near[0].in_table
            and entity_name(near[0].text) is not None
            and any(_DATE.fullmatch(line.text) for line in near[1:])
            and self.current is not None
            and self.current.kind != "绩效自评"
        )

    def _other_body(self, title: Title | None) -> bool:
        current = self.current
        known = current.entity() if current else None
        if not title or not title.entity or not known:
            return False
        return not same_entity(title.entity, known) or (narrowed(title.entity) and not narrowed(known))

    def _begins(self, title: Title, at: int, count: int) -> bool:
        """Whether a title that no annex mark introduces begins a new part."""
        current = self.current
        said = bool(title.years or title.entity)
        if current is None or current.kind == "其他":
            if title.role == "tables" or title.role == "forms":
                return title.kind == "绩效自评" or current is None
            return title.kind == "通知" or said or title.clean
        if title.kind == "通知":
            return at - current.first_line > 8 and self._addressed(at + count)
        if title.kind == current.kind:
            return self._begins_another(title, at, count, current)
        if title.kind == "绩效自评":
            if title.role == "forms":
                return self._followed_by_table(at + count)
            return bool(_STANDALONE.search(title.form)) and (said or title.clean) and (said or self._followed_by_text(at + count))
        if title.role == "tables":
            return current.kind == "绩效自评" and self._followed_by_table(at + count)
        if current.kind == "通知":
            return said and title.clean
        return title.clean and bool(title.years) and (title.entity is not None or self._has_sections(at + count))

    def _begins_another(self, title: Title, at: int, count: int, current: PartStart) -> bool:
        """Whether a title of the current kind heads another form, another unit's report or another project's form."""
        grown = at - current.first_line > 12 or any(
            isinstance(block, Table) for block in self.document.blocks[current.block + 1 : self.lines[at].block]
        )
        if title.kind in _ACCOUNTS:
            return title.role == "reports" and title.clean and grown and self._other_body(title)
        if self._other_body(title) and grown and title.clean:
            return True
        if title.role == "forms":
            if not self._followed_by_table(at + count):
                return False
            return title.form != current.form or (grown and self._names_project(at + count))
        if not grown or not _STANDALONE.search(title.form):
            return False
        if current.titles and current.titles[0][0].role == "forms":
            return bool(title.years or title.entity) or (title.clean and self._followed_by_text(at + count))
        whole, one = "整体" in title.form, "项目" in title.form
        was_whole, was_one = "整体" in current.form, "项目" in current.form
        return title.clean and (whole != was_whole or one != was_one) and (whole or one) and bool(title.years or title.entity)

    def _ahead(self, at: int, count: int) -> list[Line]:
        """The next lines, up to the next title or annex mark."""
        near: list[Line] = []
        for line in self.lines[at : at + count]:
            if not line.in_table and (annex_mark(line.text) or read_title(line.text)):
                break
            near.append(line)
        return near

    def _followed_by_table(self, at: int) -> bool:
        for line in self._ahead(at, 7):
            if line.in_table or _FORM_HEAD.match(line.text) or labelled_value(line.text):
                return True
            if len(line.text) > 60:
                return False
        return False

    def _followed_by_text(self, at: int) -> bool:
        return any(not line.in_table and (len(line.text) > 24 or _HEADING.match(line.text)) for line in self._ahead(at, 6))

    def _names_project(self, at: int) -> bool:
        return any(_PROJECT_LABEL.match(line.text) for line in self.lines[at : at + 8])

    def _has_sections(self, at: int) -> bool:
        return any(line.text in _CONTENTS or line.text.startswith("第一部分") for line in self.lines[at : at + 12])

    def _addressed(self, at: int) -> bool:
        return any(_SALUTATION.fullmatch(line.text) for line in self.lines[at : at + 4])


def _kind_of_form(text: str) -> DocumentKind | None:
    """The kind of the reports that hold the form whose title a line is; None where it is none, or one of several kinds."""
    if not text.endswith(("表", "）")) or len(text) > LONGEST_LINE:
        return None
    from .tables.forms import title_forms

    names, _ = title_forms(text)
    kinds = {form.kind for form in load_vocabulary().forms if form.name in names}
    return next((kind for kind in get_args(DocumentKind) if kinds == {kind}), None)


def _contents_lines(lines: Sequence[Line]) -> list[bool]:
    """Which lines belong to a table of contents: from 目录 until a line of it comes again, running text or a table."""
    flags = [False] * len(lines)
    seen: set[str] | None = None
    items: set[str] = set()
    paged = True
    for index, line in enumerate(lines):
        if line.text in _CONTENTS and not line.in_table:
            seen, items, paged = set(), set(), True
            flags[index] = True
            continue
        if seen is None:
            continue
        key = toc_key(line.text)
        if paged and key == line.text and len(seen) > 1:
            seen = None  # every line so far had its page number, this one is none of them
            continue
        paged = paged and key != line.text
        if key in items and unnumbered(key) == key and (title := read_title(line.text)) and (title.entity or title.years):
            seen = None  # what the contents list with a number begins here
            continue
        if line.in_table or key in seen or len(line.text) > 60 or re.search("[。；，]", line.text) or len(seen) > 150:
            seen = None
            continue
        flags[index] = True
        if len(key) >= 4:
            seen.add(key)
            if unnumbered(key) != key:
                items.add(unnumbered(key))
    return flags
