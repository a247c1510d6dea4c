"""Prose to facts: sentence by sentence and clause by clause, never by looking for the nearest number.

`extract_prose` takes the paragraphs outside tables and returns facts of the form 正文. `headings` keeps the headings above a paragraph,
`plain` gives its text without spaces and quotes (with the way back), `lexer` cuts a sentence into words of the vocabulary, `phrases`
finds what a clause speaks of, `sentences` follows subjects, columns and years through a paragraph, `extract` makes facts.
"""

from .extract import extract_prose
from .model import PartContext, ProseContext, ProseParagraph, ProseResult

__all__ = ["PartContext", "ProseContext", "ProseParagraph", "ProseResult", "extract_prose"]
