"""`gongkai` with workers whose readers fail where documents ask for it; run as `python -m chaos.program run …`."""

from __future__ import annotations

from gongkai.pipeline import batch
from gongkai.pipeline.cli import main

if __name__ == "__main__":
    batch._PREPARED = "chaos.faults"
    main()
