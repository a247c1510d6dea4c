"""What an RTF file prints: its signs turned into paragraphs, tables, text boxes, notes, headers and footers.

Fields are read by their result, tracked deletions and hidden text are left out, automatic numbers are not in the text: as in docx.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ...schemas.errors import LimitExceeded
from ._rtf_flow import Flow
from ._rtf_fonts import Font, Fonts
from ._rtf_table import Box, Edge
from ._rtf_tokens import Tokens

MAX_DEPTH = 5_000
"""Groups inside one another."""
MAX_BOXES = 100
"""Text boxes and notes inside one another."""
_BODY_LEVEL = 9
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)

_CHARACTERS = {
    "tab": "\t", "line": "\n", "softline": "", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "enspace": "\u2002", "emspace": "\u2003", "qmspace": "\u2005", "mden": "/", "msup": "^",
}  # fmt: skip
"""Control words that are a character; a fraction and a power are told from figures side by side."""
_SYMBOLS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
_SKIPPED = frozenset({
    "colortbl", "info", "listtext", "pntext", "pn", "fldinst", "nonshppict", "nonesttables", "shprslt", "objclass", "objname", "objdata",
    "annotation", "xe", "tc", "tcn", "rxe", "template", "private", "revtbl", "filetbl", "themedata", "ftnsep", "ftnsepc", "ftncn",
    "aftnsep", "aftnsepc", "aftncn", "sp", "picprop", "blipuid", "comment", "mctrlPr", "atnid", "atnauthor", "listname", "leveltext",
    "levelnumbers", "datafield", "bkmkstart", "bkmkend", "dptxbxmar",
})  # fmt: skip
"""Destinations with nothing that is printed."""
_STARRED = frozenset({
    "shpinst", "shppict", "nesttableprops", "ud", "moMath", "moMathPara", "footnote", "shpgrp", "do", "cs",
})  # fmt: skip
"""Destinations that older programs may leave out, and that hold what is printed; all others of them are left out here too."""
_CONTROLS = dict.fromkeys({*range(32), 127} - {9, 10})
"""Characters that are never printed; LibreOffice writes some where a form field stands."""
_HEADERS: dict[str, Literal["header", "footer"]] = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
}


@dataclass(slots=True)
class _State:
    """What a group inherits from the one it stands in."""

    font: int | None = None
    asian: int | None = None
    """Font of Chinese text, where it is named apart."""
    asian_next: bool = False
    """Whether the next font named is the one for Chinese text, and text is set in it."""
    fallback: int = 1
    """Signs that stand behind a Unicode character for programs that do not know it."""
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    silent: bool = False
    """Whether text is left out because it describes a shape."""
    in_object: bool = False


class Parser:
    """Reads one file; its attributes are what was found."""

    def __init__(self, data: bytes) -> None:
        self.body = Flow()
        self.notes: list[Flow] = []
        self.furniture: list[tuple[Literal["header", "footer"], Flow]] = []
        self.pictures = 0
        self.objects = 0
        self.revisions = False
        self.damaged = 0
        self.unclosed = False
        self._fonts = Fonts()
        self._default_font: int | None = None
        self._levels: dict[int, int] = {}
        """Outline levels by the number of the paragraph style."""
        self._tokens = Tokens(data)
        self._state = _State()
        self._stack: list[tuple[_State, Callable[[], None] | None]] = []
        self._flow = self.body
        self._flows: list[Flow] = []
        self._bytes = bytearray()
        self._high: int | None = None
        """The first half of a character beyond U+FFFF."""
        self._skip = 0
        """Signs of the fallback still to be left out."""
        self._fresh = False
        """Whether a group was just opened: the next word may name a destination."""
        self._starred = False
        self._style: int | None = None
        """The entry of the style sheet that is read."""
        self._entry: Font | None = None
        """The entry of the font table that is read."""
        self._name = ""
        self._table: Literal["", "fonts", "styles"] = ""

    def read(self) -> None:
        """Read the file to its end."""
        handlers: dict[str, Callable[[str, int | None, bytes], None]] = {
            "word": self._word, "symbol": self._symbol, "text": self._text, "hex": self._hex,
        }  # fmt: skip
        for kind, name, parameter, data in self._tokens:
            if kind == "open":
                self._open()
            elif kind == "close":
                self._close()
            elif kind == "binary":
                self._skip = max(0, self._skip - 1)
            else:
                handlers[kind](name, parameter, data)
        self._flush()
        self.unclosed = len(self._stack) > 0
        while self._stack:
            self._close()
        self.body.finish()

    # ---- groups

    def _open(self) -> None:
        self._flush()
        self._skip = 0
        if len(self._stack) >= MAX_DEPTH:
            raise LimitExceeded("RTF 文档内部嵌套过深，已停止读取：请用 Word/WPS 打开后另存为 .docx 再试")
        self._stack.append((self._state, None))
        self._state = replace(self._state)
        self._fresh, self._starred = True, False

    def _close(self) -> None:
        self._flush()
        self._skip = 0
        self._fresh = self._starred = False
        if self._stack:
            self._state, at_end = self._stack.pop()
            if at_end is not None:
                at_end()

    def _at_end(self, action: Callable[[], None]) -> None:
        """Do something when the group that is open ends."""
        if self._stack:
            self._stack[-1] = (self._stack[-1][0], action)

    # ---- text

    def _text(self, name: str, parameter: int | None, data: bytes) -> None:
        self._fresh = False
        if self._skip:
            dropped = min(self._skip, len(data))
            self._skip -= dropped
            data = data[dropped:]
        if data:
            self._bytes += data

    def _hex(self, name: str, parameter: int | None, data: bytes) -> None:
        self._fresh = False
        if self._skip:
            self._skip -= 1
        else:
            self._bytes += data

    def _symbol(self, name: str, parameter: int | None, data: bytes) -> None:
        if name == "*":
            self._starred = self._fresh
            return
        self._fresh = False
        if self._skip:
            self._skip -= 1
        elif name in "{}\\":
            self._bytes += data  # it may be the second byte of a Chinese character
        elif name in "\r\n":
            self._end_paragraph()
        elif name in _SYMBOLS:
            self._print(_SYMBOLS[name])

    def _flush(self) -> None:
        """Print the bytes collected: those of a character may stand in several signs."""
        if not self._bytes:
            return
        state = self._state
        if self._table:
            self._put(bytes(self._bytes).decode(self._fonts.document, "ignore"))
            self._bytes.clear()
            return
        font = state.asian if state.asian_next and state.asian is not None else state.font
        text = self._fonts.decode(bytes(self._bytes), font)
        self._bytes.clear()
        self.damaged += text.count("\ufffd")
        self._put(text)

    def _print(self, text: str) -> None:
        self._flush()
        self._put(text)

    def _put(self, text: str) -> None:
        if self._high is not None:
            self._high = None
            self.damaged += 1
        if self._table:
            self._name += text
            return
        if not text.isprintable():
            text = text.translate(_CONTROLS)
        state = self._state
        if not text or state.hidden or state.deleted or state.silent:
            return
        if state.raised and text[0].isdigit() and self._flow.ends_in_digit():
            text = "^" + text  # 100 with a raised note mark 1 is not 1001
        self._flow.put(text)

    def _unicode(self, code: int) -> None:
        self._flush()
        code &= 0xFFFF
        self._skip = self._state.fallback
        if 0xD800 <= code < 0xDC00:
            self._high = code
            return
        if 0xDC00 <= code < 0xE000:
            if self._high is None:
                self.damaged += 1
                self._put("\ufffd")
                return
            code = 0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)
            self._high = None
        name = self._fonts.symbol_font(self._state.font) if 0xF000 <= code < 0xF100 else None
        self._put(chr(code) if name is None else self._fonts.decode(bytes((code - 0xF000,)), self._state.font))

    def _end_paragraph(self) -> None:
        self._flush()
        state = self._state
        if state.hidden or state.deleted or state.silent or self._table:
            return  # the next paragraph goes on with this one
        self._flow.end_paragraph()

    # ---- control words

    def _word(self, name: str, parameter: int | None, data: bytes) -> None:
        if self._fresh:
            self._fresh = False
            if self._destination(name):
                return
        if name == "u":
            if parameter is not None:
                self._unicode(parameter)
            return
        if self._skip:
            self._skip -= 1
            return
        if name in _CHARACTERS:
            self._print(_CHARACTERS[name])
            return
        action = _ACTIONS.get(name)
        if action is not None:
            self._flush()
            action(self, parameter)

    def _destination(self, name: str) -> bool:
        """What the group that just opened holds; whether the word has been dealt with."""
        starred, self._starred = self._starred, False
        if name in _SKIPPED or (starred and name not in _STARRED):
            self._tokens.skip_group()
            return True
        if name == "pict":
            if not (self._state.in_object or self._state.hidden or self._state.deleted or self._table):
                self.pictures += 1
            self._tokens.skip_group()
        elif name == "upr":
            self._upr()
        elif name == "object":
            self.objects += 1
            self._state.in_object = True
        elif name in ("fonttbl", "stylesheet"):
            self._table = "fonts" if name == "fonttbl" else "styles"
            self._at_end(self._end_table)
        elif name in ("shptxt", "dptxbxtext"):
            self._state.silent = False
            self._branch(Flow(), lambda flow: self._flow.attach(Box(flow.items)))
        elif name in ("shpinst", "shpgrp", "do"):
            self._state.silent = True
        elif name == "nesttableprops":
            flow, shape = self._flow, self._flow.begin_inner_shape()
            self._at_end(lambda: flow.end_inner_shape(shape))
        elif name == "footnote":
            self._branch(Flow(), self._add_note)
        elif name in _HEADERS:
            role = _HEADERS[name]
            self._branch(Flow(), lambda flow: self.furniture.append((role, flow)))
        else:
            return starred
        return True

    def _upr(self) -> None:
        """A text given twice, the second time in Unicode: the first group is left out."""
        for kind, _, _, _ in self._tokens:
            if kind == "open":
                self._tokens.skip_group()
            elif kind == "close":
                return

    def _branch(self, flow: Flow, done: Callable[[Flow], None]) -> None:
        """Read the group that is open into a flow of its own."""
        if len(self._flows) >= MAX_BOXES:
            self._tokens.skip_group()
            return
        if self._state.hidden or self._state.deleted:
            self._tokens.skip_group()
            return
        self._flows.append(self._flow)
        self._flow = flow

        def end() -> None:
            flow.finish()
            self._flow = self._flows.pop()
            done(flow)

        self._at_end(end)

    def _add_note(self, flow: Flow) -> None:
        self._flow.note(len(self.notes))
        self.notes.append(flow)

    # ---- tables of fonts and styles

    def _end_entry(self) -> None:
        """The `;` behind an entry, or the end of its group."""
        name = self._name.split(";")[0].strip()
        if self._table == "fonts" and self._entry is not None:
            self._entry.name = name
        elif self._table == "styles":
            heading = _HEADING.fullmatch(name)
            if heading and self._style is not None:
                self._levels.setdefault(self._style, int(heading[1]))
        self._name, self._entry, self._style = "", None, None

    def _end_table(self) -> None:
        self._end_entry()
        self._table = ""

    # ---- what control words do

    def font(self, number: int | None) -> None:
        """`\\f`: in the font table it begins an entry."""
        if self._table == "fonts":
            self._end_entry()
            self._entry = self._fonts.fonts.setdefault(number or 0, Font())
        elif self._state.asian_next:
            self._state.asian = number
        else:
            self._state.font = number

    def associated_font(self, number: int | None) -> None:
        """`\\af`: the font of the kind of text named before."""
        if self._state.asian_next:
            self._state.asian = number

    def plain(self, _: int | None) -> None:
        """`\\plain`: character properties back to their defaults."""
        state = self._state
        state.font, state.asian, state.asian_next = self._default_font, None, False
        state.hidden = state.deleted = state.raised = False

    def paragraph_style(self, number: int | None) -> None:
        """`\\s`: in the style sheet it begins an entry."""
        if self._table == "styles":
            self._end_entry()
            self._style = number or 0
        else:
            self._flow.level = self._levels.get(number or 0)

    def outline(self, number: int | None) -> None:
        """`\\outlinelevel`, counted from 0; 9 is body text."""
        level = (number or 0) + 1 if 0 <= (number or 0) < _BODY_LEVEL else None
        if self._table != "styles":
            self._flow.level = level
        elif self._style is not None and level is not None:
            self._levels[self._style] = level

    def delete(self, number: int | None) -> None:
        """`\\deleted`: a tracked deletion."""
        self._state.deleted = number != 0
        self.revisions = True

    def revised(self, number: int | None) -> None:
        """`\\revised`: a tracked insertion."""
        self.revisions = self.revisions or number != 0

    def charset(self, number: int | None) -> None:
        """`\\fcharset` of an entry of the font table."""
        if self._entry is not None:
            self._entry.charset = number or 0

    def page(self, number: int | None) -> None:
        """`\\cpg` of an entry of the font table."""
        if self._entry is not None:
            self._entry.page = number

    def document_page(self, number: int | None) -> None:
        """`\\ansicpg`."""
        self._fonts.set_document(number)

    def default_font(self, number: int | None) -> None:
        """`\\deff`."""
        self._default_font = self._state.font = number

    def set_state(self, name: str, value: bool | int) -> None:
        """Set a property that the group ends."""
        setattr(self._state, name, value)

    def paragraph(self, _: int | None) -> None:
        """`\\par`."""
        self._end_paragraph()

    @property
    def flow(self) -> Flow:
        """What text goes into at present."""
        return self._flow

    @property
    def silent(self) -> bool:
        """Whether the present group only describes a shape, or an entry of a table."""
        return self._state.silent or bool(self._table)


_Action = Callable[[Parser, int | None], None]


def _flag(name: str, on: bool = True) -> _Action:
    return lambda parser, number: parser.set_state(name, on and number != 0)


def _in_flow(act: Callable[[Flow, int], None]) -> _Action:
    def run(parser: Parser, number: int | None) -> None:
        if not parser.silent:
            act(parser.flow, number or 0)

    return run


def _merge(horizontal: str = "", vertical: str = "") -> _Action:
    def mark(flow: Flow, _: int) -> None:
        flow.edge = Edge(0, horizontal or flow.edge.horizontal, vertical or flow.edge.vertical)

    return _in_flow(mark)


_ACTIONS: dict[str, _Action] = {
    "par": Parser.paragraph, "sect": Parser.paragraph,
    "f": Parser.font, "af": Parser.associated_font, "plain": Parser.plain, "s": Parser.paragraph_style, "outlinelevel": Parser.outline,
    "deleted": Parser.delete, "revised": Parser.revised, "fcharset": Parser.charset, "cpg": Parser.page,
    "ansicpg": Parser.document_page, "deff": Parser.default_font,
    "mac": lambda parser, _: parser.document_page(10000), "pc": lambda parser, _: parser.document_page(437),
    "pca": lambda parser, _: parser.document_page(850),
    "dbch": lambda parser, _: parser.set_state("asian_next", True), "loch": lambda parser, _: parser.set_state("asian_next", False),
    **dict.fromkeys(("hich", "ltrch", "rtlch"), lambda parser, _: parser.set_state("asian_next", False)), "uc": lambda parser, number: parser.set_state("fallback", min(max(number or 0, 0), 64)),
    "v": _flag("hidden"), "super": _flag("raised"), "nosupersub": _flag("raised", False), "sub": _flag("raised", False),
    "pard": _in_flow(lambda flow, _: flow.reset_paragraph()), "intbl": _in_flow(lambda flow, _: flow.in_table()),
    "itap": _in_flow(lambda flow, number: flow.set_nesting(number)),
    "trowd": _in_flow(lambda flow, _: flow.begin_shape()), "trleft": _in_flow(lambda flow, number: flow.set_left(number)),
    "cellx": _in_flow(lambda flow, number: flow.add_edge(number)), "irow": _in_flow(lambda flow, number: flow.row_number(number)),
    "clmgf": _merge(horizontal="restart"), "clmrg": _merge(horizontal="continue"), "clvmgf": _merge(vertical="restart"),
    "clvmrg": _merge(vertical="continue"), "cldel": _in_flow(lambda flow, _: flow.delete_row()),
    "cell": _in_flow(lambda flow, _: flow.end_cell(1)), "nestcell": _in_flow(lambda flow, _: flow.end_cell(0)),
    "row": _in_flow(lambda flow, _: flow.end_row(1)), "nestrow": _in_flow(lambda flow, _: flow.end_row(0)),
}  # fmt: skip
