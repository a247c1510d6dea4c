"""Taking a file into memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from gongkai.extractors.readers import load


def test_a_small_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "小.txt"
    path.write_text("2023年度收入1万元。\n", encoding="utf-8")
    tracemalloc.start()
    try:
        assert load(path).data == path.read_bytes()
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()
