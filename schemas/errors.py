"""The exceptions of gongkai and the exit codes they lead to.

An exception means "cannot go on with this document (or this call)"; bad data inside a document is a warning or a finding instead.

GongkaiError (70)
├── UsageError (2)              bad arguments, no input, unknown form or rule
├── TooManyFailures (3)         a run was told to stop after so many documents that could not be read
├── VocabularyError (70)        a vocabulary file is wrong: file, line, what and how to mend it
└── DocumentError (3)           one document could not be read; the rest of a batch goes on
    ├── UnsupportedFormat       no reader claims the content
    ├── UnreadableDocument      empty, truncated, damaged, unknown encoding, no permission
    ├── EncryptedDocument       needs a password
    └── LimitExceeded           would unpack or grow beyond what one document may use

Every message is one Chinese line that says what is wrong and what to do.
"""

from __future__ import annotations

import errno
from typing import ClassVar

EXIT_OK = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_UNREADABLE = 3
EXIT_INTERNAL = 70
EXIT_INTERRUPTED = 130


class GongkaiError(Exception):
    """Base of all our exceptions; `state` is the state a document ends in when this is raised while it is processed."""

    exit_code: ClassVar[int] = EXIT_INTERNAL
    state: ClassVar[str] = "crashed"


class UsageError(GongkaiError):
    """The call cannot be carried out as given."""

    exit_code = EXIT_USAGE


class VocabularyError(GongkaiError):
    """A vocabulary file is wrong; the message starts with ``file:line``."""


class TooManyFailures(GongkaiError):
    """More documents could not be read than the run was told to put up with."""

    exit_code = EXIT_UNREADABLE


class DocumentError(GongkaiError):
    """One document could not be read."""

    exit_code = EXIT_UNREADABLE
    state = "unreadable"


class UnsupportedFormat(DocumentError):
    """No reader claims this content."""

    state = "unsupported"


class UnreadableDocument(DocumentError):
    """The content is empty, damaged, truncated, in no known encoding, or not accessible."""


class EncryptedDocument(DocumentError):
    """The document needs a password."""

    state = "encrypted"


class LimitExceeded(DocumentError):
    """The document would unpack or grow beyond the limits for one document."""


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "不存在",
    errno.ENOTDIR: "上级不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名称太长",
    errno.EMFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
}


def reason_of(error: OSError) -> str:
    """Why the system refused something, in Chinese for what users meet, otherwise in the words of the system."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
