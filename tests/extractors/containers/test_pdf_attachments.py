"""Files attached to a PDF come out under the names that a reader program lists, wherever in the PDF they hang."""

from __future__ import annotations

import random
import zlib

import pytest

from gongkai.extractors.containers.model import Budget, Lost, Member
from gongkai.extractors.containers.pdf_attachments import members_of_pdf
from gongkai.schemas.errors import DocumentError, LimitExceeded, UnreadableDocument

from ..readers.pdf_files import Sheets
from ..readers.pdf_objects import stream, string, updated


def cover() -> bytes:
    return Sheets().text(60, 60, "部门决算公开附件").data()


def attached(name: str, content: bytes, first: int, *, packed: bool = False) -> list[bytes | str]:
    """A file specification and its content, as objects number `first` and the one behind it."""
    body = (
        stream(zlib.compress(content), "/Type /EmbeddedFile /Filter /FlateDecode")
        if packed
        else stream(content, "/Type /EmbeddedFile")
    )
    return [f"<< /Type /Filespec /F {name} /UF {name} /EF << /F {{{first + 1}}} >> >>", body]


def document(*files: tuple[str, bytes], packed: bool = False) -> bytes:
    objects = [each for number, (name, content) in enumerate(files) for each in attached(name, content, 2 * number, packed=packed)]
    names = " ".join(f"({number:05}) {{{2 * number}}}" for number in range(len(files)))
    return updated(cover(), objects, catalog=f"/Names << /EmbeddedFiles << /Names [{names}] >> >>")


def pinned(*files: tuple[str, bytes]) -> bytes:
    objects = [each for number, (name, content) in enumerate(files) for each in attached(name, content, 2 * number)]
    annotations = " ".join(
        f"<< /Type /Annot /Subtype /FileAttachment /Rect [9 9 20 20] /FS {{{2 * number}}} >>" for number in range(len(files))
    )
    return updated(cover(), objects, page=f"/Annots [{annotations}]")


def found(data: bytes) -> list[tuple[str, bytes | type[DocumentError]]]:
    members: list[Member | Lost] = list(members_of_pdf(data, "附件.pdf", Budget(len(data))))
    return [(each.name, each.data if isinstance(each, Member) else type(each.reason)) for each in members]


def test_attached_to_the_document() -> None:
    files = [("部门决算公开表.xlsx", b"PK\x03\x04"), ("说明.docx", b"PK\x03\x04d")]
    assert found(document(*[(string(name), content) for name, content in files])) == files


def test_packed() -> None:
    assert found(document((string("a.txt"), b"12.5" * 1000), packed=True)) == [("a.txt", b"12.5" * 1000)]


def test_pinned_to_a_page() -> None:
    assert found(pinned((string("决算表.xls"), b"x"))) == [("决算表.xls", b"x")]


def test_both_at_once_is_one_file() -> None:
    data = updated(
        cover(),
        attached(string("a.txt"), b"12.5", 0),
        page="/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [9 9 20 20] /FS {0} >>]",
        catalog="/Names << /EmbeddedFiles << /Names [(a) {0}] >> >>",
    )
    assert found(data) == [("a.txt", b"12.5")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_not_written_as_the_standard_says(encoding: str) -> None:
    name = "<" + "决算公开表.xlsx".encode(encoding).hex() + ">"
    assert found(document((name, b"x"))) == [("决算公开表.xlsx", b"x")]


def test_names_that_are_paths_or_missing_or_the_same() -> None:
    names = [
        name
        for name, _ in found(document(("(..\\\\..\\\\a.txt)", b"1"), ("(/)", b"%PDF-1.4"), ("(a.txt)", b"2"), ("(a.txt)", b"2")))
    ]
    assert names == ["a.txt", "附件.pdf", "a (2).txt"]


def test_none() -> None:
    assert found(cover()) == []


def test_attachment_without_content() -> None:
    data = updated(cover(), ["<< /Type /Filespec /F (a.txt) >>"], catalog="/Names << /EmbeddedFiles << /Names [(a) {0}] >> >>")
    assert found(data) == [("a.txt", UnreadableDocument)]


def test_limits() -> None:
    data = document((string("a"), bytes(70_000_000)), packed=True)
    with pytest.raises(LimitExceeded):
        found(data)


def test_thousands() -> None:
    data = document(*[(f"({number}.txt)", b"x") for number in range(3000)])
    assert len(found(data)) == 3000


def test_tree_in_circles() -> None:
    nodes = ["<< /Kids [{1} {0}] /Limits [(a) (z)] >>", "<< /Kids [{0} {1}] /Limits [(a) (z)] >>"]
    assert found(updated(cover(), nodes, catalog="/Names << /EmbeddedFiles {0} >>")) == []


def test_mutants() -> None:
    rng = random.Random(2)
    for sample in (document((string("决算表.xlsx"), b"PK" * 50), (string("b"), b"x")), pinned((string("c.txt"), b"12.5"))):
        start = len(cover()) - 300
        for _ in range(300):
            damaged = bytearray(sample)
            for _ in range(rng.randint(1, 6)):
                damaged[rng.randrange(start, len(damaged))] = rng.randrange(256)
            try:
                found(bytes(damaged))
            except DocumentError as error:
                assert "\n" not in str(error)
