"""How bad a scan is: the levels that the measured figures are stated for, and what else happens to pages."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .camera import SPINE, WAVE, Sight

Range = tuple[float, float]

SEALED_TOO = "sealed"
"""Trait of a sample of any level that has a red seal over figures."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What happens to one page. Angles in degrees, lengths in pixels of the picture unless said otherwise."""

    dpi: int
    turn: float = 0.0
    quarter: int = 0
    """Quarter turns counter-clockwise: 2 is upside down."""
    perspective: float = 0.0
    """How far corners of a photographed page move, as a share of its size; 0 for scanners."""
    warp: float = 0.0
    """Amplitude of the paper's waves in points."""
    ink: float = 0.0
    """Grey of what is printed in black, 0 to 255."""
    paper: float = 255.0
    uneven: float = 0.0
    """How much darker the darkest corner is than the lightest, as a share."""
    shadow: float = 0.0
    """Darkness of the shadow along one edge, as a share."""
    blur: float = 0.0
    noise: float = 0.0
    """Standard deviation, of 255."""
    jpeg: int = 90
    seals: int = 0
    stamps: int = 0
    strokes: int = 0
    """Handwriting over cells."""
    fax: int = 0
    """Lines that a feeder leaves across the page."""
    bleed: float = 0.0
    """How dark the print of the other side shines through, as a share."""
    grey: bool = False
    """Whether the scanner delivers grey pictures."""
    sight: Sight | None = None
    """How a telephone's camera sees the sheet on the desk; scanners, and the simpler photographs, have none."""

    @property
    def photographed(self) -> bool:
        return self.sight is not None or self.perspective > 0


@dataclass(frozen=True, slots=True)
class Level:
    """Ranges that the damage of one page is drawn from."""

    name: str
    dpi: Sequence[int]
    turn: float
    ink: Range
    paper: Range
    uneven: Range
    blur: Range
    noise: Range
    jpeg: tuple[int, int]
    sealed: float
    """Share of pages with a red seal over figures."""
    warp: Range = (0.0, 0.0)

    def damage(self, rng: random.Random, sealed: bool | None = None) -> Damage:
        """The damage of one page."""
        has_seal = rng.random() < self.sealed if sealed is None else sealed
        return Damage(
            dpi=rng.choice(self.dpi),
            turn=rng.uniform(-self.turn, self.turn),
            warp=rng.uniform(*self.warp),
            ink=rng.uniform(*self.ink),
            paper=rng.uniform(*self.paper),
            uneven=rng.uniform(*self.uneven),
            blur=rng.uniform(*self.blur),
            noise=rng.uniform(*self.noise),
            jpeg=rng.randint(*self.jpeg),
            seals=int(has_seal),
            grey=not has_seal and rng.random() < 0.3,
        )


EASY = Level("easy", (200, 240, 300), 0.5, (0, 30), (235, 255), (0, 0.04), (0.2, 0.6), (1, 5), (75, 95), 0.0)
SEALED = Level("sealed", (200, 240, 300), 0.5, (0, 30), (235, 255), (0, 0.04), (0.2, 0.6), (1, 5), (75, 95), 1.0)
HARD = Level("hard", (150, 180, 200), 1.5, (70, 115), (190, 222), (0.08, 0.25), (1.0, 1.4), (5, 10), (25, 40), 0.5)
LEVELS: Mapping[str, Level] = {level.name: level for level in (EASY, SEALED, HARD)}

EXTRAS: Sequence[str] = (
    "photo", "upside-down", "quarter", "lineless", "three-lines", "merged", "several-pages", "faint", "broken", "warped", "shadow",
    "stamped", "handwriting", "fax", "bleed",
)  # fmt: skip
"""What else pages meet, one at a time on pages that are otherwise easy (photo: a camera instead of a scanner)."""

SIDES: Sequence[str] = ("lineless-sides", "three-lines-sides")
"""Tables as `lineless` and `three-lines` have them, with heads at the left or right of their columns as well as in the middle."""

CAMERA: Sequence[str] = ("telephone", "book", "curled")
"""Photographs as a telephone takes them, much worse than `photo`: seen aslant and with its shadow; of an open book; of paper that rolls."""


def extra_damage(kind: str, rng: random.Random) -> Damage:
    """The damage of an extra."""
    plain = EASY.damage(rng)
    match kind:
        case "photo":
            return replace(
                plain, dpi=rng.choice((200, 240)), turn=rng.uniform(-2, 2), perspective=rng.uniform(0.02, 0.06), uneven=rng.uniform(0.1, 0.3),
                warp=rng.uniform(0, 2), blur=rng.uniform(0.5, 0.9), jpeg=rng.randint(70, 90), grey=False,
            )  # fmt: skip
        case "telephone":
            sight = Sight(
                tilt=rng.uniform(-25, 25), pan=rng.uniform(-15, 15), turn=rng.uniform(-10, 10), distance=rng.uniform(1.2, 1.8),
                curl=rng.uniform(0, 0.01), direction=rng.uniform(-90, 90), shade=rng.choice((0, rng.uniform(0.2, 0.55))),
            )  # fmt: skip
            return _held(plain, sight, rng)
        case "book":
            sight = Sight(
                tilt=rng.uniform(-15, 15), pan=rng.uniform(-8, 8), turn=rng.uniform(-4, 4), curl=rng.uniform(0.02, 0.08), shape=SPINE,
                direction=rng.choice((0, 0, 90)),
            )  # fmt: skip
            return _held(plain, sight, rng)
        case "curled":
            sight = Sight(
                tilt=rng.uniform(-15, 15), pan=rng.uniform(-12, 12), turn=rng.uniform(-4, 4), curl=rng.uniform(0.01, 0.05), shape=WAVE,
                direction=rng.uniform(-90, 90),
            )  # fmt: skip
            return _held(plain, sight, rng)
        case "upside-down":
            return replace(plain, quarter=2)
        case "quarter":
            return replace(plain, quarter=rng.choice((1, 3)))
        case "warped":
            return replace(plain, warp=rng.uniform(2, 5))
        case "shadow":
            return replace(plain, shadow=rng.uniform(0.4, 0.7), uneven=rng.uniform(0.1, 0.3))
        case "stamped":
            return replace(plain, stamps=rng.randint(1, 2), grey=False)
        case "handwriting":
            return replace(plain, strokes=rng.randint(2, 5), grey=False)
        case "fax":
            return replace(plain, fax=rng.randint(2, 5), noise=rng.uniform(5, 9), grey=True)
        case "bleed":
            return replace(plain, bleed=rng.uniform(0.1, 0.25))
        case _:
            return plain


def _held(plain: Damage, sight: Sight, rng: random.Random) -> Damage:
    """What a camera in the hand makes of an easy page."""
    return replace(
        plain, dpi=rng.choice((200, 240)), turn=0.0, sight=sight, uneven=rng.uniform(0.1, 0.3), blur=rng.uniform(0.5, 0.9),
        jpeg=rng.randint(70, 90), grey=False,
    )  # fmt: skip
