"""Reader of the JSON that other converters write of documents: docling, MinerU, marker, unstructured and pandoc.

Each is known by marks of its own; any other JSON (results of this program among them) is no document. Tables keep their spans, texts
their page and, where the converter says where it measures from, their box in points.
"""

from __future__ import annotations

import json

from ...schemas.document import Document, ReadingWarning
from ...schemas.errors import LimitExceeded, UnreadableDocument, UnsupportedFormat
from . import _json_docling, _json_marker, _json_mineru, _json_pandoc, _json_unstructured
from ._converted import Gathered
from .original import Original

MAX_JSON_BYTES = 128 * 1024 * 1024
READ_WITH = "read_with"


def read_json(original: Original) -> Document:
    """Read the JSON of a converter.

    Raises UnsupportedFormat for JSON that no known converter wrote, UnreadableDocument where nothing is in it, or LimitExceeded.
    """
    if len(original.data) > MAX_JSON_BYTES:
        raise LimitExceeded(f"JSON 超过 {MAX_JSON_BYTES // 1024 // 1024} MB 的上限：请拆分后再试")
    try:
        value = json.loads(original.data)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise UnreadableDocument("JSON 不完整或已损坏，无法读取：请重新导出后再试") from error
    gathered = Gathered(original)
    try:
        return _read(value, gathered, original)
    except RecursionError as error:
        raise _too_deep() from error


def _read(value: object, gathered: Gathered, original: Original) -> Document:
    recognised = False
    ocr_pages = 0
    if _json_docling.knows(value):
        name, pages = _json_docling.NAME, _json_docling.Reader(value, gathered).read()
    elif _json_mineru.knows_list(value):
        name, pages = _json_mineru.NAME, _json_mineru.Reader(value, gathered).read_list()
    elif _json_mineru.knows_middle(value):
        mineru = _json_mineru.Reader(value, gathered)
        name, pages, recognised = _json_mineru.NAME, mineru.read_middle(), mineru.recognised()
        ocr_pages = (pages or 0) if recognised else 0
    elif _json_marker.knows(value):
        marker = _json_marker.Reader(value, gathered)
        name, pages, ocr_pages = _json_marker.NAME, marker.read(), marker.recognised_pages()
        recognised = ocr_pages > 0
    elif _json_unstructured.knows(value):
        unstructured = _json_unstructured.Reader(value, gathered)
        name, pages, recognised = _json_unstructured.NAME, unstructured.read(), unstructured.recognised()
    elif _json_pandoc.knows(value):
        name, pages = _json_pandoc.NAME, _json_pandoc.Reader(value, gathered).read()
    else:
        raise UnsupportedFormat(
            "这是 JSON 数据，不是已知转换软件（docling、MinerU、marker、unstructured、pandoc）写的文档：请换用原文件"
        )
    if not gathered.blocks and not gathered.pictures and not gathered.warnings:
        raise UnreadableDocument(f"{name} 里没有可读的文字和表格：请重新转换，或换用原文件")
    gathered.note_pictures()
    if recognised:
        how_many = f"有 {ocr_pages} 页" if ocr_pages else ""
        message = f"转换软件{how_many}从图片识别文字，数字可能认错：请与原件核对，或换用有文字的原文件"
        gathered.warnings.insert(0, ReadingWarning("converter_ocr", message))
    return gathered.document(original, "json", [(READ_WITH, name)], pages, ocr_pages)


def _too_deep() -> LimitExceeded:
    return LimitExceeded("JSON 内部嵌套过深，已停止读取：请换用原文件")
