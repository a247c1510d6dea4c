"""The committed JSON Schema is that of the code, and what comes out conforms to it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import gongkai
from gongkai.pipeline.outputs.json import to_dict
from gongkai.schemas import json_schema
from support import ROOT, WriteReport

SAMPLES = sorted(path for path in (ROOT / "samples").rglob("*") if path.suffix in {".docx", ".txt"})


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(json_schema.committed_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_committed_schema_is_that_of_the_code() -> None:
    assert json_schema.committed_schema() == json_schema.generate(), "run: python -m gongkai.schemas.json_schema"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_samples_conform(path: Path, validator: Any) -> None:
    validator.validate(to_dict(gongkai.extract(path)))


def test_a_report_conforms_and_the_schema_refuses_what_is_wrong(validator: Any, write_report: WriteReport, tmp_path: Path) -> None:
    good: Any = to_dict(gongkai.extract(write_report(tmp_path / "决算.docx")))
    validator.validate(good)
    assert good["facts"]

    def refused(change: dict[str, object]) -> bool:
        bad = copy.deepcopy(good)
        bad["facts"][0].update(change)
        return not validator.is_valid(bad)

    assert refused({"value": 1.5})
    assert refused({"value": "1E+5"})
    assert refused({"value": None})
    assert refused({"parent": "三公经费"})
    assert refused({"year": "2023"})
    assert refused({"unit_from": "guess"})
    assert not refused({"added_later": "readers ignore unknown fields"})
    del good["facts"][0]["raw"]
    assert not validator.is_valid(good)
