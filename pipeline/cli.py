"""The command line. Nothing but typer is imported before a command needs it, so that `gongkai --help` answers at once."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ..schemas.errors import (
    EXIT_INTERNAL,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_UNREADABLE,
    EXIT_USAGE,
    DocumentError,
    GongkaiError,
    UsageError,
    reason_of,
)

if TYPE_CHECKING:
    from rich.console import Console

    from ..schemas.results import DocumentResult

_LOG = logging.getLogger("gongkai")
_INTERRUPTED = "已中断，没有写出结果"


class _ChineseHelp:
    """Help with Chinese headings; mixed into the classes of typer, whose own headings are English."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示本帮助"
        return option

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage:", "用法：", 1).replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]...")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
        rich_utils.OPTIONS_PANEL_TITLE = "选项"
        rich_utils.COMMANDS_PANEL_TITLE = "命令"
        rich_utils.REQUIRED_LONG_STRING = "[必填]"
        super().format_help(ctx, formatter)  # type: ignore[misc]


class _Command(_ChineseHelp, TyperCommand):
    pass


class _Group(_ChineseHelp, TyperGroup):
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands:
            similar = get_close_matches(args[0], self.commands, n=1)
            raise UsageError(
                f"没有命令 {args[0]}" + (f"，是不是 {similar[0]}？" if similar else "：请用 gongkai --help 查看全部命令")
            )
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_Group,
    add_completion=False,
    help="公开：把政府公开的部门预算、部门决算和绩效自评变成精确、可追溯的数据。",
    epilog="退出码：0 成功；1 核对出问题；2 用法不对或没有输入；3 有文件读不了；70 程序内部出错；130 被中断。",
)

_File = Annotated[Path, typer.Argument(metavar="文件", help="要读取的报告", show_default=False, readable=False)]
_KeepPersonal = Annotated[bool, typer.Option("--keep-personal", help="不遮盖填表人、联系电话等个人信息")]


def _version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        _write(f"gongkai {__version__}\n")
        raise typer.Exit


@app.callback()
def _global(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="把详细日志写到标准错误")] = False,
) -> None:
    if debug:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        _LOG.addHandler(handler)
        _LOG.setLevel(logging.DEBUG)


@app.command("run", cls=_Command)
def _run(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="输入", help="要读取的文件、文件夹（含下级文件夹）和压缩包", show_default=False, readable=False),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="文件夹", help="结果写到这里", show_default=False)] = None,
    csv: Annotated[bool, typer.Option("--csv", help="另写 CSV（可用 Excel 打开）")] = False,
    keep_personal: _KeepPersonal = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度和汇总")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="个数", help="工作进程数（默认与处理器数相同）", show_default=False)
    ] = None,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="秒", help="一份文件最多处理多久（默认 120）", show_default=False)
    ] = None,
    memory: Annotated[
        int | None, typer.Option("--memory", metavar="MB", help="一份文件最多用多少内存（默认 2048）", show_default=False)
    ] = None,
    max_failures: Annotated[
        int | None, typer.Option("--max-failures", metavar="份数", help="未能读取的文件超过这个数就停止", show_default=False)
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="重新处理以前超时、内存不足或出错的文件")] = False,
    log_format: Annotated[
        str | None,
        typer.Option("--log-format", metavar="格式", help="text（给人看）或 json（每行一条，给程序看）", show_default=False),
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="文件", help="从 TOML 文件读取以上设置，命令行的优先", show_default=False)
    ] = None,
) -> None:
    """读取文件、文件夹和压缩包，把全部结果写到输出文件夹。"""
    from .batch import run
    from .config import run_config
    from .outputs.tables import without_pandas
    from .progress import json_line, reporter

    given = {
        "csv": csv or None,
        "keep_personal": keep_personal or None,
        "quiet": quiet or None,
        "workers": workers,
        "timeout": timeout,
        "memory": memory,
        "max_failures": max_failures,
        "retry": retry or None,
        "log_format": log_format,
    }
    without_pandas()
    chosen = run_config(config, inputs or (), out, given)
    _leave_closed_folder((*chosen.inputs, chosen.out))
    with _terminable(), reporter(chosen.log_format, quiet=chosen.quiet) as reports:
        try:
            summary = run(chosen.inputs, chosen.out, chosen.options, reports.document)
        except (Exception, KeyboardInterrupt) as error:
            if chosen.log_format != "json":
                raise
            reason, code = _told(error)
            json_line("error", exit_code=code, reason=reason)
            sys.exit(code)
        reports.end(summary)
    raise typer.Exit(summary.exit_code)


