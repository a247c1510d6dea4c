"""One document out of an archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.extractors.containers import expand, open_member, single
from gongkai.extractors.readers.original import Original
from gongkai.schemas.errors import EncryptedDocument, UnreadableDocument, UsageError

from .archive_files import raw_zip, zipped

TEXT = "某局2023年度部门决算\n本年收入合计 12.50 万元\n".encode()


def test_every_path_that_is_shown_can_be_opened(tmp_path: Path) -> None:
    inner = zipped({"a.txt": b"1", "附件/a.txt": b"2"})
    file = tmp_path / "批次.zip"
    file.write_bytes(zipped({"内层.zip": inner, "x/b.txt": b"3"}))
    shown = [each for each in expand(Original.of(file.read_bytes(), file.name, str(file))) if isinstance(each, Original)]
    assert len(shown) == 3
    assert [open_member(each.path) for each in shown] == shown


def test_an_archive_inside_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "批次.zip").write_bytes(zipped({"内层.zip": zipped({"a.txt": TEXT})}))
    assert single(open_member(tmp_path / "批次.zip" / "内层.zip")).data == TEXT


def test_a_member_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "批次.zip").write_bytes(zipped({"自评.txt": TEXT}))
    with pytest.raises(UnreadableDocument, match=r"里面有 自评\.txt"):
        open_member(tmp_path / "批次.zip" / "决算.txt")
    with pytest.raises(UnreadableDocument, match="没有别的文件"):
        open_member(tmp_path / "批次.zip" / "自评.txt" / "深.txt")


def test_a_file_is_opened_as_always(tmp_path: Path) -> None:
    (tmp_path / "自评.txt").write_bytes(TEXT)
    assert open_member(tmp_path / "自评.txt").data == TEXT
    with pytest.raises(UnreadableDocument, match="不存在"):
        open_member(tmp_path / "没有.zip" / "a.txt")


def test_the_only_document_is_taken() -> None:
    only = single(
        Original.of(zipped({"附件/自评.txt": TEXT, "程序.exe": b"MZ" + bytes(range(256)) * 4, ".DS_Store": b"x"}), "批次.zip")
    )
    assert (only.path, only.data) == ("批次.zip/附件/自评.txt", TEXT)
    plain = Original.of(TEXT, "自评.txt")
    assert single(plain) is plain


def test_of_several_one_has_to_be_named() -> None:
    with pytest.raises(UsageError, match=r"a\.txt、b\.txt.*批次\.zip/a\.txt"):
        single(Original.of(zipped({"a.txt": TEXT, "b.txt": TEXT}), "批次.zip"))


def test_where_there_is_none_it_says_why() -> None:
    with pytest.raises(EncryptedDocument):
        single(Original.of(raw_zip([(b"a.txt", TEXT)], flags=1), "批次.zip"))
    with pytest.raises(UnreadableDocument, match="没有读到文件"):
        single(Original.of(zipped({}), "批次.zip"))
