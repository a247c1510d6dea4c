"""The generated scans say what their truth says, where it says so, as badly as their level says, and the same every time."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from gongkai.extractors.readers import read
from gongkai.pipeline.document import interpret

from .degrade import degrade
from .faces import PACKAGES, missing
from .forms import Form, forms_of, is_figure
from .generate import FEWEST_FIGURES, Sample, plan, sample
from .levels import EXTRAS, LEVELS, Damage
from .measure import judge, plain
from .pages import HeadSides, draw, look

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"needs fonts: apt-get install {PACKAGES}")


def pictures(one: Sample) -> list[Image.Image]:
    """The pages as a reader sees them."""
    if one.container == ".pdf":
        return [page.render(scale=one.damage.dpi / 72).to_pil() for page in pypdfium2.PdfDocument(one.data)]
    picture = Image.open(io.BytesIO(one.data))
    found = []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        found.append(picture.convert("RGB"))
    return found


def test_a_sample_follows_from_its_seed_and_number() -> None:
    for level, number in (("hard", 4), ("extra", 4)):
        first, again = sample("same", level, number), sample("same", level, number)
        assert (first.data, first.as_json()) == (again.data, again.as_json())
        assert plan("same", level, number).clean != plan("another", level, number).clean != plan("same", level, number + 1).clean


def test_heads_at_the_sides_stand_elsewhere_and_say_the_same() -> None:
    form = next(form for form in forms_of("sides", 0) if form.figures >= FEWEST_FIGURES)
    style = look(random.Random("sides"), form, "three")
    centred, truth = draw(form, style, "sides")
    drawn = {sides: draw(form, replace(style, heads=HeadSides("center", sides)), "sides") for sides in ("left", "center", "right")}
    assert drawn["center"][0] == centred
    assert len({pdf for pdf, _ in drawn.values()}) == 3
    assert all(same == truth for _, same in drawn.values())


@pytest.mark.parametrize("number", range(6))
def test_the_page_before_it_is_spoilt_gives_the_figures_of_the_truth(number: int, tmp_path: Path) -> None:
    """Drawing and truth are made of the same cells, but reading the drawing uses nothing of the truth."""
    read_figures = 0
    for form in forms_of("vector", number):
        if form.figures < FEWEST_FIGURES:
            continue
        rng = random.Random(form.name)
        pdf, drawn = draw(form, look(rng, form, several=rng.random() < 0.2), "vector")
        path = tmp_path / f"{form.name}.pdf"
        path.write_bytes(pdf)
        document = read(path)
        score = judge(form.name, drawn, document, interpret(document))
        assert score.faults == []
        assert (score.fields.recall, score.fields.wrong) == (1, 0)
        assert (score.cells.recall, score.cells.wrong, score.grids) == (1, 0, 1), form.name
        read_figures += score.figures.hit
    assert read_figures > 50


def drawn_texts(form: Form, ruling: str) -> list[str]:
    pdf, _ = draw(form, look(random.Random(form.name), form, ruling), "rulings")
    page = pypdfium2.PdfDocument(pdf)[0]
    return plain(page.get_textpage().get_text_range()).splitlines()


@pytest.mark.parametrize("ruling", ["faint", "broken", "none", "three"])
def test_pages_with_other_rules_hold_every_figure(ruling: str) -> None:
    form = forms_of("rulings", 1)[1]
    text = "".join(drawn_texts(form, ruling))
    assert all(plain(cell.text) in text for row in form.table.rows for cell in row if is_figure(cell.text))


@pytest.mark.parametrize(
    "damage",
    [
        Damage(dpi=72, turn=1.5),
        Damage(dpi=72, turn=-1.0, warp=4.0),
        Damage(dpi=72, perspective=0.06, turn=2.0),
        Damage(dpi=72, quarter=1, turn=0.5),
        Damage(dpi=72, quarter=2),
        Damage(dpi=72, quarter=3, warp=2.0),
    ],
    ids=str,
)
def test_points_of_the_page_are_found_on_the_spoilt_picture(damage: Damage) -> None:
    for seed, (x, y) in enumerate([(90, 120), (480, 150), (300, 420), (100, 700), (500, 760)]):
        page = Image.new("RGB", (595, 842), "white")
        page.paste((0, 0, 0), (x - 3, y - 3, x + 3, y + 3))
        spoilt, move = degrade(page, damage, [], random.Random(seed))
        dark = np.asarray(spoilt.convert("L"), np.float64)
        near_black = np.argwhere(dark < 60)
        middle_y, middle_x = near_black.mean(0) + 0.5
        ((found_x, found_y),) = move(np.asarray([(x, y)], np.float64))
        assert abs(found_x - middle_x) < 1.2 and abs(found_y - middle_y) < 1.2


def test_the_levels_are_as_bad_as_they_are_defined() -> None:
    rng = random.Random(0)
    easy = [LEVELS["easy"].damage(rng) for _ in range(300)]
    sealed = [LEVELS["sealed"].damage(rng) for _ in range(300)]
    hard = [LEVELS["hard"].damage(rng) for _ in range(300)]
    assert all(200 <= one.dpi <= 300 and abs(one.turn) <= 0.5 and one.noise <= 5 for one in (*easy, *sealed))
    assert not any(one.seals for one in easy) and all(one.seals == 1 for one in sealed)
    assert {one.dpi for one in hard} == {150, 180, 200}
    assert all(abs(one.turn) <= 1.5 and one.blur >= 1 and one.noise >= 5 and one.jpeg <= 40 for one in hard)
    assert all(one.paper - one.ink <= 152 and one.uneven >= 0.08 for one in hard)
    assert max(abs(one.turn) for one in hard) > 1.2
    assert [plan("half", "hard", number).damage.seals for number in range(4)] == [1, 0, 1, 0]


def test_seals_fall_on_amounts() -> None:
    one = sample("seal", "sealed", 0)
    (picture,) = pictures(one)
    colours = np.asarray(picture, np.int32)
    red = (colours[..., 0] - colours[..., 1] > 60) & (colours[..., 0] - colours[..., 2] > 60)
    assert red.sum() > 1000
    touched = 0
    for cell in one.truth.cells:
        (left, top), (right, bottom) = cell.pixels[0], cell.pixels[2]
        inside = red[round(top) : round(bottom), round(left) : round(right)]
        touched += is_figure(cell.text) and "." in cell.text and inside.sum() > 20
    assert touched > 0


def test_extras_are_what_their_names_say() -> None:
    kinds = ("photo", "upside-down", "merged", "several-pages")
    found = {kind: sample("extras", "extra", EXTRAS.index(kind)) for kind in kinds}
    assert [one.level for one in found.values()] == list(kinds)
    assert found["photo"].container == ".jpg" and Image.open(io.BytesIO(found["photo"].data)).info.get("dpi") is None
    assert len(found["several-pages"].truth.pages) > 1
    assert sum(cell.row_span * cell.column_span > 1 for cell in found["merged"].truth.cells) > 3
    upright = found["upside-down"].truth.cells
    assert upright[0].pixels[0][1] > upright[-1].pixels[0][1]
    for one in found.values():
        assert [picture.size for picture in pictures(one)] == [
            pytest.approx((page.pixel_width, page.pixel_height), abs=1) for page in one.truth.pages
        ]


def test_every_sample_holds_figures_of_a_known_form() -> None:
    for level in (*LEVELS, "extra"):
        for number in range(15):
            facts = plan("facts", level, number).truth.result().facts
            assert facts and all(fact.known for fact in facts)
