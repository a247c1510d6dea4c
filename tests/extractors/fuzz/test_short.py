"""A short fuzz run over every reader and opener (the long one is `make bench-fuzz`), and whether it notices what it is there for."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from gongkai.extractors.containers import ARCHIVES
from gongkai.extractors.readers import READERS
from gongkai.extractors.readers.sniff import sniff

from .case import verdict
from .mutate import mutant
from .run import TESTS, bench_cases, run
from .seeds import KINDS, PICTURES, name_of, seeds

_DIGEST = """
import hashlib
from extractors.fuzz.mutate import mutant
from extractors.fuzz.seeds import KINDS
print(hashlib.sha256(b"".join(mutant(kind, number).data for kind in KINDS for number in range(6))).hexdigest())
"""


def test_every_format_that_can_be_read_or_opened_is_tried() -> None:
    assert sorted(KINDS) == sorted({*READERS, *ARCHIVES})
    for kind in KINDS:
        for data in seeds(kind):
            assert sniff(data, name_of(kind)) == kind


def test_what_is_damaged_can_be_read_before() -> None:
    refused = {
        kind for kind in KINDS for data in seeds(kind) if kind not in PICTURES and verdict(data, name_of(kind)).outcome != "read"
    }
    assert refused <= {"odt", "7z", "rar"}, "what needs a program"


def test_a_number_gives_the_same_file_in_every_process() -> None:
    command = [sys.executable, "-c", _DIGEST]
    digests = {
        subprocess.run(
            command, cwd=TESTS, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout.decode()
        for seed in ("1", "2")
    }
    here = hashlib.sha256(b"".join(mutant(kind, number).data for kind in KINDS for number in range(6))).hexdigest()
    assert digests == {f"{here}\n"}


def test_damaged_files_give_a_result_or_one_line() -> None:
    cases = bench_cases(0.02, first=1)
    tally = run(cases, 2)
    assert {
        signature: [f"python -m extractors.fuzz --replay {done.kind} {done.number}" for done in failures]
        for signature, failures in tally.failures.items()
    } == {}
    assert tally.files == len(cases)
    read = sum(count for (_, outcome), count in tally.outcomes.items() if outcome == "read")
    assert tally.files * 0.2 < read < tally.files * 0.9, "some damage is survived and some is not"


def test_a_process_that_ends_is_a_failure_and_the_next_file_is_read_all_the_same() -> None:
    tally = run([("no-such-kind", 1), ("csv", 1)], 1)
    assert list(tally.failures) == ["no-such-kind: died: 1"]
    assert tally.files == 2
