"""Recognition of scans and photographs: pictures of pages become characters and rules, as if a program had drawn them.

Everything runs in process and offline, with the models that the package rapidocr brings along. It is an extra (`gongkai[ocr]`):
nothing heavy is imported before a picture has to be read.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

INSTALL = "请安装识别组件（pip install 'gongkai[ocr]'）"
"""What to do where pictures cannot be read, in the words of every message about it."""


@cache
def available() -> bool:
    """Whether everything that recognition needs is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL"))
