"""Prose to facts: sentence by sentence and clause by clause, never by looking for the nearest number.

`extract_prose` takes the paragraphs outside tables and returns facts of the form 正文. From text to facts:

- `plain` gives the text of a paragraph without spaces and quotes, with the way back; `headings` keeps the headings above it;
- `lexer` cuts a sentence into figures, years, comparisons and words of the vocabulary, `naming` joins items spelt out by level,
  `phrases` finds what a clause speaks of, `misprints` puts misread words right where a clause was not understood;
- `sentences` walks through the clauses; `subjects` keeps what is spoken of, `money`, `rates` and `counting` read the figures;
- `extract` gives every figure its place.
"""

from .extract import extract_prose
from .model import PartContext, ProseContext, ProseParagraph, ProseResult

__all__ = ["PartContext", "ProseContext", "ProseParagraph", "ProseResult", "extract_prose"]
