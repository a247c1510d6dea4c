"""Messages: their text and attachments come out under the names a person sees, whatever the mail program did to them."""

from __future__ import annotations

import base64
import random
import struct
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from gongkai.extractors.containers._ole_write import compound_file
from gongkai.extractors.containers._outlook_rtf import rtf_of
from gongkai.extractors.containers.mail import members_of_eml, members_of_msg
from gongkai.extractors.containers.model import MAX_DEPTH, Budget, Lost, Member
from gongkai.extractors.readers import read_bytes
from gongkai.extractors.readers.sniff import sniff
from gongkai.schemas.errors import DocumentError, EncryptedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

PAGE = "<html><body><p>现将决算报告报上</p><table><tr><td>支出合计</td><td>12.50</td></tr></table></body></html>"
PDF = b"%PDF-1.4 content"
Found = dict[str, bytes | type[DocumentError]]


def found(members: Iterator[Member | Lost]) -> Found:
    return {each.name: each.data if isinstance(each, Member) else type(each.reason) for each in members}


def eml(data: bytes) -> Found:
    return found(members_of_eml(data, "来信.eml", Budget(len(data))))


def msg(data: bytes) -> Found:
    return found(members_of_msg(data, "来信.msg", Budget(len(data))))


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "报送决算"
    return made


def raw(*parts: bytes, head: bytes = b"") -> bytes:
    """A message of parts written byte by byte."""
    return (
        b"From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n" + head + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n'
        + b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + b"--B--\r\n"
    )  # fmt: skip


def attached(disposition: bytes, content: bytes = PDF) -> bytes:
    head = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; "
    return head + disposition + b"\r\n\r\n" + base64.encodebytes(content)


class TestBody:
    def test_page_counts_before_the_plain_text(self) -> None:
        made = message()
        made.set_content("纯文本")
        made.add_alternative(PAGE, subtype="html")
        members = eml(made.as_bytes())
        assert list(members) == ["正文.html"]
        data = members["正文.html"]
        assert isinstance(data, bytes)
        document = read_bytes(data, "正文.html", "正文.html")
        assert [cell.text for cell in document.tables[0].cells] == ["支出合计", "12.50"]

    def test_page_without_text_leaves_the_plain_text(self) -> None:
        made = message()
        made.set_content("支出合计12.5万元\n")
        made.add_alternative("<html><style>p {}</style><body>&nbsp;<img src='cid:1'></body></html>", subtype="html")
        assert eml(made.as_bytes()) == {"正文.txt": "支出合计12.5万元\n".encode()}

    @pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030", "", "utf-8", "x-unknown", "base64"])
    def test_encodings_declared_wrongly_or_not_at_all(self, declared: str) -> None:
        text = "全年决算支出合计12.5万元，其中镕达项目3万元，与预算相比没有变化"
        head = f"Content-Type: text/plain; charset={declared}" if declared else "Content-Type: text/plain"
        members = eml(raw(head.encode() + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text.encode("gb18030")))
        assert members == {"正文.txt": text.encode()}

    def test_page_that_names_another_encoding_than_the_mail(self) -> None:
        page = PAGE.replace("<html>", '<html><head><meta charset="gb2312"></head>')
        made = message()
        made.set_content(page, subtype="html", charset="utf-8")
        data = eml(made.as_bytes())["正文.html"]
        assert isinstance(data, bytes)
        assert "支出合计" in read_bytes(data, "正文.html", "正文.html").tables[0].cells[0].text

    def test_lines_broken_for_sending_are_joined(self) -> None:
        part = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n支出合计 \r\n12.5万元\r\n第二行".encode()
        assert eml(raw(part)) == {"正文.txt": "支出合计12.5万元\n第二行".encode()}

    def test_several_texts(self) -> None:
        part = "Content-Type: text/plain; charset=utf-8\r\n\r\n{}"
        members = eml(raw(part.format("前").encode(), attached(b'filename="a.pdf"'), part.format("后").encode()))
        assert list(members) == ["正文.txt", "a.pdf", "正文 (2).txt"]

    def test_without_any_text(self) -> None:
        assert eml(message().as_bytes()) == {}


