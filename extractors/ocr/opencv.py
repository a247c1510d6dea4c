"""OpenCV, imported when first needed and held to the threads of this process.

Its own type hints say "any array of numbers" for every result; here its functions are untyped, and callers say what they get.
"""

from __future__ import annotations

from typing import Any

import cv2 as _cv2

from .engine import thread_count

cv2: Any = _cv2
cv2.setNumThreads(thread_count())
