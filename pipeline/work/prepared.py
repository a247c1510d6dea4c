"""What the server from which workers are started imports: with this loaded, a new worker is ready at once.

Importing this module is all there is to it; it loads the readers of the usual formats and the vocabulary, which takes half a second.
"""

from __future__ import annotations

import importlib

from ...extractors.prose.segmentation import cut_name
from ...extractors.readers import read_bytes
from ..checks.engine import check
from ..document import interpret
from ..outputs.tables import without_pandas
from .tasks import record_of

for _name in ("docx", "html", "pdf", "spreadsheet"):
    importlib.import_module(f"...extractors.readers.{_name}", __package__)
without_pandas()
record_of(
    check(interpret(read_bytes("某局2023年度部门决算\n2023年度收入总计12.50万元。\n项目\t金额\n办公费\t1.00\n".encode(), "", "")))
)
cut_name("某项目")
