"""What is shipped: every package and data file, locked dependencies from no particular place."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from support import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("schemas", "extractors", "pipeline")


def test_every_module_and_data_file_is_in_a_package() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if path.is_dir() or "__pycache__" in path.parts:
                continue
            assert (path.parent / "__init__.py").exists(), path
            assert path.suffix == ".py" or any(path.match(pattern) for pattern in patterns), path


def test_lock_files_hold_versions_and_hashes_and_nothing_else() -> None:
    for name in ("requirements.lock", "requirements-build.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert lines
        for line in lines:
            assert re.fullmatch(r"[A-Za-z0-9._-]+==\S+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), f"{name}: {line}"


def test_every_dependency_is_locked() -> None:
    locked = {
        line.partition("==")[0] for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines() if "==" in line
    }
    project = PROJECT["project"]
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        name = re.split(r"[<>=~! ;\[]", requirement)[0].lower().replace("_", "-")
        assert name in locked, requirement


def test_no_folder_at_the_root_shadows_the_installed_package() -> None:
    assert not (ROOT / "gongkai").exists()
    assert not (ROOT / "gongkai.py").exists()


@pytest.mark.skipif(
    int(metadata.version("setuptools").split(".")[0]) < 77, reason="needs the setuptools of requirements-build.lock"
)
def test_the_wheel_holds_everything(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("gongkai-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    facade = source / "pipeline" / "facade"
    for room in ROOMS:
        for path in (source / room).rglob("*"):
            if path.is_file():
                name = path.name if path.parent == facade else path.relative_to(source).as_posix()
                assert f"gongkai/{name}" in names
    assert {name.partition("/")[0] for name in names} == {"gongkai", wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"}
