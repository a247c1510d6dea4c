"""A docx stored as one XML file (flat OPC) as the package it stands for."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile

from lxml import etree

from ...schemas.errors import UnreadableDocument
from ._package import shown

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


def is_flat_package(root: etree._Element) -> bool:
    """Whether an XML file is a package in one piece."""
    return root.tag == f"{_PKG}package"


def packed(root: etree._Element) -> bytes:
    """The parts of a flat package as a ZIP file; raises UnreadableDocument where a part is damaged."""
    types = etree.Element("Types", {"xmlns": "http://schemas.openxmlformats.org/package/2006/content-types"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for part in root.iter(f"{_PKG}part"):
            name = part.get(f"{_PKG}name", "").lstrip("/")
            if not name:
                continue
            etree.SubElement(types, "Override", PartName=f"/{name}", ContentType=part.get(f"{_PKG}contentType", ""))
            package.writestr(name, _content(part, name))
        package.writestr("[Content_Types].xml", etree.tostring(types))
    return buffer.getvalue()


def _content(part: etree._Element, name: str) -> bytes:
    tree = part.find(f"{_PKG}xmlData/*")
    if tree is not None:
        return etree.tostring(tree, encoding="utf-8", with_tail=False)
    try:
        return base64.b64decode(part.findtext(f"{_PKG}binaryData") or "")
    except binascii.Error:
        raise UnreadableDocument(f"文件已损坏（{shown(name)} 无法解码）：请重新下载，或用 Word/WPS 打开后另存再试") from None
