"""Recognition tells nobody that it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import Cli

pytest.importorskip("onnxruntime")
pytest.importorskip("rapidocr")


def test_recognition_leaves_no_report_of_its_use_to_be_sent(cli: Cli, tmp_path: Path) -> None:
    """onnxruntime keeps what it would send, and a number for the machine, below the user's cache folder."""
    from PIL import Image, ImageDraw

    home, page = tmp_path / "home", tmp_path / "页.png"
    home.mkdir()
    picture = Image.new("L", (1240, 600), 255)
    ImageDraw.Draw(picture).text((100, 200), "2023 12.50 998.75", fill=0, font_size=60)
    picture.save(page, dpi=(150, 150))
    outcome = cli("extract", page, env={"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")})
    assert outcome.code == 0, outcome.err
    assert '"ocr_pages": 1' in outcome.out
    assert list(home.rglob("*")) == []
