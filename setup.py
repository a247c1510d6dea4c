"""The packages of the wheel: every folder of the three rooms that has an `__init__.py`, below the one import name.

Everything else is in pyproject.toml, which cannot list packages below a mapped name by itself.
"""

from pathlib import Path

from setuptools import setup

ROOMS = ("schemas", "extractors", "pipeline")
FACADE = Path("pipeline", "facade")  # is the package `gongkai` itself

folders = sorted(module.parent for room in ROOMS for module in Path(room).rglob("__init__.py"))
setup(packages=["gongkai", *(".".join(("gongkai", *folder.parts)) for folder in folders if folder != FACADE)])
