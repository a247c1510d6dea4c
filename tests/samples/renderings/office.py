"""What LibreOffice makes of a description: all reports and all formats once per session, one call for each format, side by side."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from ..docx_writer import docx
from ..model import Report
from .sheets import xlsx

SOFFICE = shutil.which("soffice")
INSTALL = "needs LibreOffice (apt-get install libreoffice-writer-nogui libreoffice-calc-nogui fonts-wqy-zenhei)"
_WRITER = {
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "odt": "odt:writer8",
    "pdf": "pdf",
    "html": "html:HTML (StarWriter)",
}
_CALC = {"ods": "ods:calc8", "xls": "xls:MS Excel 97"}
_SECONDS = 240


class Office:
    """Renderings by format and report, in a folder of their own."""

    def __init__(self, folder: Path, reports: Iterable[Report]) -> None:
        self._folder = folder
        sources = folder / "sources"
        sources.mkdir()
        texts, books = [], []
        for report in reports:
            texts.append(sources / f"{report.name}.docx")
            texts[-1].write_bytes(docx(report))
            if report.tables():
                books.append(sources / f"{report.name}.xlsx")
                books[-1].write_bytes(xlsx(report))
        calls = [self._call(target, filter, texts) for target, filter in _WRITER.items()]
        calls += [self._call(f"calc.{target}", filter, books) for target, filter in _CALC.items()]
        for call in calls:
            call.communicate(timeout=_SECONDS)

    def _call(self, target: str, filter: str, sources: list[Path]) -> subprocess.Popen[bytes]:
        assert SOFFICE is not None
        into = self._folder / target
        profile = f"-env:UserInstallation={(self._folder / f'profile-{target}').as_uri()}"
        command = [SOFFICE, profile, "--headless", "--norestore", "--convert-to", filter, "--outdir", str(into), *map(str, sources)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def made(self, target: str, report: Report) -> bytes:
        """The rendering; `target` is a suffix, with `calc.` before it for what is made of the workbook."""
        return (self._folder / target / f"{report.name}.{target.rpartition('.')[2]}").read_bytes()