class TestNames:
    @pytest.mark.parametrize(
        "disposition",
        [
            'filename="决算表.pdf"'.encode("gbk"),
            'filename="决算表.pdf"'.encode(),
            b'filename="=?GB2312?B?' + base64.b64encode("决算表.pdf".encode("gbk")) + b'?="',
            b"filename*=gbk''" + "决算表.pdf".encode("gbk").hex("%").upper().join(["%", ""]).encode(),
            b"filename*0*=utf-8''%E5%86%B3%E7%AE%97;\r\n filename*1*=%E8%A1%A8;\r\n filename*2=.pdf",
            b'filename="=?utf-8?B?' + base64.b64encode("决算".encode()) + b'?=\r\n =?utf-8?B?' + base64.b64encode("表.pdf".encode()) + b'?="',
            b'filename="=?utf-8?B?' + base64.b64encode("决算".encode()[:4]) + b'?=\r\n =?utf-8?B?'
            + base64.b64encode("决算表.pdf".encode()[4:]) + b'?="',
            'filename="C:\\报送\\决算表.pdf"'.encode(),
            'filename="../../决算表.pdf"'.encode(),
        ],
    )  # fmt: skip
    def test_chinese_names(self, disposition: bytes) -> None:
        assert eml(raw(attached(disposition))) == {"决算表.pdf": PDF}

    def test_name_of_the_content_type(self) -> None:
        part = b'Content-Type: application/pdf; name="=?GBK?B?' + base64.b64encode("报告.pdf".encode("gbk")) + b'?="\r\n\r\n' + PDF
        assert eml(raw(part)) == {"报告.pdf": PDF}

    def test_no_name(self) -> None:
        assert eml(raw(b"Content-Type: application/pdf\r\n\r\n" + PDF, b"Content-Type: image/x\r\n\r\n%PDF-1")) == {
            "附件.pdf": PDF,
            "附件 (2).pdf": b"%PDF-1",
        }

    def test_the_same_name_twice(self) -> None:
        part = attached(b'filename="a.pdf"')
        assert list(eml(raw(part, part))) == ["a.pdf", "a (2).pdf"]

    def test_names_stay_on_one_line(self) -> None:
        (name,) = eml(raw(attached(b'filename="=?utf-8?Q?a=0Ab=E2=80=AE.pdf?="')))
        assert name.isprintable() and "/" not in name


