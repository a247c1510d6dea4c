"""Which files a run finds: deterministic, each once, safe with links, without its own output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gongkai.pipeline.listing import Found, find_files
from gongkai.pipeline.work.ledger import Ledger
from gongkai.schemas.errors import UsageError


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def listed(inputs: list[Path], out: Path) -> list[Found]:
    """The files as a run takes them."""
    out.mkdir(parents=True, exist_ok=True)
    with Ledger(out / f".{len(inputs)}") as ledger:
        ledger.list_files(find_files(inputs, out))
        return list(ledger.files())


def names(inputs: list[Path], out: Path, top: Path) -> list[str]:
    return [each.display.removeprefix(f"{top.as_posix()}/") for each in listed(inputs, out)]


def test_folders_are_read_recursively_in_a_fixed_order(tmp_path: Path) -> None:
    touch(tmp_path / "b.txt", tmp_path / "a" / "z.txt", tmp_path / "a" / "深" / "层.txt", tmp_path / "c.txt")
    assert names([tmp_path], tmp_path / "out", tmp_path) == ["a/z.txt", "a/深/层.txt", "b.txt", "c.txt"]


def test_the_order_of_the_inputs_does_not_matter(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt", tmp_path / "b" / "c.txt")
    one, two = tmp_path / "a.txt", tmp_path / "b"
    assert listed([one, two], tmp_path / "out") == listed([two, one, two], tmp_path / "out")


def test_a_file_named_and_found_is_read_once_and_counts_as_named(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt", tmp_path / "b.txt")
    found = listed([tmp_path, tmp_path / "a.txt"], tmp_path / "out")
    assert [(each.path.name, each.named) for each in found] == [("a.txt", True), ("b.txt", False)]


def test_hidden_files_owner_files_and_the_output_are_left_out(tmp_path: Path) -> None:
    touch(tmp_path / ".hidden", tmp_path / ".git" / "x.txt", tmp_path / "~$报告.docx", tmp_path / "out" / "documents" / "x.json")
    touch(tmp_path / "报告.docx")
    assert names([tmp_path], tmp_path / "out", tmp_path) == ["报告.docx"]


def test_what_an_earlier_run_wrote_is_no_report(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    touch(
        *(
            earlier / name
            for name in ("documents.parquet", "failures.jsonl", "facts.csv", "documents.csv", "summary.json", "决算.csv")
        )
    )
    touch(earlier / "documents" / "a.json")
    touch(tmp_path / "facts.csv")
    found = names([tmp_path], tmp_path / "out", tmp_path)
    assert found == ["earlier/决算.csv", "facts.csv"]


def test_the_output_folder_cannot_be_the_input_folder(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    with pytest.raises(UsageError, match="输出文件夹"):
        list(find_files([tmp_path], tmp_path))


def test_missing_inputs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="找不到"):
        list(find_files([tmp_path / "nothing"], tmp_path / "out"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_that_form_a_loop_are_followed_once(tmp_path: Path) -> None:
    touch(tmp_path / "in" / "a.txt", tmp_path / "other" / "b.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "one").symlink_to(tmp_path / "other", target_is_directory=True)
    (tmp_path / "in" / "two").symlink_to(tmp_path / "other", target_is_directory=True)
    assert len(names([tmp_path / "in"], tmp_path / "out", tmp_path)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="file names are bytes on POSIX only")
def test_names_that_are_not_utf8_are_found_and_shown_as_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("自评报告.txt".encode("gb18030"))
    try:
        touch(path)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    found = listed([tmp_path], tmp_path / "out")
    found[0].display.encode("utf-8")
    assert found[0].path == path
