"""Adds objects to a PDF that was drawn before, as a program does that fills in a form: at the end, with a new table of objects."""

from __future__ import annotations

import re
from collections.abc import Sequence


def string(text: str) -> str:
    """A text as a PDF string."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def stream(content: bytes, entries: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries.encode(), content)


def updated(data: bytes, objects: Sequence[bytes | str], *, page: str = "", catalog: str = "") -> bytes:
    """`data` with further objects; `{0}`, `{1}` … in them and in what is added to the first page and to the catalog stand for references
    to the objects."""
    size = int(re.findall(rb"/Size (\d+)", data)[-1])
    references = [f"{size + number} 0 R" for number in range(len(objects))]

    def linked(content: bytes | str) -> bytes:
        text = content.encode() if isinstance(content, str) else content
        return re.sub(rb"\{(\d+)\}", lambda match: references[int(match[1])].encode(), text)

    bodies = {size + number: linked(content) for number, content in enumerate(objects)}
    for kind, extra in ((rb"/Type /Page\b", page), (rb"/Type /Catalog", catalog)):
        found = next(
            match for match in re.finditer(rb"(\d+) 0 obj\s*(<<.*?)\s*endobj", data, re.DOTALL) if re.search(kind, match[2])
        )
        bodies[int(found[1])] = found[2].rstrip()[:-2] + b" " + linked(extra) + b" >>"
    root = re.findall(rb"/Root (\d+ \d+ R)", data)[-1]
    before = re.findall(rb"startxref\s+(\d+)", data)[-1]
    made = bytearray(data.rstrip() + b"\n")
    table = b"xref\n"
    for number, body in sorted(bodies.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    trailer = b"trailer\n<< /Size %d /Root %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (size + len(objects), root, before, start)
    return bytes(made) + table + trailer