class TestAttachments:
    def test_pictures_shown_in_the_text_are_written_into_it_once(self) -> None:
        made = message()
        made.set_content("<p>报告 cid:t@x<img src='cid:t@x'><IMG SRC=cid:T@X><img src='cid:elsewhere'></p>", subtype="html")
        made.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<t@x>")
        members = eml(made.as_bytes())
        written = base64.b64encode(b"\x89PNG\r\n\x1a\n")
        assert list(members) == ["正文.html"]
        assert b"<p>\xe6\x8a\xa5\xe5\x91\x8a cid:t@x<img src='data:image/x;base64," + written + b"'><IMG SRC=cid:T@X>" in bytes(
            members["正文.html"]  # type: ignore[arg-type]
        )

    def test_a_picture_that_is_the_whole_message_is_a_document(self) -> None:
        made = message()
        made.set_content("<p><img src='cid:t@x'></p>", subtype="html")
        made.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<t@x>", filename="image001.png")
        assert eml(made.as_bytes()) == {"image001.png": b"\x89PNG\r\n\x1a\n"}

    def test_pictures_shown_in_the_text_are_left_out(self) -> None:
        made = message()
        made.set_content("<p>报告<img src='cid:logo@x'></p>", subtype="html")
        made.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<logo@x>", filename="logo.png")
        made.add_attachment(b"\x89PNG\r\n\x1a\n1", "image", "png", filename="扫描.png")
        assert list(eml(made.as_bytes())) == ["正文.html", "扫描.png"]

    def test_forwarded_message(self) -> None:
        inner = message()
        inner.replace_header("Subject", "衡东/决算")
        inner.set_content("内文")
        inner.add_attachment(PDF, "application", "pdf", filename="表.pdf")
        outer = message()
        outer.set_content("外文")
        outer.add_attachment(inner)
        members = eml(outer.as_bytes())
        assert list(members) == ["正文.txt", "衡东_决算.eml/正文.txt", "衡东_决算.eml/表.pdf"]

    def test_signatures_and_visiting_cards_are_no_documents(self) -> None:
        assert (
            eml(raw(b"Content-Type: text/vcard; name=a.vcf\r\n\r\nFN:x", b"Content-Type: application/pkcs7-signature\r\n\r\nx"))
            == {}
        )

    def test_what_cannot_be_had_is_said(self) -> None:
        members = eml(
            raw(
                b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx",
                b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nx",
                b"Content-Type: message/partial; number=1; id=1\r\n\r\nSubject: x\r\n\r\ny",
            )
        )
        assert members == {"winmail.dat": UnsupportedFormat, "smime.p7m": EncryptedDocument, "附件": UnreadableDocument}

    def test_cut_off_message_gives_what_is_there_and_says_so(self) -> None:
        data = raw(attached(b'filename="a.pdf"'), attached(b'filename="b.pdf"'))
        members = members_of_eml(data[: data.rindex(b"--B")], "", Budget(len(data)))
        assert [each.name for each in (next(members), next(members))] == ["a.pdf", "b.pdf"]
        with pytest.raises(UnreadableDocument, match="不完整"):
            next(members)

    def test_people_are_not_kept(self) -> None:
        made = message()
        made.set_content("报告")
        made.add_attachment(PDF, "application", "pdf", filename="a.pdf")
        assert not any("example.org" in name or b"example.org" in bytes(data) for name, data in eml(made.as_bytes()).items())  # type: ignore[arg-type]


def prop(tag: int, value: int) -> bytes:
    return struct.pack("<HHIII", 3, tag, 6, value, 0)


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def folder(head: int, *numbers: tuple[int, int], **streams: bytes | dict[str, object]) -> dict[str, object]:
    made: dict[str, object] = {"__properties_version1.0": bytes(head) + b"".join(prop(*number) for number in numbers)}
    for name, content in streams.items():
        made[f"__substg1.0_{name.removeprefix('x')}"] = content
    return made


def file(top: dict[str, object]) -> bytes:
    return compound_file(top)  # type: ignore[arg-type]


