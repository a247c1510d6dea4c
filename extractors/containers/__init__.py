"""Files that hold other files: archives, messages, and documents with attachments. Each member becomes a document of its own.

A new kind needs its module and one line in `ARCHIVES` (holds nothing but files) or `CARRIERS` (a document that may hold some).
"""

from __future__ import annotations

from .expanding import expand
from .kinds import ARCHIVES, CARRIERS
from .model import Lost
from .picking import open_member, single

__all__ = ["ARCHIVES", "CARRIERS", "Lost", "expand", "open_member", "single"]