def _leave_closed_folder(paths: Iterable[Path]) -> None:
    """Workers cannot start in a folder that is gone or that this user may not enter (`sudo -u` from /root), so the run leaves it."""
    try:
        os.chdir(Path.cwd())
    except OSError as error:
        if not all(path.is_absolute() for path in paths):
            raise UsageError(f"当前文件夹进不去（{reason_of(error)}）：请先 cd 到别的文件夹，或用绝对路径") from None
        os.chdir("/")


@contextmanager
def _terminable() -> Iterator[None]:
    """A request to end (SIGTERM, from systemd or kill) is treated like an interrupt: workers are stopped, nothing half is published."""
    import signal

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@app.command("extract", cls=_Command)
def _extract(file: _File, keep_personal: _KeepPersonal = False) -> None:
    """读取一份报告，把结果（JSON）写到标准输出。"""
    from .outputs.json import dumps

    _write(dumps(_read(file, keep_personal)))


@app.command("show", cls=_Command)
def _show(
    file: _File,
    keep_personal: _KeepPersonal = False,
    page: Annotated[
        int | None,
        typer.Option(
            "--page", metavar="页", help="把这一页画成图片（从 1 起，用于 PDF 和图片文件；出处的 page）", show_default=False
        ),
    ] = None,
    picture: Annotated[
        int | None,
        typer.Option(
            "--picture",
            metavar="张",
            help="把文件里的这张图片画出来（从 1 起，用于 Word 文件和网页；出处的 picture）",
            show_default=False,
        ),
    ] = None,
    image: Annotated[Path | None, typer.Option("--image", metavar="图片", help="图片写到这里（PNG）", show_default=False)] = None,
) -> None:
    """读取一份报告，用表格显示结果；或画出一页（--page）或文件里一张图片（--picture）上认出了什么，写到 --image。"""
    if page is not None or picture is not None or image is not None:
        _draw(file, page, picture, image, keep_personal)
        return
    from .show import show_result

    result = _read(file, keep_personal)
    _write_rich(lambda console: show_result(result, console))


def _draw(file: Path, page: int | None, picture: int | None, image: Path | None, keep_personal: bool) -> None:
    from .page_image import LEGEND, draw_page, draw_picture

    if image is None or (page is None) == (picture is None):
        raise UsageError(
            "--page 或 --picture 要和 --image 一起用：--page 说明画哪一页，--picture 说明画文件里的哪一张图片，--image 说明图片写到哪里"
        )
    if page is not None:
        draw_page(file, page, image, keep_personal=keep_personal)
    elif picture is not None and not draw_picture(file, picture, image, keep_personal=keep_personal):
        _write("这张图片上没有认出表格，结果里没有它的内容；图上只框出了看到的文字\n")
        return
    _write("".join(f"{meaning}\n" for meaning in LEGEND.values()))


@app.command("check", cls=_Command)
def _check(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="要核对的报告", show_default=False, readable=False)],
    format: Annotated[str, typer.Option("--format", metavar="格式", help="text（给人看）、json 或 sarif")] = "text",
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="规则", help="只用这些规则（GK4 指所有以此开头的）")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="规则", help="不用这些规则")] = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="级别", help="有这一级以上的问题时退出码为 1：error、warning、info、never")
    ] = "error",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="列出依据的每个数和各条规则的状态")] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="文件", help="不显示基线文件里已有的问题", show_default=False)
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", metavar="文件", help="把现有的问题写成基线文件", show_default=False)
    ] = None,
    keep_personal: _KeepPersonal = False,
) -> None:
    """核对报告：表内、表与表、正文与表、各份报告之间有没有互相矛盾的数。"""
    from .check_command import baseline_text, options, read_and_check, render, write_text
    from .document import extract_documents

    chosen = options(format, select or (), ignore or (), fail_on, verbose, baseline)
    checked = read_and_check(lambda file: extract_documents(file, keep_personal=keep_personal), files, chosen)
    for path, problem in checked.failures:
        _fail(f"{path}：{problem}", EXIT_UNREADABLE)
    if write_baseline is not None:
        write_text(write_baseline, baseline_text(checked.results))
    _write(render(checked, chosen))
    raise typer.Exit(checked.exit_code(chosen.fail_on))


