"""`make bench`, or `make bench BENCH="planner"`: run the benchmarks named, or all. `BENCH_QUICK=1`: small ones."""

import sys
from contextlib import nullcontext
from importlib import import_module
from typing import NamedTuple

from benchmarks.measuring import one_core, report


class Bench(NamedTuple):
    """How the module `benchmarks.<name>` is run, whose `run()` gives rows; and how its table is printed."""

    name: str
    one_core: bool = False
    wide: bool = False


BENCHES = (
    Bench("spine"),
    Bench("planner", one_core=True, wide=True),
    Bench("refresh", one_core=True, wide=True),
    Bench("explanations", one_core=True, wide=True),
    Bench("organisation"),
    Bench("freshness"),
    Bench("skill_state"),
    Bench("intake"),
    Bench("person", one_core=True, wide=True),
)


def main(names: list[str]) -> int:
    """Run them one after the other. Exits with 1 when a goal was missed, 2 when a name is unknown."""
    known = {bench.name: bench for bench in BENCHES}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    met = [_run(known[name]) for name in names or known]
    return 0 if all(met) else 1


def _run(bench: Bench) -> bool:
    with one_core() if bench.one_core else nullcontext():
        rows = import_module(f"benchmarks.{bench.name}").run()
    return report(bench.name, rows, wide=bench.wide)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
