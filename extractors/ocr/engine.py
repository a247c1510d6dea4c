"""The recogniser: pictures of single lines become text with a probability for every character.

The PP-OCR models lie inside the installed package rapidocr and are run by onnxruntime directly, because what matters here (the
probability of every character and of the runner-up, batches of crops of like width) is not to be had through rapidocr's own interface.
Models are loaded once per process, when first needed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

THREADS_VARIABLE = "GONGKAI_OCR_THREADS"
"""Environment variable with the number of threads one process recognises with."""
_MODEL = "PP-OCR*_rec_*.onnx"
"""The recogniser among the models in the package of rapidocr."""
_USUAL_THREADS = 2
_HEIGHT = 48
"""Height of a line in pixels that the recogniser was trained on."""
_NARROWEST, _WIDEST = 48, 3200
"""Widths of a line in pixels: narrower ones are padded, wider ones squeezed."""
_STEP = 32
"""Widths are rounded up to a multiple of this, so that crops of like width share a batch."""
_BATCH_WIDTH = 2560
"""Sum of the widths in one batch, in pixels: more saves no time and costs memory."""
_RUNNERS_UP = 3

Grey = NDArray[np.uint8]
"""A picture in shades of grey: rows, columns."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One recognised character: its probability, the likeliest others in its place with theirs, and where it stands in the crop, as
    shares of the crop's width.
    """

    text: str
    probability: float
    others: tuple[tuple[str, float], ...]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one crop. `doubt` is the largest probability of a character that was seen but not reported."""

    glyphs: tuple[Glyph, ...]
    doubt: float = 0.0

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def least(self) -> float:
        """Probability of the least certain character; 0 where nothing was read."""
        return min((glyph.probability for glyph in self.glyphs), default=0.0)


def thread_count() -> int:
    """How many threads this process may recognise with."""
    chosen = os.environ.get(THREADS_VARIABLE, "")
    if chosen.isdigit() and int(chosen) > 0:
        return int(chosen)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(_USUAL_THREADS, cores))


@cache
def recogniser() -> Recogniser:
    """The recogniser of this process."""
    return Recogniser(_session())


def _session() -> Any:
    # the published builds of onnxruntime tell their makers how it is used, unless they are told not to before they are loaded
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    spec = find_spec("rapidocr")
    places = [] if spec is None or spec.submodule_search_locations is None else list(spec.submodule_search_locations)
    found = sorted(path for place in places for path in (Path(place) / "models").glob(_MODEL))
    if not found:
        raise FileNotFoundError(_MODEL)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = thread_count()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # pages differ: an arena would keep the memory of the largest
    # workers that wait must not keep the cores of others busy
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(found[-1], options, providers=["CPUExecutionProvider"])


class Recogniser:
    """Reads crops of single lines in batches."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *characters, " "]

    def read(self, crops: Sequence[Grey]) -> list[Reading]:
        """The reading of each crop (dark characters on light paper, one line each)."""
        readings: list[Reading] = [Reading(())] * len(crops)
        widths = [_width(crop) for crop in crops]
        batch: list[int] = []
        for index in sorted(range(len(crops)), key=lambda index: widths[index]):
            if (
                batch
                and widths[index] * (len(batch) + 1) > _BATCH_WIDTH
                or batch
                and widths[index] > 1.3 * widths[batch[0]] + _STEP
            ):
                self._batch(crops, widths, batch, readings)
                batch = []
            batch.append(index)
        if batch:
            self._batch(crops, widths, batch, readings)
        return readings

    def _batch(self, crops: Sequence[Grey], widths: Sequence[int], batch: Sequence[int], readings: list[Reading]) -> None:
        from .opencv import cv2

        width = max(widths[index] for index in batch)
        width = -(-width // _STEP) * _STEP
        data = np.zeros((len(batch), 3, _HEIGHT, width), dtype=np.float32)
        for place, index in enumerate(batch):
            crop = crops[index]
            shrinks = crop.shape[0] > _HEIGHT
            resized = cv2.resize(crop, (widths[index], _HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
            data[place, :, :, : widths[index]] = resized.astype(np.float32) / 127.5 - 1.0
        output = self._session.run(None, {self._input: data})[0]
        for place, index in enumerate(batch):
            readings[index] = self._decode(output[place], width / widths[index])

    def _decode(self, output: NDArray[np.float32], stretch: float) -> Reading:
        """The likeliest character of each step, runs of one taken once. `stretch` is the padded width over the crop's own."""
        best = output.argmax(axis=1)
        steps = len(best)
        doubt = 0.0
        glyphs: list[Glyph] = []
        start = 0
        for end in range(1, steps + 1):
            if end < steps and best[end] == best[start]:
                continue
            code = int(best[start])
            if code == 0:
                if start / steps * stretch < 1.0:
                    blank = output[start:end]
                    doubt = max(doubt, float(blank[:, 1:].max()))
            else:
                peak = start + int(output[start:end, code].argmax())
                scores = output[peak]
                top = np.argpartition(scores, -_RUNNERS_UP - 1)[-_RUNNERS_UP - 1 :]
                others = sorted(((float(scores[other]), int(other)) for other in top if other != code), reverse=True)
                glyphs.append(
                    Glyph(
                        self._characters[code],
                        float(scores[code]),
                        tuple((self._characters[other], score) for score, other in others),
                        min(1.0, start / steps * stretch),
                        min(1.0, end / steps * stretch),
                    )
                )
            start = end
        return Reading(tuple(glyphs), doubt)


def _width(crop: Grey) -> int:
    height, width = crop.shape[:2]
    return int(min(max(round(width * _HEIGHT / max(height, 1)), _NARROWEST // 2), _WIDEST))
