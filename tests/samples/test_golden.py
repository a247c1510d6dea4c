"""Each sample's document JSON is the one that was looked at and committed."""

from __future__ import annotations

import pytest

from gongkai.pipeline.outputs.json import dumps

from .outcome import EXPECTED, NAMES, SAMPLES, Sample, outcome


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_golden(sample: Sample, update_golden: bool) -> None:
    path = EXPECTED / f"{sample.stem}.json"
    said = dumps(outcome(sample))
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(said.encode())
    assert path.exists(), f"no {path.name}: look at the result, then write it with --update-golden"
    assert said.splitlines() == path.read_text(encoding="utf-8").splitlines()
