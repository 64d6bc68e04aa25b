"""How things are measured: whole commands as their users run them, with time and peak memory, and the machine."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path("build/bench")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. `goal` is the most it should be (or, with `at_least`, the least); None where there is no goal."""

    bench: str
    what: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A command that ran: wall seconds, peak resident memory in MB of its own process, and what it printed."""

    seconds: float
    peak_mb: float
    stdout: str
    stderr: str
    code: int


def command(arguments: Sequence[str], environment: Mapping[str, str], *, fine: Sequence[int] = (0,)) -> Ran:
    """Run a `skillway` command in a process of its own. Raises RuntimeError when it exits otherwise than `fine`."""
    out, err = RESULTS / "stdout", RESULTS / "stderr"
    RESULTS.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", *arguments], stdout=stdout, stderr=stderr, env={**os.environ, **environment}
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    ran = Ran(
        seconds=time.perf_counter() - started,
        peak_mb=usage.ru_maxrss / 1024,
        stdout=out.read_text(encoding="utf-8"),
        stderr=err.read_text(encoding="utf-8"),
        code=process.returncode,
    )
    if ran.code not in fine:
        raise RuntimeError(
            f"skillway {' '.join(arguments)} exited with {ran.code}:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
        )
    return ran


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return {
        "processor": model,
        "cores": os.cpu_count() or 0,
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def report(name: str, rows: Sequence[Row]) -> bool:
    """Print a table, write JSON beside it, and say whether every goal was met."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    where = machine()
    table = Table(
        title=f"{name}: {where['processor']}, {where['cores']} cores, Python {where['python']}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    for column, justify in (("bench", "left"), ("what", "left"), ("value", "right"), ("goal", "right"), ("", "left")):
        table.add_column(column, justify="right" if justify == "right" else "left")
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        table.add_row(
            row.bench,
            row.what + (f"  ({row.note})" if row.note else ""),
            f"{row.value:,.3g} {row.unit}" if row.value < 1000 else f"{row.value:,.0f} {row.unit}",
            "" if row.goal is None else f"{sign} {row.goal:g} {row.unit}",
            {None: "", True: "met", False: "MISSED"}[row.met],
        )
    Console(width=140).print(table)
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{name}.json"
    measured = {"machine": where, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    file.write_text(json.dumps(measured | {"rows": [asdict(row) | {"met": row.met} for row in rows]}, indent=2))
    print(f"written to {file}")
    return all(row.met is not False for row in rows)