@app.command("rules", cls=_Command)
def _rules(code: Annotated[str | None, typer.Argument(metavar="规则", help="只说明这一条规则", show_default=False)] = None) -> None:
    """列出全部核对规则；给出代码时说明它查什么、为什么、什么样不通过。"""
    from .check_command import rules_text

    _write(rules_text(code))


@app.command("forms", cls=_Command)
def _forms(name: Annotated[str | None, typer.Argument(metavar="表名", help="只说明这一张表", show_default=False)] = None) -> None:
    """列出认得的表；给出表名时列出它的项目、栏目和别名。"""
    from .show import show_form, show_forms

    _write_rich(show_forms if name is None else lambda console: show_form(name, console))


@app.command("formats", cls=_Command)
def _formats() -> None:
    """列出这台机器上能读取的格式、用什么读取，以及其余的要装什么。"""
    from .formats import show_formats

    _write_rich(show_formats)


@app.command("schema", cls=_Command)
def _schema() -> None:
    """显示结果 JSON 的 JSON Schema。"""
    from ..schemas.json_schema import committed_schema

    _write(committed_schema())


def main() -> None:
    """Runs the command line and ends the process with the exit code of `schemas.errors`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # UTF-8 under any locale and code page
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_invoke(sys.argv[1:]))


def _invoke(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        code = command.main(arguments or ["--help"], prog_name="gongkai", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        return _fail(*_told(error))
    if code == EXIT_INTERRUPTED:
        return _fail(_INTERRUPTED, EXIT_INTERRUPTED)
    if not arguments:
        return EXIT_USAGE
    return code if isinstance(code, int) else EXIT_OK


def _told(error: BaseException) -> tuple[str, int]:
    """What is said of an exception, and the exit code it leads to."""
    if isinstance(error, GongkaiError):
        return str(error), error.exit_code
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return _INTERRUPTED, EXIT_INTERRUPTED
    if hasattr(error, "format_message"):
        return _usage_problem(error), EXIT_USAGE
    _LOG.debug("internal error", exc_info=error)
    problem = " ".join(f"{type(error).__name__}: {error}".split())
    return f"程序内部出错（{problem}）：请加 --debug 重试（gongkai --debug …），并把输出报告给开发者", EXIT_INTERNAL


def _usage_problem(error: BaseException) -> str:
    """The message of typer's usage errors in Chinese; they are told apart by what they carry, as their classes are private."""
    parameter = getattr(error, "param", None)
    option = getattr(error, "option_name", None)
    if option is not None:
        problem = f"选项 {option} 不存在或缺少值"
    elif parameter is not None:
        name = parameter.opts[-1] if parameter.param_type_name == "option" else parameter.metavar
        problem = f"缺少 {name}" if type(error).__name__ == "MissingParameter" else f"{name} 的值不对"
    else:
        problem = f"用法不对（{getattr(error, 'message', error)}）"
    return f"{problem}：请用 gongkai --help 或 gongkai 命令 --help 查看用法"


def _fail(message: str, code: int) -> int:
    print(f"错误：{message}", file=sys.stderr)  # noqa: T201
    return code


def _read(file: Path, keep_personal: bool) -> DocumentResult:
    from .document import extract_document

    try:
        return extract_document(file, keep_personal=keep_personal)
    except DocumentError as error:
        from ..extractors.readers import display_name

        raise typer.Exit(_fail(f"{display_name(file.as_posix())}：{error}", error.exit_code)) from None


def _write(text: str) -> None:
    """Writes to standard output; a reader that has gone (`| head`) is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain when it closes the stream
        raise typer.Exit(EXIT_OK) from None
    except OSError as error:
        raise GongkaiError(f"写不了标准输出（{reason_of(error)}）：请检查磁盘空间") from error


def _write_rich(render: Callable[[Console], None]) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        render(console)
    _write(captured.get())
