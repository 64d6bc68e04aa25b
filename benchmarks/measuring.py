"""How things are measured: whole commands as their users run them, with time and peak memory, and the machine."""

import json
import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

RESULTS = Path("build/bench")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS")


def quick() -> bool:
    """Whether only the smallest sizes are wanted, to see that a benchmark works: `BENCH_QUICK=1`."""
    return os.environ.get("BENCH_QUICK", "") not in ("", "0")


def clock() -> float:
    """Seconds from some start: of the wall, or with `BENCH_CLOCK=cpu` of this process, where others are busy, too.

    Figures for people are of the wall, on a machine that does nothing else.
    """
    return time.process_time() if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter()


@contextmanager
def one_core() -> Iterator[None]:
    """Keeps this process on one core and tells libraries that are loaded from here on to use one thread."""
    os.environ.update(dict.fromkeys(THREADS, "1"))
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed. `share` in (0, 1]."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


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


def report(name: str, rows: Sequence[Row], *, wide: bool = False) -> bool:
    """Print a table, write JSON beside it, and say whether every goal was met.

    A `wide` one has a line for each `bench` and a column for each `what`, for many measured alike.
    """
    from rich.console import Console

    where = machine()
    title = f"{name}: {where['processor']}, {where['cores']} cores, Python {where['python']}"
    if os.environ.get("BENCH_CLOCK") == "cpu":
        title += "; times of the processor, not of the wall"
    Console(width=170 if wide else 140).print(_wide(title, rows) if wide else _long(title, rows))
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{name}.json"
    measured = {
        "machine": where,
        "clock": os.environ.get("BENCH_CLOCK", "wall"),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    file.write_text(json.dumps(measured | {"rows": [asdict(row) | {"met": row.met} for row in rows]}, indent=2))
    print(f"written to {file}")
    return all(row.met is not False for row in rows)


def _long(title: str, rows: Sequence[Row]) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
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
    return table


def _wide(title: str, rows: Sequence[Row]) -> "Table":
    """Figures that miss their goal are red and bear a mark; below the table are the goals, and the reasons known."""
    from rich import box
    from rich.table import Table

    cells = {(row.bench, row.what): row for row in rows}
    columns = {row.what: row for row in rows}
    missed = [row for row in rows if row.met is False]
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, caption_justify="left")
    table.add_column("", no_wrap=True)
    for what, row in columns.items():
        unit = "" if row.unit in what else row.unit
        table.add_column(f"{what}\n{unit}", justify="right")
    for bench in dict.fromkeys(row.bench for row in rows):
        line = (cells.get((bench, what)) for what in columns)
        table.add_row(bench, *("" if row is None else _cell(row) for row in line))
    table.caption = "\n".join(
        f"{row.bench}: {row.what} {row.value:,.3g} {row.unit}, goal {'≥' if row.at_least else '≤'} {row.goal:g}"
        + (f"  ({row.note})" if row.note else "")
        for row in missed
    )
    return table


def _cell(row: Row) -> str:
    figure = f"{row.value:,.0f}" if row.value == int(row.value) or row.value >= 100 else f"{row.value:.3g}"
    return f"[bold red]{figure} ![/]" if row.met is False else figure
