"""The documents for users and contributors hold true: commands and examples run, tables and links match what exists.

In a fence marked `console`, each line that starts with `$ ` is run and what follows is what it must print (a line `…` stands for any
lines); fences marked `python` are run, and each line of those marked `sql`. Fences marked otherwise are only read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import get_args

import duckdb
import pytest

from gongkai.extractors.readers import READERS
from gongkai.pipeline.checks.registry import RULES
from gongkai.pipeline.cli import app
from gongkai.pipeline.config import RunConfig, run_config
from gongkai.pipeline.summary import RunSummary
from gongkai.pipeline.work.records import State
from gongkai.schemas.errors import EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_OK, EXIT_UNREADABLE, EXIT_USAGE
from gongkai.schemas.rows import FACT_COLUMNS
from support import ROOT, environment

READMES = ("README.md", "README.zh-CN.md")
OPERATING = ("docs/operating.md", "docs/operating.zh-CN.md")
DOCUMENTS = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", *OPERATING)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SESSION = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_SHOWN_AS = {"text": "UTF-8", "sheet_xml": "SpreadsheetML", "pdf": "PDF", "ofd": "OFD", "word_xml": "XML"}
"""What the READMEs call formats that have no extension of their own."""
_TYPES = {
    "text": "string",
    "texts": "list of strings",
    "integer": "int32",
    "float": "double",
    "boolean": "boolean",
    "decimal": "decimal128(38, 12)",
}


def fences(language: str) -> list[tuple[str, str]]:
    """(document, content) of the fences of one kind."""
    found = []
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        found += [(name, content) for kind, content in _FENCE.findall(text) if kind == language]
    return found


SESSIONS = [(name, *session) for name, content in fences("console") for session in _SESSION.findall(content)]
EXAMPLES = fences("python")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks to the examples like a checkout in which the documented commands were run one after another."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "samples", folder / "samples")
    return folder


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False
    )
    output = done.stdout.decode("utf-8")
    assert done.returncode == 0, output
    return output


@pytest.mark.parametrize(("document", "command", "expected"), SESSIONS, ids=[command for _, command, _ in SESSIONS])
def test_documented_commands_print_what_is_documented(document: str, command: str, expected: str, workplace: Path) -> None:
    program, *arguments = shlex.split(command)
    assert program == "gongkai"
    output = run([sys.executable, "-m", "gongkai", *arguments], workplace)
    pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(line) + "\n" for line in expected.splitlines())
    assert re.fullmatch(pattern, output), f"{document}: {command} prints\n{output}"


@pytest.mark.parametrize(("document", "example"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_documented_examples_run(document: str, example: str, workplace: Path) -> None:
    assert run([sys.executable, "-c", example], workplace), document


@pytest.mark.parametrize(("document", "questions"), fences("sql"), ids=range(len(fences("sql"))))
def test_documented_questions_are_answered(document: str, questions: str, workplace: Path) -> None:
    run([sys.executable, "-m", "gongkai", "run", "samples", "-o", "out", "-q"], workplace)
    with contextlib.chdir(workplace):
        for question in questions.splitlines():
            rows = duckdb.connect().execute(question).fetchall()
            if "sum(value)" in question:  # 0.42 stands in three tables and texts of three files: it counts once
                assert rows == [(2022, Decimal("0.42")), (2023, Decimal("0.68605"))], document


def test_documented_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        commands = [line for _, content in _FENCE.findall(text) for line in content.splitlines()] + re.findall(r"`([^`\n]+)`", text)
        named = {match[1] for command in commands if (match := re.match(r"make ([a-z-]+)\b", command))}
        assert named <= targets, name
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^make test$", ci, re.MULTILINE), "CI runs the README's test command"
    assert re.search(r"^make run$", ci, re.MULTILINE)


def test_every_column_of_facts_is_documented() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", text, re.MULTILINE)
    assert rows == [(column.name, _TYPES[column.kind], column.meaning) for column in FACT_COLUMNS]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith("http"):
            continue
        assert not path or (ROOT / name).parent.joinpath(path).exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", (ROOT / (path or name)).read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, target


@pytest.mark.parametrize("name", READMES)
def test_both_readmes_show_the_two_commands(name: str) -> None:
    first = _FENCE.search((ROOT / name).read_text(encoding="utf-8"))
    assert first is not None
    assert [line.split("#")[0].strip() for line in first[2].splitlines()] == ["make run", "make test"]


@pytest.mark.parametrize("name", READMES)
def test_both_readmes_name_all_commands_formats_and_groups_of_rules(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `gongkai (\w+)", text, re.MULTILINE))
    assert documented == {command.name for command in app.registered_commands}
    rows = "\n".join(line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| `"))
    assert [format for format in READERS if _SHOWN_AS.get(format, f"`.{format}`") not in rows] == []
    groups = set(re.findall(r"^\| (GK\d)\.\. \|", text, re.MULTILINE))
    assert groups == {rule.code[:3] for rule in RULES}


@pytest.mark.parametrize("name", OPERATING)
def test_operators_are_told_of_all_keys_states_codes_and_fields(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    example = next(content for kind, content in _FENCE.findall(text) if kind == "toml")
    assert set(tomllib.loads(example)) == {field.name for field in dataclasses.fields(RunConfig)}
    (tmp_path / "gongkai.toml").write_text(example, encoding="utf-8")
    run_config(tmp_path / "gongkai.toml", (), None, {})
    documented = set(
        re.findall(r"`([a-z_ ]+)`", "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| ")))
    )
    assert set(get_args(State)) <= documented
    assert set(RunSummary(tmp_path).told()) <= documented
    codes = set(map(int, re.findall(r"^\| (\d+) \|", text, re.MULTILINE)))
    assert codes == {EXIT_OK, EXIT_USAGE, EXIT_UNREADABLE, EXIT_INTERNAL, EXIT_INTERRUPTED}
