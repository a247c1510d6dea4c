"""Generated scans with their truth; everything follows from the seed.

    cd tests && python -m scans.generate --level hard --count 20 --seed 7 --out FOLDER

writes `NAME.pdf` (or .jpg, .png, .tif: what a reader gets), the page before it was spoilt as `clean/NAME.pdf`, and the truth as
`NAME.json`.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .degrade import Move, degrade, jpeg
from .faces import PACKAGES, missing
from .forms import Form, forms_of, is_figure
from .levels import CAMERA, EXTRAS, LEVELS, SIDES, Damage, extra_damage
from .pages import HeadSides, draw, look
from .truth import CellTruth, Drawn, LineTruth, PageTruth

FEWEST_FIGURES = 6
"""Forms with fewer figures are not drawn: an empty form measures nothing."""
_LONGEST_CODE = 7
_SIDES = "-sides"
DEFAULT_SEED = "scans"
TUNE_SEED = "tune"
"""Samples to look at while developing; the bench's own seed is never looked at."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A scanned form: the file as a reader gets it, and what it says."""

    name: str
    level: str
    """easy, sealed, hard or the name of an extra."""
    damage: Damage
    container: str
    """Suffix of the file."""
    data: bytes
    clean: bytes
    """The same pages as drawn, a PDF with text."""
    truth: Drawn

    @property
    def traits(self) -> str:
        return f"{self.damage.dpi} dpi" + (" sealed" if self.damage.seals else "")

    def as_json(self) -> str:
        about = {
            "name": self.name, "file": f"{self.name}{self.container}", "level": self.level, "dpi": self.damage.dpi,
            "sealed": bool(self.damage.seals), "damage": asdict(self.damage),
        }  # fmt: skip
        return json.dumps({**about, **self.truth.as_json()}, ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """A sample before its pictures are made."""

    kind: str
    damage: Damage
    clean: bytes
    truth: Drawn
    """Without places on the delivered pictures."""
    rng: random.Random


def plan(seed: str, level: str, number: int) -> Plan:
    """What the sample with this number of a level shows, and what will happen to it; `extra` stands for all extras in turn."""
    rng = random.Random(f"{seed}/{level}/{number}")
    kind = EXTRAS[number % len(EXTRAS)] if level == "extra" else level
    form = _form(f"{seed}/{level}", number, kind, rng)
    damage = LEVELS[level].damage(rng, number % 2 == 0 if level == "hard" else None) if level in LEVELS else extra_damage(kind, rng)
    ruling = {"lineless": "none", "three-lines": "three", "faint": "faint", "broken": "broken"}.get(
        kind.removesuffix(_SIDES), "full"
    )
    style = look(rng, form, ruling, several=kind == "several-pages")
    if kind in SIDES:
        style = replace(style, heads=HeadSides.drawn(random.Random(f"{seed}/{level}/{number}/heads")))
    clean, drawn = draw(form, style, f"{seed}/{level}/{number}")
    return Plan(kind, damage, clean, drawn, rng)


def sample(seed: str, level: str, number: int) -> Sample:
    """The sample with this number of a level (or extra)."""
    made = plan(seed, level, number)
    damage, drawn, rng = made.damage, made.truth, made.rng
    pictures: list[Image.Image] = []
    for page, picture in enumerate(_rendered(made.clean, damage.dpi), start=1):
        figures = _middles(drawn, page, damage.dpi)
        spoilt, move = degrade(picture, replace(damage, turn=damage.turn * rng.uniform(0.7, 1)), figures, rng)
        pictures.append(spoilt)
        drawn = _moved(drawn, page, damage.dpi, move, spoilt)
    container = ".jpg" if damage.photographed else _container(rng, len(pictures))
    data = _packed(pictures, container, damage)
    return Sample(f"{level}-{number:03}", made.kind, damage, container, data, made.clean, drawn)


def samples(seed: str, level: str, count: int) -> Iterator[Sample]:
    for number in range(count):
        yield sample(seed, level, number)


def _form(seed: str, number: int, kind: str, rng: random.Random) -> Form:
    """A form with figures that suits what the page is to show."""
    turn = number
    while True:
        forms = [form for form in forms_of(seed, turn) if form.figures >= FEWEST_FIGURES]
        if kind in ("lineless", "three-lines", *SIDES):  # such tables are printed without merged cells below their heads
            forms = [form for form in forms if not any(cell.down or cell.span > 1 for row in form.table.rows[3:-1] for cell in row)]
        elif kind == "merged":
            forms = [form for form in forms if form.merged > 12]
        elif kind == "several-pages":
            forms = [form for form in forms if len(form.table.rows) >= 24]
        if forms:
            return rng.choice(forms)
        turn += 1


def _rendered(pdf: bytes, dpi: int) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.render(scale=dpi / 72).to_pil()


def _middles(drawn: Drawn, page: int, dpi: int) -> list[tuple[float, float]]:
    """The middles of cells with amounts or, where a page has none, with any figure (codes, 行次)."""
    cells = [cell for cell in drawn.cells if cell.page == page and is_figure(cell.text)]
    amounts = [cell for cell in cells if "." in cell.text or "," in cell.text or len(cell.text) > _LONGEST_CODE]
    scale = dpi / 72
    return [((cell.box[0] + cell.box[2]) / 2 * scale, (cell.box[1] + cell.box[3]) / 2 * scale) for cell in amounts or cells]


def _moved(drawn: Drawn, page: int, dpi: int, move: Move, picture: Image.Image) -> Drawn:
    """The truth with the corners of this page's cells and lines on the delivered picture."""

    def corners(one: CellTruth | LineTruth) -> tuple[tuple[float, float], ...]:
        left, top, right, bottom = (side * dpi / 72 for side in one.box)
        points = move(np.asarray([(left, top), (right, top), (right, bottom), (left, bottom)]))
        return tuple((round(float(x), 1), round(float(y), 1)) for x, y in points)

    def lines(several: Sequence[LineTruth]) -> tuple[LineTruth, ...]:
        return tuple(replace(one, pixels=corners(one)) if one.page == page else one for one in several)

    pages = list(drawn.pages)
    pages[page - 1] = PageTruth(pages[page - 1].width, pages[page - 1].height, *picture.size)
    return replace(
        drawn,
        pages=tuple(pages),
        cells=tuple(replace(one, pixels=corners(one)) if one.page == page else one for one in drawn.cells),
        above=lines(drawn.above),
        below=lines(drawn.below),
        furniture=lines(drawn.furniture),
    )


def _container(rng: random.Random, pages: int) -> str:
    return rng.choice((".pdf", ".pdf", ".pdf", ".tif") if pages > 1 else (".pdf", ".pdf", ".pdf", ".pdf", ".jpg", ".png", ".tif"))


def _packed(pictures: Sequence[Image.Image], container: str, damage: Damage) -> bytes:
    """The pictures as a file; each went through JPEG once, as scanners save them."""
    dpi = None if damage.photographed else damage.dpi
    files = [jpeg(picture, damage.jpeg, dpi) for picture in pictures]
    if container == ".jpg":
        return files[0]
    buffer = io.BytesIO()
    if container == ".pdf":
        canvas = Canvas(buffer, invariant=1)
        for file, picture in zip(files, pictures, strict=True):
            width, height = (side * 72 / damage.dpi for side in picture.size)
            canvas.setPageSize((width, height))
            canvas.drawImage(ImageReader(io.BytesIO(file)), 0, 0, width, height)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()
    images = [Image.open(io.BytesIO(file)) for file in files]
    if container == ".png":
        images[0].save(buffer, "PNG", dpi=(damage.dpi, damage.dpi))
    else:
        images[0].save(
            buffer, "TIFF", compression="tiff_lzw", save_all=True, append_images=images[1:], dpi=(damage.dpi, damage.dpi)
        )
    return buffer.getvalue()


def write(one: Sample, folder: Path) -> Path:
    """Writes a sample and its truth; returns the file that a reader gets."""
    (folder / "clean").mkdir(parents=True, exist_ok=True)
    path = folder / f"{one.name}{one.container}"
    path.write_bytes(one.data)
    (folder / "clean" / f"{one.name}.pdf").write_bytes(one.clean)
    (folder / f"{one.name}.json").write_text(one.as_json(), encoding="utf-8")
    return path


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scans.generate", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--level", choices=(*LEVELS, "extra", *EXTRAS, *SIDES, *CAMERA), default="easy")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--start", type=int, default=0, help="number of the first sample")
    parser.add_argument("--seed", default=TUNE_SEED)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if missing():
        print(f"fonts are missing; on Debian: apt-get install {PACKAGES}", file=sys.stderr)
        return 69
    for number in range(options.start, options.start + options.count):
        one = sample(options.seed, options.level, number)
        path = write(one, options.out)
        print(f"{path}  {one.level}  {one.traits}  {len(one.truth.pages)} page(s)  {one.truth.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
