"""`make bench`, or `make bench BENCH="spine"`: run the benchmarks named, or all."""

import sys
from importlib import import_module

from benchmarks.measuring import report

BENCHES = ("spine",)


def main(names: list[str]) -> int:
    """Run them one after the other. Exits with 1 when a goal was missed, 2 when a name is unknown."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    met = [report(name, import_module(f"benchmarks.{name}").run()) for name in names or BENCHES]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
