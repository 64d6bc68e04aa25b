"""Killing the service and its engine while statements come in: is all there that was acknowledged, and once?"""

import asyncio
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from api import settings as reading
from benchmarks.lms import Clients, Service, stored

FACTS = """// How many facts each statement gave.
// params: none
// rows: statement, facts
// seconds: 60
MATCH (e:Evidence)
RETURN e.statement AS statement, count(*) AS facts
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survived:
    """What was left after the kills. All but `acknowledged`, `kills` and `failures` should be 0."""

    kills: int
    acknowledged: int
    failures: int
    missing: int
    twice: int
    without_fact: int
    refused: int


def survive(home: Path, *, kills: int, seed: int, batch: int = 40, most_seconds: float = 1.2) -> Survived:
    """Post from two clients, and kill by turns the service, the engine, and both, each at a random moment."""
    chance = random.Random(seed)
    service = Service(home)
    service.prepare()
    clients = Clients(service, batch=batch, seed=seed)
    done = 0
    try:
        service.start()
        clients.start()
        for number in range(kills):
            before = len(clients.acknowledged)
            _wait_for_more(clients, before)
            time.sleep(chance.uniform(0.0, most_seconds))
            kind = ("service", "engine", "both")[number % 3]
            if kind != "service":
                done += service.kill_engine()
            if kind != "engine":
                service.kill()
                done += kind == "service"
                service.start()
        _wait_for_more(clients, len(clients.acknowledged))
        clients.stop()
        found = Counter(stored(service))
    finally:
        clients.stop()
        service.stop()
    facts = asyncio.run(_facts(service))
    return Survived(
        kills=done,
        acknowledged=len(clients.acknowledged),
        failures=clients.failures,
        missing=len(set(clients.acknowledged) - set(found)),
        twice=sum(count > 1 for count in found.values()),
        without_fact=sum(facts.get(id_, 0) != 1 for id_ in found) + len(facts.keys() - found.keys()),
        refused=len(clients.refused),
    )


def _wait_for_more(clients: Clients, before: int) -> None:
    """Until something more was acknowledged. Raises RuntimeError after three minutes."""
    until = time.monotonic() + 180
    while len(clients.acknowledged) == before:
        if time.monotonic() > until:
            raise RuntimeError("nothing comes in any more")
        time.sleep(0.02)


async def _facts(service: Service) -> dict[str, int]:
    from api.wiring import opened_record
    from graph.statements import parse

    settings = reading.read({**os.environ, **service.environment})
    async with opened_record(settings) as record:
        rows = await record.connection.rows(parse("read/facts_of_statements", FACTS))
    return dict(rows)
