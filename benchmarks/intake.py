"""Statements that learning systems hand in: how many a second over HTTP, how soon they are found, and what kills do.

Sizes: 40,000 statements of 1.3 kB in batches of 500, each a test result of a known person, so each gives a fact.
"""

import json
import random
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from benchmarks.intake_kills import survive
from benchmarks.lms import CHECK, Service, posted, statement
from benchmarks.measuring import Row, quantile, quick


def run() -> list[Row]:
    """The rows. The kills come last."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _measured(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        return rows + _killed(Path(folder))


def _measured(home: Path) -> list[Row]:
    count, batch = (2_000, 500) if quick() else (40_000, 500)
    service = Service(home)
    service.prepare()
    chance = random.Random(1)
    bodies = [json.dumps([statement(chance) for _ in range(batch)]).encode() for _ in range(count // batch)]
    singles = [json.dumps(statement(chance)).encode() for _ in range(50 if quick() else 400)]
    try:
        service.start()
        posted(service, [json.dumps([statement(chance) for _ in range(100)]).encode() for _ in range(4)], 2)  # warm
        started = time.perf_counter()
        seconds = posted(service, bodies, 2)
        rate = count / (time.perf_counter() - started)
        started = time.perf_counter()
        single_seconds = posted(service, singles, 8)
        single_rate = len(singles) / (time.perf_counter() - started)
        again = posted(service, bodies[:4], 2)
        return [
            Row(bench="xAPI", what="batches of 500, two clients", value=rate, unit="statements/s", goal=2_000,
                at_least=True, note=f"{len(bodies[0]) // batch} bytes each, one fact each"),
            Row(bench="xAPI", what="a batch of 500, median", value=1e3 * quantile(seconds, 0.5), unit="ms"),
            Row(bench="xAPI", what="a batch of 500, slowest", value=1e3 * max(seconds), unit="ms"),
            Row(bench="xAPI", what="the same batch again, slowest", value=1e3 * max(again), unit="ms"),
            Row(bench="xAPI", what="one statement a request, eight clients", value=single_rate, unit="statements/s"),
            Row(bench="xAPI", what="one statement, p95", value=1e3 * quantile(single_seconds, 0.95), unit="ms"),
            *_found(service, count),
        ]  # fmt: skip
    finally:
        service.stop()


def _found(service: Service, count: int) -> list[Row]:
    agent = quote(json.dumps({"account": {"homePage": "https://lms.example.org", "name": "user7"}}))
    questions = {
        "the newest 100": "limit=100",
        "the newest 100 of a person": f"limit=100&agent={agent}",
        "100 of a person, however related": f"limit=100&agent={agent}&related_agents=true",
        "100 of an activity": f"limit=100&activity={quote(CHECK)}",
        "100 of an activity that is nowhere": f"limit=100&related_activities=true&activity={quote(CHECK + '/x')}",
        "100 since a time in the past": "limit=100&ascending=true&since=2020-01-01T00:00:00Z",
    }
    rows = []
    for what, query in questions.items():
        seconds = []
        for _ in range(5):
            started = time.perf_counter()
            status, body = service.ask("GET", f"/xapi/statements?{query}")
            seconds.append(time.perf_counter() - started)
            if status != 200:
                raise RuntimeError(f"{what}: {status} {body[:300]!r}")
        rows.append(
            Row(bench=f"of {count:,}", what=what, value=1e3 * quantile(seconds, 0.5), unit="ms", note="median of 5")
        )
    return rows


def _killed(home: Path) -> list[Row]:
    left = survive(home, kills=3 if quick() else 24, seed=7)
    note = f"{left.kills} kills of service and engine, {left.failures} requests tried again"
    return [
        Row(bench="kills", what="acknowledged statements", value=left.acknowledged, unit="", note=note),
        Row(bench="kills", what="of these not there", value=left.missing, unit="", goal=0),
        Row(bench="kills", what="statements that are there twice", value=left.twice, unit="", goal=0),
        Row(bench="kills", what="statements with no fact, or two", value=left.without_fact, unit="", goal=0),
        Row(bench="kills", what="requests refused", value=left.refused, unit="", goal=0),
    ]
