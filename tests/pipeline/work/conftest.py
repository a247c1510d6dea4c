"""A pool of one worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gongkai.pipeline.work.pool import Isolated

from .pools import isolated


@pytest.fixture
def pool() -> Iterator[Isolated[object]]:
    with isolated() as workers:
        yield workers
