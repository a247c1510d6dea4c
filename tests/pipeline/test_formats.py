"""`gongkai formats`: what can be read here and with what; a refusal says the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console

from gongkai.extractors import ocr
from gongkai.extractors.containers import ARCHIVES
from gongkai.extractors.readers import READERS, programs, read_bytes
from gongkai.extractors.readers.formats import PACKED, READABLE, UNREADABLE, needs_program, readings, refusal
from gongkai.extractors.readers.programs import BSDTAR, LIBREOFFICE
from gongkai.extractors.readers.sniff import NAMES, Format
from gongkai.pipeline.formats import show_formats
from gongkai.schemas.errors import DocumentError
from support import Cli

NEEDING = [
    readable
    for readable in (*READABLE, *PACKED)
    if readable.recognised == "whole" or (readable.program and not readable.dispensable)
]


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for program in (LIBREOFFICE, BSDTAR):
        monkeypatch.setenv(program.variable, "")
    monkeypatch.setattr(ocr, "available", lambda: False)
    programs.find.cache_clear()
    programs.version_of.cache_clear()
    yield
    programs.find.cache_clear()
    programs.version_of.cache_clear()


def shown(width: int = 100) -> str:
    console = Console(width=width, highlight=False, markup=False, emoji=False, force_terminal=False)
    with console.capture() as captured:
        show_formats(console)
    return captured.get()


def test_every_format_is_listed_once_as_what_it_is() -> None:
    documents, packed = ([readable.format for readable in listed] for listed in (READABLE, PACKED))
    assert sorted(documents) == sorted(READERS)
    assert sorted(packed) == sorted(ARCHIVES)
    everything = [*documents, *packed, *UNREADABLE, "unknown"]
    assert sorted(everything) == sorted(get_args(Format))


@pytest.mark.parametrize("format", [*UNREADABLE, *(readable.format for readable in PACKED), "unknown"])
def test_every_refusal_says_what_to_do(format: Format) -> None:
    message = str(refusal(format, "报告"))
    assert "请" in message
    assert "\n" not in message
    assert format == "unknown" or message.startswith(f"这是{NAMES[format]}，")


def test_the_list_and_the_refusal_use_the_same_words(nothing_installed: None) -> None:
    text = shown()
    for readable in NEEDING:
        reason = str(needs_program(readable.format))
        assert reason.startswith(f"这是{NAMES[readable.format]}，")
        assert reason.partition("，")[2] in text
    unavailable = {reading.name for reading in readings() if not reading.available and reading.read_with}
    assert {"OpenDocument 文档", "RAR 压缩包", "7z 压缩包", "PNG 图片"} <= unavailable


def test_a_document_that_needs_a_missing_program_is_refused_in_those_words(nothing_installed: None) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(DocumentError) as error:
        read_bytes(buffer.getvalue(), "a.odt", "a.odt")
    assert str(error.value) == str(needs_program("odt"))


def test_what_is_dispensable_is_read_without_it(nothing_installed: None) -> None:
    assert "olefile" in next(reading for reading in readings() if ".doc" in reading.suffixes).read_with


def test_versions_of_installed_programs_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_installed: None) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho LibreOffice 77.8.9.1 40\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv(LIBREOFFICE.variable, str(program))
    programs.find.cache_clear()
    if programs.find(LIBREOFFICE) is None:
        pytest.skip("programs of this system are no scripts")
    assert "LibreOffice 77.8.9.1" in shown()


def test_a_program_that_does_not_answer_has_no_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_installed: None
) -> None:
    program = tmp_path / "soffice"
    program.write_bytes(b"\x7fELF no program")
    program.chmod(0o755)
    monkeypatch.setenv(LIBREOFFICE.variable, str(program))
    programs.find.cache_clear()
    assert programs.version_of(LIBREOFFICE) is None


def test_the_command(cli: Cli) -> None:
    outcome = cli("formats", env={LIBREOFFICE.variable: "", "COLUMNS": "100"})
    assert outcome.code == 0
    assert outcome.err == ""
    for word in (".docx", ".wps", "lxml", "不可读", LIBREOFFICE.install):
        assert word in outcome.out
