"""The chaos test in short: a few hundred files, two kills."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from chaos.generate import MAX_BYTES, generate
from chaos.run import chaos


@pytest.mark.skipif(sys.platform == "win32", reason="kills are POSIX")
def test_kills_and_hostile_files_change_nothing(tmp_path: Path) -> None:
    assert "same bytes" in chaos(tmp_path, seed=1, files=150, workers=2, kills=2)


def test_the_input_is_the_same_for_one_seed(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    one, same, other = (generate(tmp_path / name / "in", 100, seed) for name, seed in (("a", 7), ("b", 7), ("c", 8)))
    assert one == same != other
    assert len({file.path for file in one}) == len(one)
    for path in (tmp_path / "a" / "in").rglob("*"):
        if path.is_file() and not path.is_symlink():
            assert path.stat().st_size <= MAX_BYTES
            assert path.read_bytes() == (tmp_path / "b" / "in" / path.relative_to(tmp_path / "a" / "in")).read_bytes()
