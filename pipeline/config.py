"""How `gongkai run` is set up: by options, by one TOML file, or by both (an option wins over the file)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from ..schemas.errors import UsageError, reason_of
from .batch import RunOptions
from .work.pool import Limits

LogFormat = Literal["text", "json"]


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything that `gongkai run` has to know; the fields are the keys of the TOML file."""

    inputs: tuple[Path, ...]
    out: Path
    csv: bool = False
    keep_personal: bool = False
    workers: int | None = None
    timeout: float = Limits().seconds
    """Seconds one document may take."""
    memory: int = Limits().memory_mib
    """MiB one document may take."""
    max_failures: int | None = None
    retry: bool = False
    quiet: bool = False
    log_format: LogFormat = "text"

    @property
    def options(self) -> RunOptions:
        """The part that concerns the work and not what is told of it."""
        limits = Limits(self.timeout, self.memory)
        return RunOptions(self.csv, self.keep_personal, self.workers, limits, self.max_failures, self.retry)


_BOOLEANS = ("csv", "keep_personal", "retry", "quiet")
_LEAST: Mapping[str, float] = {"workers": 0, "timeout": 0.1, "memory": 128, "max_failures": 0}
_KEYS = ("inputs", "out", *_BOOLEANS, *_LEAST, "log_format")


def run_config(file: Path | None, inputs: Sequence[Path], out: Path | None, given: Mapping[str, Any]) -> RunConfig:
    """The set-up from a TOML file (None: no file) and from what was `given` on the command line (None: not given).

    Paths in the file are relative to its folder. Raises UsageError for a file that cannot be read, unknown keys, and values out of
    range.
    """
    values = {} if file is None else _from_file(file)
    values.update({key: value for key, value in given.items() if value is not None})
    if inputs:
        values["inputs"] = tuple(inputs)
    if out is not None:
        values["out"] = out
    if not values.get("inputs"):
        raise UsageError("缺少 输入：请给出要读取的文件或文件夹，或在配置文件里写 inputs")
    if "out" not in values:
        raise UsageError("缺少 -o：请指定结果写到哪个文件夹，或在配置文件里写 out")
    for key, least in _LEAST.items():
        if values.get(key) is not None and values[key] < least:
            raise UsageError(f"{key} 不能小于 {least:g}：请改大后再试")
    if values.get("log_format", "text") not in get_args(LogFormat):
        raise UsageError(f"没有日志格式 {values['log_format']}：请用 text 或 json")
    return RunConfig(**values)


def _from_file(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text("utf-8-sig"))  # Windows' editor puts a mark before the text
    except OSError as error:
        raise UsageError(f"配置文件 {file} 读不了（{reason_of(error)}）：请检查路径") from None
    except UnicodeDecodeError:
        raise UsageError(f"配置文件 {file} 不是 UTF-8 编码，不是正确的 TOML：请另存为 UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {place[1]} 行第 {place[2]} 个字" if place else "末尾"
        raise UsageError(f"配置文件 {file} 不是正确的 TOML（{where}有错）：请按文档修改") from None
    for key, value in values.items():
        if key not in _KEYS:
            raise UsageError(f"配置文件 {file} 里没有 {key} 这一项：可用的有 {'、'.join(_KEYS)}")
        if not _fits(key, value):
            raise UsageError(f"配置文件 {file} 里 {key} 的值不对（{value!r}）：请按文档修改")
    if "inputs" in values:
        values["inputs"] = tuple(file.parent / each for each in values["inputs"])
    if "out" in values:
        values["out"] = file.parent / values["out"]
    return values


def _fits(key: str, value: object) -> bool:
    if key == "inputs":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if key in _BOOLEANS:
        return isinstance(value, bool)
    if key in _LEAST:
        return isinstance(value, int | float if key == "timeout" else int) and not isinstance(value, bool)
    return isinstance(value, str)
