"""Writes the documents and the register of `samples/`, and the truth about their figures beside these tests.

    python -m tests.samples.build

The expected document JSON beside the truth is the pipeline's and is written by the golden test only (`--update-golden`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from .docx_writer import docx
from .model import Report
from .reports import REPORTS
from .text_writer import text

ROOT = Path(__file__).resolve().parents[2]
SAMPLES, TRUTH = "samples", "tests/samples/truth"
FACT_COLUMNS = ("form", "subject", "item", "code", "column", "year", "value", "unit")
INDICATOR_COLUMNS = ("form", "subject", "level1", "level2", "level3", "target", "actual", "weight", "score")

INTRODUCTION = """# 样本登记

这里的文件都是我们自己写的：地名、单位、项目和数字均属虚构，句子是自己的，只有表式和标签与公开的报告相同；各表之间数字能对上，
不能对上的地方是有意的，并在下面写明。

- 文件由 `tests/samples/reports/` 里的描述生成：`python -m tests.samples.build`（重新生成后逐字节相同，测试会核对）。
- 真值在 `tests/samples/truth/`（`<名称>.facts.tsv`、`.indicators.tsv`、`documents.tsv`），由同一描述写出，不经过本软件：
  表格部分是全部数字，正文部分是人工列出的；`<名称>.unknown.tsv` 是未知表格里的数字。
- `expected/<名称>.json` 是软件的输出，逐字比较；确认有意改变之后用 `pytest tests/samples --update-golden` 更新，并逐处看过差异。
- 要加一个样本：在 `tests/samples/reports/` 写一份描述，列入 `REPORTS`，再生成。

| 文件 | 单位、年度、种类 | 说明 |
| --- | --- | --- |
"""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def encoded(content: str, encoding: str) -> bytes:
    """Text in its encoding; UTF-16 with the byte order mark that editors write."""
    return (b"\xff\xfe" if encoding == "utf-16-le" else b"") + content.encode(encoding)


def truth(report: Report, stem: str) -> dict[str, bytes]:
    files = {
        f"{TRUTH}/{stem}.facts.tsv": table(FACT_COLUMNS, [fact.row() for fact in report.truths()]),
        f"{TRUTH}/{stem}.indicators.tsv": table(INDICATOR_COLUMNS, [indicator.row() for indicator in report.indicators()]),
    }
    unknown = report.truths(known=False)
    if unknown:
        files[f"{TRUTH}/{stem}.unknown.tsv"] = table(FACT_COLUMNS, [fact.row() for fact in unknown])
    return {name: content.encode() for name, content in files.items()}


def built() -> dict[str, bytes]:
    """Every file that the descriptions determine, by its path in the repository."""
    files: dict[str, bytes] = {}
    documents: list[tuple[str, str, str, str]] = []
    register = INTRODUCTION
    for report in REPORTS:
        names = []
        for name, rendering in report.files():
            names.append(name)
            files[f"{SAMPLES}/{name}"] = (
                docx(report) if rendering.style == "docx" else encoded(text(report, rendering.style), rendering.encoding)
            )
            stem = name.rsplit(".", 1)[0]
            files |= truth(report, stem)
            documents.append((stem, report.entity, str(report.fiscal_year), "|".join(sorted(report.kinds))))
        about = f"{report.entity}，{report.fiscal_year}，{'、'.join(report.kinds)}"
        register += f"| {'<br>'.join(f'`{name}`' for name in names)} | {about} | {report.shows} |\n"
    files[f"{TRUTH}/documents.tsv"] = table(("name", "entity", "fiscal_year", "kinds"), documents).encode()
    files[f"{SAMPLES}/README.md"] = register.encode()
    return files


def main() -> None:
    for name, content in built().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"samples: {len(built())} files")


if __name__ == "__main__":
    main()
