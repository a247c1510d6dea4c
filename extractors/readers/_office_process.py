"""How LibreOffice is started: what it may not do, and how it is ended with all it has started.

It is given documents from anywhere. Its profile therefore forbids it to run macros, to update links, to load what lies outside the
document and to use the network, and where the system offers it the process has no network at all.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

MAX_MEMORY = 6 << 30
"""Address space of each of its processes (kept on Linux)."""
MAX_OUTPUT = 1 << 30
"""Size of a file it may write (kept on Linux)."""

_PROXY = ("127.0.0.1", 9)
"""Nobody listens there (the port of the discard service)."""
_COMMON = "/org.openoffice.Office.Common"
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),  # only from trusted places, of which there are none
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "DisableActiveContent", "true"),
    (f"{_COMMON}/Security/Scripting", "DisablePythonRuntime", "true"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_COMMON}/Load", "DetectWebDAVRedirection", "false"),
    (f"{_COMMON}/Save/Document", "AutoSave", "false"),
    (f"{_COMMON}/Save/Document", "LoadPrinter", "false"),
    (f"{_COMMON}/Misc", "UseOpenCL", "false"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Office.Update/Update", "Enabled", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),  # never; 1 asks, 2 does it
    ("/org.openoffice.Office.Writer/Content/Update", "Field", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Chart", "false"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),  # never; 0 does it, 2 asks
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),  # the proxies below
    *(
        setting
        for scheme in ("HTTP", "HTTPS", "FTP")
        for setting in (
            ("/org.openoffice.Inet/Settings", f"ooInet{scheme}ProxyName", _PROXY[0]),
            ("/org.openoffice.Inet/Settings", f"ooInet{scheme}ProxyPort", str(_PROXY[1])),
        )
    ),
    ("/org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
)
_ENVIRONMENT = {
    **dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), f"http://{_PROXY[0]}:{_PROXY[1]}"),
    "no_proxy": "",
    "SAL_USE_VCLPLUGIN": "svp",  # draws without a screen
    "SAL_DISABLE_PRINTERLIST": "1",
    "SAL_DISABLE_OPENCL": "1",
    "SAL_DISABLESKIA": "1",
}
_UNWANTED = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "NO_PROXY", "PYTHONPATH", "PYTHONHOME")


def prepare_profile(folder: Path) -> None:
    """Writes a user profile with nothing but our settings. Raises OSError."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{items}</oor:items>\n",
        "utf-8",
    )


def spawn(command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    """Starts LibreOffice; its temporary files lie in `folder`, its output goes nowhere. Raises OSError."""
    temporary = folder / "tmp"
    temporary.mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    environment |= _ENVIRONMENT | dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(temporary))
    process = subprocess.Popen(
        (*_confined(), *command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,  # a group of its own, so that all of it can be ended, and Ctrl-C is ours alone
    )
    _limit(process.pid)
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that `spawn` started, with its children; one that has ended already is left alone."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@cache
def _confined() -> tuple[str, ...]:
    """The command in front that takes the network away and, better still, ends all of it when this process is killed; empty where the
    system has none that works for this user.
    """
    setpriv, unshare = shutil.which("setpriv"), shutil.which("unshare")
    if sys.platform != "linux" or unshare is None:
        return ()
    tied = (setpriv, "--pdeathsig", "KILL", unshare, "--pid", "--fork", "--kill-child") if setpriv else (unshare,)
    for start in (tied, (unshare,)):
        for network in (("--net",), ("--user", "--map-root-user", "--net")):
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                command = (*start, *network)
                if subprocess.run((*command, "true"), capture_output=True, check=False, timeout=10).returncode == 0:
                    return command
    return ()


def _limit(pid: int) -> None:
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, ValueError):  # it may have ended, or a lower limit may hold
            resource.prlimit(pid, resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (MAX_OUTPUT, MAX_OUTPUT))