def uncompressed(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def compressed(rtf: bytes) -> bytes:
    """RTF in the compressed form, each byte as it is."""
    write, packed = 207, b""
    for start in range(0, len(rtf), 8):
        piece = rtf[start : start + 8]
        write += len(piece)
        end = struct.pack(">H", write % 4096 << 4) if len(piece) < 8 else b""
        packed += bytes([1 << len(piece) if end else 0]) + piece + end
    if len(rtf) % 8 == 0:
        packed += b"\1" + struct.pack(">H", write % 4096 << 4)
    return struct.pack("<II4sI", len(packed) + 12, len(rtf), b"LZFu", 0) + packed


class TestOutlook:
    def test_text_and_attachments(self) -> None:
        top = folder(32, (0x3FFD, 936), x0037001F=wide("报送"), x1000001F=wide("支出合计12.5万元"))
        top["__attach_version1.0_#00000000"] = folder(
            8, (0x3705, 1), x37010102=PDF, x3707001F=wide("部门决算公开表.pdf"), x3704001F=wide("部门~1.PDF")
        )
        top["__attach_version1.0_#00000001"] = folder(8, (0x3705, 1), x37010102=PDF + b"2", x3704001E="说明.pdf".encode("gbk"))
        top["__recip_version1.0_#00000000"] = folder(8, x3001001F=wide("a"), x39FE001F=wide("a@example.org"))
        data = file(top)
        assert sniff(data) == "msg"
        assert msg(data) == {"正文.txt": "支出合计12.5万元".encode(), "部门决算公开表.pdf": PDF, "说明.pdf": PDF + b"2"}

    def test_page_in_the_code_page_of_the_message(self) -> None:
        top = folder(32, (0x3FDE, 936), x10130102=PAGE.encode("gbk"), x1000001F=wide("纯文本"))
        top["__attach_version1.0_#00000000"] = folder(8, x37010102=b"\x89PNG", x3712001F=wide("i@1"), x370E001F=wide("image/png"))
        top["__substg1.0_10130102"] = PAGE.replace("</p>", "<img src=cid:i@1></p>").encode("gbk")
        members = msg(file(top))
        assert list(members) == ["正文.html"]
        assert "支出合计".encode() in bytes(members["正文.html"])  # type: ignore[arg-type]
        assert b"<img src=data:image/x;base64," + base64.b64encode(b"\x89PNG") in bytes(members["正文.html"])  # type: ignore[arg-type]

    def test_a_picture_that_is_the_whole_message_is_a_document(self) -> None:
        top = folder(32, x10130102=b"<p><img src=cid:i@1></p>")
        top["__attach_version1.0_#00000000"] = folder(
            8, x37010102=b"\x89PNG", x3712001F=wide("i@1"), x370E001F=wide("image/png"), x3707001F=wide("image001.png")
        )
        assert msg(file(top)) == {"image001.png": b"\x89PNG"}

    @pytest.mark.parametrize("packed", [True, False])
    def test_rich_text_with_a_table_counts_before_the_plain_text(self, packed: bool) -> None:
        rtf = rb"{\rtf1\ansi\trowd\cellx1000\cellx2000 A\cell 12.5\cell\row}"
        top = folder(32, x1000001F=wide("A 12.5"), x10090102=compressed(rtf) if packed else uncompressed(rtf))
        assert msg(file(top)) == {"正文.rtf": rtf}

    def test_rich_text_that_only_wraps_the_plain_text(self) -> None:
        page = rb"{\rtf1\ansi\fromhtml1 \trowd A}"
        for rtf in (compressed(rb"{\rtf1 A}"), compressed(page), b"LZFu", compressed(page)[:-4]):
            assert msg(file(folder(32, x1000001F=wide("A"), x10090102=rtf))) == {"正文.txt": b"A"}

    def test_rich_text_as_its_specification_shows_it(self) -> None:
        example = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3206865 6c090020627705b06c647d0a800fa0"
        assert rtf_of(bytes.fromhex(example)) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"

    def test_message_in_a_message(self) -> None:
        inner = folder(24, x0037001F=wide("上级来文"), x1000001F=wide("内文"))
        inner["__attach_version1.0_#00000000"] = folder(8, x37010102=PDF, x3707001F=wide("表.pdf"))
        top = folder(32)
        top["__attach_version1.0_#00000000"] = folder(8, (0x3705, 5), x3701000D=inner)
        assert msg(file(top)) == {"上级来文.msg/正文.txt": "内文".encode(), "上级来文.msg/表.pdf": PDF}

    def test_document_attached_as_an_object(self) -> None:
        top = folder(32)
        top["__attach_version1.0_#00000000"] = folder(8, (0x3705, 6), x3701000D={"CONTENTS": PDF}, x3001001F=wide("对象"))
        top["__attach_version1.0_#00000001"] = folder(8, (0x3705, 6), x3701000D={"WordDocument": b"1" * 5000, "1Table": b"2"})
        members = msg(file(top))
        assert list(members) == ["对象.pdf", "附件.doc"]
        assert sniff(bytes(members["附件.doc"])) == "doc"  # type: ignore[arg-type]

    def test_linked_file(self) -> None:
        top = folder(32)
        top["__attach_version1.0_#00000000"] = folder(8, (0x3705, 4), x3707001F=wide("表.xlsx"))
        assert msg(file(top)) == {"表.xlsx": UnsupportedFormat}


def nested_eml(levels: int) -> bytes:
    inner = b"Subject: x\r\nContent-Type: text/plain\r\n\r\n12.5"
    for _ in range(levels):
        inner = b"Subject: x\r\nContent-Type: message/rfc822\r\n\r\n" + inner
    return inner


class TestHostile:
    def test_messages_inside_one_another(self) -> None:
        members = eml(nested_eml(100))
        assert list(members.values()) == [LimitExceeded]
        assert list(eml(nested_eml(MAX_DEPTH - 1)).values()) == [b"12.5"]

    @pytest.mark.parametrize("kind", ["mixed", "alternative"])
    def test_parts_inside_one_another(self, kind: str) -> None:
        data = b"From: x\r\n" + b"".join(
            f'Content-Type: multipart/{kind}; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() for n in range(2000)
        )
        with pytest.raises(LimitExceeded, match="嵌套"):
            eml(data)

    def test_thousands_of_attachments(self) -> None:
        data = raw(*[attached(b'filename="a.pdf"', b"x")] * 20_010)
        with pytest.raises(LimitExceeded, match="超过"):
            eml(data)

    def test_endless_header(self) -> None:
        assert eml(b"From: x\r\nContent-Type: text/plain" + b";" * 5_000_000 + b"\r\n\r\n12.5") == {"正文.txt": b"12.5"}

    @pytest.mark.parametrize("text", ["<style>", "<", "cid:", "=?utf-8?B?", "a \r\n", "&nbsp;"])
    def test_texts_made_to_take_long(self, text: str) -> None:
        for kind in ("plain; format=flowed", "html"):
            eml(raw(f"Content-Type: text/{kind}\r\n\r\n{text * 400_000}".encode()))

    @pytest.mark.parametrize("kind", ["eml", "msg"])
    def test_mutants(self, kind: str) -> None:
        samples: dict[str, tuple[bytes, Callable[[bytes], Found]]] = {"eml": (sample_eml(), eml), "msg": (sample_msg(), msg)}
        sample, opened = samples[kind]
        rng = random.Random(5)
        for _ in range(400):
            damaged = bytearray(sample)
            for _ in range(rng.randint(1, 12)):
                damaged[rng.randrange(len(damaged))] = rng.choice((0, 255, rng.randrange(256)))
            if rng.random() < 0.3:
                del damaged[rng.randrange(len(damaged)) :]
            try:
                opened(bytes(damaged))
            except DocumentError as error:
                assert "\n" not in str(error)


def sample_eml() -> bytes:
    inner = message()
    inner.set_content("内文")
    made = message()
    made.set_content("支出合计")
    made.add_alternative(PAGE, subtype="html")
    made.add_attachment(PDF, "application", "pdf", filename="决算表.pdf")
    made.add_attachment(inner)
    data = made.as_bytes()
    assert BytesParser(policy=policy.default).parsebytes(data)["Subject"] == "报送决算"
    return data


def sample_msg() -> bytes:
    inner = folder(24, x0037001F=wide("上级来文"), x1000001F=wide("内文"))
    top = folder(32, (0x3FFD, 936), x0037001F=wide("报送"), x1000001E="支出合计".encode("gbk"))
    top["__attach_version1.0_#00000000"] = folder(8, (0x3705, 5), x3701000D=inner)
    top["__attach_version1.0_#00000001"] = folder(8, (0x3705, 1), x37010102=PDF * 400, x3707001F=wide("表.pdf"))
    return file(top)
