"""The book that a run keeps: which files there are, what each one holds, and how each document ended.

An SQLite database in the output folder. What later runs profit from stays in it; what concerns this run alone is in temporary tables,
so that memory does not grow with the number of files. Losing it costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..listing import Found
from .records import Contents, Problem, pack, unpack

_VERSION = 4
_COMMIT_EVERY = 0.25
"""Seconds after which what was written down is committed, so that a killed run loses little; with a write-ahead log that waits for no
disk."""
_ALONE = Contents(document=True)
"""What most files hold: one document and nothing else."""
_OUTPUTS = 1000
"""So many names of published files are asked for at once."""
_USED = 500
"""So many keys of what this run needs are taken down at once."""
_TABLES = """
create table if not exists files (path blob primary key, status text, sha256 text) without rowid;
create table if not exists contents (key text primary key, contents blob) without rowid;
create table if not exists results (key text primary key, body text) without rowid;
create table if not exists problems (key text primary key, problem blob, limits text) without rowid;
create table if not exists passing (key text primary key) without rowid;
create table if not exists published (
  output text primary key, token text, status text, made text, about text
) without rowid;
create index if not exists published_made on published (made);
create table if not exists comparisons (key text primary key, outcomes blob) without rowid;
create table if not exists findings (fingerprint text primary key) without rowid;
create table if not exists notes (name text primary key, value text) without rowid;
create temporary table listed (place blob primary key, display text, path blob, named integer, problem text) without rowid;
create temporary table items (
  file integer, member integer, display text, name text, named integer, sha256 text, key text, format text,
  problem blob, primary key (file, member)
) without rowid;
create index temp.items_by_content on items (sha256);
create index temp.items_by_key on items (key);
create temporary table outputs (
  output text primary key, folded text unique, token text, status text, made text, about text
) without rowid;
create temporary table found (fingerprint text primary key) without rowid;
create temporary table used (key text primary key) without rowid;
create temporary table compared (
  file integer, member integer, outcome blob, digest text, primary key (file, member)
) without rowid;
"""


_SAME = """
left join (
  select sha256, min(file * 1048576 + member) as place from items where sha256 is not null group by sha256 having count(*) > 1
) as same on same.sha256 = items.sha256 and same.place <> items.file * 1048576 + items.member
left join items as first on first.file = (same.place + 1) / 1048576 and first.member = (same.place + 1) % 1048576 - 1
"""
"""The first item with the same bytes as another."""
_ITEM = (
    "items.file, items.member, items.display, items.name, items.named, items.sha256, items.key, items.format, items.problem,"
    " first.display"
)
_IN_ORDER = "order by items.file, items.member"
_MADE = "items.key || ' ' || items.named || ' ' || coalesce(compared.digest, '')"


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a run, or an archive: `file` counts the files in order (0-based), `member` what is inside them (-1: the file)."""

    file: int
    member: int
    display: str
    name: str
    named: bool
    sha256: str | None
    key: str | None = None
    """Of its record in the store; None where there is a problem, and for archives."""
    format: str | None = None
    """Of an archive; None for documents."""
    problem: Problem | None = None
    same_as: str | None = None
    """The path of an earlier document with the same bytes."""


@dataclass(frozen=True, slots=True)
class Published:
    """What an earlier run published of a document."""

    output: str
    """The name of the file."""
    token: str
    """Digest of the file."""
    about: str
    """What `ResultsWriter` noted."""


@dataclass(frozen=True, slots=True)
class ToPublish:
    """A document or an archive of this run that is to be published."""

    item: Item
    outcome: object | None
    """What holding the document against others came to; None where there was nothing to hold it against."""
    made: str
    """What it is made from; "" for archives, and where there is a problem."""
    earlier: Published | None
    """What the last run published that was made from the same."""


