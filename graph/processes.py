"""Which process this is, so that another on the same machine can tell whether it still lives.

A process number alone says little: it is given again, and every container counts its own. What is written down is
therefore machine start, process namespace, number and start time. Where the system does not tell them (anything but
Linux) nothing is written down, and nobody is taken for dead.
"""

import os
from pathlib import Path

PROC = Path("/proc")


def own() -> str:
    """This process, as `is_dead` understands it; empty where the system does not say."""
    here = _machine()
    started = _started(os.getpid())
    return f"{here} {os.getpid()} {started}" if here and started else ""


def is_dead(process: str) -> bool:
    """Whether the process is known to be over. False for one that lives, and wherever that cannot be told."""
    machine, _, rest = process.partition(" ")
    number, _, started = rest.partition(" ")
    if not number.isdecimal() or not started or machine != _machine():
        return False
    pid = int(number)
    try:
        os.kill(pid, 0)  # sends nothing; another user's process may be hidden in /proc, but not from this
    except ProcessLookupError:
        return True
    except OSError:
        return False
    now = _started(pid)
    return now != "" and now != started


def _machine() -> str:
    """This start of this machine, and the namespace in which processes are numbered."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{(PROC / 'self/ns/pid').readlink().name}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When the process started, in ticks since the machine did; `over` for one that only waits to be buried."""
    try:
        said = (PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    fields = said.rpartition(")")[2].split()  # the name before it may hold anything
    return "over" if fields[0] in "ZX" else fields[19]
