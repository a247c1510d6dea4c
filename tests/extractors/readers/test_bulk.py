"""What is made many at a time is what would be made one by one, and garbage collection is left as it was found."""

from __future__ import annotations

import gc

from gongkai.extractors.readers._bulk import body_paragraphs, collection_paused
from gongkai.schemas.document import Location, Paragraph


def test_paragraphs_are_numbered_however_many_there_are() -> None:
    for first in (0, 7, 3_998, 20_000):
        made = body_paragraphs(["甲", "乙", "丙"], [None, 1, None], first)
        assert made == [
            Paragraph(text, Location(paragraph=first + place), level)
            for place, (text, level) in enumerate(zip("甲乙丙", (None, 1, None), strict=True))
        ]


def test_collection_rests_only_inside() -> None:
    assert gc.isenabled()
    with collection_paused():
        assert not gc.isenabled()
        with collection_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_is_frozen_stays_frozen() -> None:
    gc.freeze()
    try:
        with collection_paused():
            pass
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