class Ledger:
    """A context manager; one process writes at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self._open(path)
        except sqlite3.DatabaseError:  # damaged or of another version: start anew
            with contextlib.suppress(AttributeError):
                self._database.close()
            self.remove(path)
            self._open(path)

    @staticmethod
    def remove(path: Path) -> None:
        """Removes a ledger that nobody uses, for a run to begin anew."""
        for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            each.unlink(missing_ok=True)

    def _open(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._used: list[tuple[str]] = []
        """Keys that wait to be taken down."""
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        self._database.execute("pragma temp_store = file")
        self._database.execute("pragma wal_autocheckpoint = 2000")
        version = self._database.execute("pragma user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError("of another version")
        self._database.executescript(_TABLES)
        self._database.execute(f"pragma user_version = {_VERSION}")
        self._database.execute("begin")
        self._committed = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.execute("commit")
        self._database.close()

    def commit(self, *, now: bool = False) -> None:
        """Writes down for good, if it is time or `now`."""
        if now or time.monotonic() - self._committed > _COMMIT_EVERY:
            self._database.execute("commit")
            self._database.execute("begin")
            self._committed = time.monotonic()

    # --- what later runs profit from -------------------------------------------------------------------------------------------

    def known_sha256(self, path: Path, status: os.stat_result) -> str | None:
        """The digest of a file whose size, times and place on disk are what they were when it was last read."""
        return self._text("select sha256 from files where path = ? and status = ?", os.fsencode(path), _status(status))

    def remember_sha256(self, path: Path, status: os.stat_result, sha256: str) -> None:
        """Keeps the digest of a file; `status` is from before it was read."""
        if (
            time.time() - max(status.st_mtime, status.st_ctime) > 2
        ):  # one that was just written may change again in the same instant
            self._database.execute("replace into files values (?, ?, ?)", (os.fsencode(path), _status(status), sha256))

    def contents(self, key: str) -> Contents | None:
        """What a file holds, if that is known."""
        row = self._row("select contents from contents where key = ?", key)
        if row and not row[0]:
            return _ALONE
        try:
            found = unpack(row[0]) if row else None
        except ValueError:
            return None
        return found if isinstance(found, Contents) else None

    def save_contents(self, key: str, contents: Contents) -> None:
        """Keeps what a file holds."""
        self._database.execute("replace into contents values (?, ?)", (key, b"" if contents == _ALONE else pack(contents)))

    def has_result(self, key: str) -> bool:
        """Whether a record of this document was kept; it may have been lost since."""
        return self._row("select 1 from results where key = ?", key) is not None

    def save_result(self, key: str, body: str | None) -> None:
        """Takes down that the store has a record, and what it is compared by."""
        self._database.execute("replace into results values (?, ?)", (key, body))

    def forget_result(self, key: str) -> None:
        """Takes down that the store has no such record."""
        self._database.execute("delete from results where key = ?", (key,))

    def problem(self, key: str, limits: str) -> Problem | None:
        """Why a document has no record, if that is known; a problem with limits counts under the same limits only."""
        row = self._row("select problem from problems where key = ? and limits in ('', ?)", key, limits)
        try:
            found = unpack(row[0]) if row else None
        except ValueError:
            return None
        return found if isinstance(found, Problem) else None

    def save_problem(self, key: str, problem: Problem, limits: str) -> None:
        """Keeps why a document has no record; `limits` is "" where they do not matter."""
        self._database.execute("replace into problems values (?, ?, ?)", (key, pack(problem), limits))

    def save_passing(self, key: str) -> None:
        """Takes down that what is kept under the key is for this run alone."""
        self._database.execute("insert or ignore into passing values (?)", (key,))

    def forget_passing(self) -> list[str]:
        """Forgets what was for an earlier run alone, and that it is published; gives its keys."""
        keys = [row[0] for row in self._database.execute("select key from passing order by key")]
        if not keys:
            return []
        self._database.execute(
            "update published set made = '' where substr(made, 1, instr(made, ' ') - 1) in (select key from passing)"
        )
        self._database.execute("delete from notes where name = 'token'")
        for table in ("results", "problems"):
            self._database.execute(f"delete from {table} where key in (select key from passing)")
        self._database.execute("delete from passing")
        return keys

    def note(self, name: str) -> str | None:
        """A word about the last run that was published."""
        return self._text("select value from notes where name = ?", name)

    def set_note(self, name: str, value: str) -> None:
        self._database.execute("replace into notes values (?, ?)", (name, value))

    # --- this run ----------------------------------------------------------------------------------------------------------------

    def list_files(self, found: Iterable[Found]) -> int:
        """Takes down the files to be read, each once; gives their number. A file that was itself named counts as named."""
        for each in found:
            place = os.path.abspath(os.fsencode(each.path))  # noqa: PTH100 - Path.resolve would follow links
            self._database.execute(
                "insert into listed values (?, ?, ?, ?, ?) on conflict (place) do update set display = excluded.display,"
                " path = excluded.path, named = excluded.named where excluded.named",
                (place, each.display, os.fsencode(each.path), each.named, each.problem),
            )
        row = self._row("select count(*) from listed")
        return int(row[0]) if row else 0

    def has_new_files(self) -> bool:
        """Whether there are files in places where no run has read one."""
        return self._row("select 1 from listed where path not in (select path from files) limit 1") is not None

    def files(self) -> Iterator[Found]:
        """The files in the order of their displayed paths."""
        rows = self._database.execute("select path, display, named, problem from listed order by display, path")
        for path, display, named, problem in rows:
            yield Found(Path(os.fsdecode(path)), display, bool(named), problem)

    def add(self, item: Item) -> None:
        """Takes down a document or an archive of this run."""
        problem = pack(item.problem) if item.problem else None
        row = (item.file, item.member, item.display, item.name, item.named, item.sha256, item.key, item.format, problem)
        self._database.execute("replace into items values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def seen_before(self, sha256: str, file: int) -> bool:
        """Whether an earlier file of the run has the same bytes."""
        return self._row("select 1 from items where sha256 = ? and file < ? and member = -1 limit 1", sha256, file) is not None

    def items(self) -> Iterator[Item]:
        """All documents and archives in order."""
        for row in self._database.execute(f"select {_ITEM} from items {_SAME} {_IN_ORDER}"):
            yield _item(row)

    def to_publish(self) -> Iterator[ToPublish]:
        """All documents and archives in order, with what `publish` has to know of them."""
        rows = self._database.execute(
            f"select {_ITEM}, compared.outcome, {_MADE}, published.output, published.token, published.about from items {_SAME}"
            " left join compared on compared.file = items.file and compared.member = items.member"
            f" left join published on published.output = (select output from published where made = {_MADE} limit 1) {_IN_ORDER}"
        )
        for *item, outcome, made, output, token, about in rows:
            earlier = None if output is None else Published(output, token, about)
            yield ToPublish(_item(item), None if outcome is None else unpack(outcome), made or "", earlier)

    def clear_items(self) -> None:
        """Forgets how the documents of this run ended, to begin anew."""
        for table in ("items", "compared", "outputs", "found"):
            self._database.execute(f"delete from {table}")

    def comparable(self) -> Iterator[list[Item]]:
        """Groups of documents that may be of one body, copies left out."""
        rows = self._database.execute(
            "select body, file, member, display, name, named, sha256, key from items join results using (key)"
            " where body in (select body from items join results using (key) where body is not null group by body having count(*) > 1)"
            " and not exists (select 1 from items as other where other.sha256 = items.sha256"
            " and (other.file, other.member) < (items.file, items.member))"
            " order by body, file, member"
        )
        for _, group in groupby(rows, key=lambda row: row[0]):
            yield [
                Item(file, member, display, name, bool(named), sha256, key)
                for _, file, member, display, name, named, sha256, key in group
            ]

    def known_outcomes(self, group: str) -> object | None:
        """What holding a group of documents against each other came to in an earlier run."""
        row = self._row("select outcomes from comparisons where key = ?", group)
        try:
            return unpack(row[0]) if row else None
        except ValueError:
            return None

    def save_outcomes(self, group: str, outcomes: object) -> None:
        """Keeps what holding a group of documents against each other came to."""
        self._database.execute("replace into comparisons values (?, ?)", (group, pack(outcomes)))

    def save_comparison(self, item: Item, outcome: object) -> None:
        """Keeps what holding a document against others came to."""
        digest = hashlib.sha256(repr(outcome).encode()).hexdigest()
        self._database.execute("replace into compared values (?, ?, ?, ?)", (item.file, item.member, pack(outcome), digest))

    def take_output(self, name: str) -> bool:
        """Reserves the name of a published file; False where it is taken (upper and lower case are the same to some systems)."""
        cursor = self._database.execute("insert or ignore into outputs values (?, ?, '', '', '', '')", (name, name.casefold()))
        return cursor.rowcount == 1

    def is_output(self, name: str) -> bool:
        """Whether a file of this name is published by this run."""
        return self._row("select 1 from outputs where folded = ?", name.casefold()) is not None

    def outputs(self) -> Iterator[str]:
        """The names of the published files of this run, or of the last one where this run has published none yet."""
        table = "outputs" if self._row("select 1 from outputs limit 1") else "published"
        query, last = f"select output from {table} where output > ? order by output limit {_OUTPUTS}", ""
        while names := [row[0] for row in self._database.execute(query, (last,))]:
            yield from names  # the caller may change their rows meanwhile
            last = names[-1]

    def published_as(self, name: str) -> tuple[str, str] | None:
        """What the last run published under this name (its token), and the file's status then."""
        row = self._row("select token, status from published where output = ?", name)
        return None if row is None else (row[0], row[1])

    def set_output(self, name: str, token: str, made: str, about: str) -> None:
        """Takes down what a published file was made from, and what `publish` has to know to publish the same again."""
        self._database.execute("replace into outputs values (?, ?, ?, '', ?, ?)", (name, name.casefold(), token, made, about))

    def set_statuses(self, statuses: Iterable[tuple[str, str]]) -> None:
        """Takes down (name, status on disk) of published files."""
        self._database.executemany("update outputs set status = ?2 where output = ?1", statuses)

    def publishing(self) -> None:
        """Takes down which names the files will have that are now moved to their places: a run that is killed meanwhile has them known
        as ours.
        """
        self._database.execute("insert or ignore into published select output, '', '', '', '' from outputs")
        self.commit(now=True)

    def outdated(self) -> Iterator[str]:
        """The names under which earlier runs published something that this run does not publish."""
        rows = self._database.execute(
            "select output from published where output not in (select output from outputs) order by output"
        )
        yield from (row[0] for row in rows)

    def new(self, *fingerprints: str) -> int:
        """Takes down findings or failures; how many of them the last run that was published did not have."""
        if not fingerprints:
            return 0
        self._database.executemany("insert or ignore into found values (?)", [(each,) for each in fingerprints])
        known = "select count(*) from json_each(?) where value in (select fingerprint from findings)"
        row = self._row(known, json.dumps(fingerprints))
        return len(fingerprints) - (row[0] if row else 0)

    def published(self, notes: Mapping[str, str]) -> None:
        """Takes down that what this run found is now published."""
        self._database.execute("delete from published")
        self._database.execute("insert into published select output, token, status, made, about from outputs")
        self._database.execute("delete from findings")
        self._database.execute("insert into findings select fingerprint from found")
        for name, value in notes.items():
            self.set_note(name, value)
        self.commit(now=True)

    def use(self, *keys: str) -> None:
        """Takes down that this run needs what is kept under these keys."""
        self._used += [(key,) for key in keys]
        if len(self._used) >= _USED:
            self._write_used()

    def _write_used(self) -> None:
        self._database.executemany("insert or ignore into used values (?)", self._used)
        self._used.clear()

    def uses(self, key: str) -> bool:
        """Whether this run needs what is kept under the key."""
        self._write_used()
        return self._row("select 1 from used where key = ?", key) is not None

    def prune(self) -> None:
        """Forgets what this run did not need."""
        self._write_used()
        for table in ("contents", "results", "problems", "comparisons"):
            self._database.execute(f"delete from {table} where key not in (select key from used)")
        self._database.execute("delete from files where path not in (select path from listed)")
        self.commit(now=True)

    def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row that a query finds; None where there is none."""
        row: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        return row

    def _text(self, query: str, *values: object) -> str | None:
        """The text that a query finds; None where there is none."""
        row = self._row(query, *values)
        return None if row is None else str(row[0])


def _item(row: Sequence[Any]) -> Item:
    file, member, display, name, named, sha256, key, format, problem, same_as = row
    why = unpack(problem) if problem else None
    assert why is None or isinstance(why, Problem)
    return Item(file, member, display, name, bool(named), sha256, key, format, why, same_as)


def _status(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_dev} {status.st_ino}"
