"""The background worker: what nobody reads is right all the same, one worker at a time, and no log names anybody."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from api.plan_worker import PlanWorker
from api.wiring import Wiring
from graph.errors import GraphUnavailable
from learners.access import VisibleLearner
from planning.plans import Plan
from tests.api.conftest import Api, client_of
from tests.api.persons import ANA, As, fact, people, told

pytestmark = pytest.mark.anyio


async def kept(wiring: Wiring) -> Plan:
    visible = VisibleLearner(id=ANA, viewpoint="worker", caller="worker")
    ((plan, _),) = await (await wiring.record()).plans.of(visible)
    return plan


async def test_stale_plans_are_found_and_brought_up_to_date(wiring: Wiring, caplog: pytest.LogCaptureFixture) -> None:
    """After evidence the worker finds the one plan that it touches; after a day all of them; without news none. While
    another one has the turn it does nothing."""
    caplog.set_level(logging.DEBUG)
    await people(wiring)
    async with client_of(wiring) as client:
        ana = As(Api(client, wiring), f"learner:{ANA}")
        await ana.ask("mutation { proposePlan { ... on Plan { id } ... on Refusal { code } } }")
    moment = [datetime.now(UTC)]
    worker, other = PlanWorker(wiring, lambda: moment[0]), PlanWorker(wiring, lambda: moment[0])
    first = await worker.once()
    assert first is not None and first.looked == 1
    again = await worker.once()
    assert again is None or again.stale == 0
    before = await kept(wiring)
    await told(wiring, [fact("w1", ANA, "assessment", competency="python", level=4.0, days=1)])
    assert await other.once() is None, "the first one has the turn"
    tally = await worker.once()
    assert tally is not None and (tally.stale, tally.failed) == (1, 0)
    after = await kept(wiring)
    assert after.basis.seen > before.basis.seen and after.changes == before.changes + 1
    moment[0] += timedelta(days=1)
    tally = await worker.once()
    assert tally is not None and tally.stale == 1
    assert (await kept(wiring)).basis.day == moment[0].date()
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("skillway"))
    assert "1 stale" in said and ANA not in said.split() and after.id not in said


async def test_a_worker_that_fails_waits_longer_each_time(caplog: pytest.LogCaptureFixture) -> None:
    """A graph that is away is not asked every two seconds for ever; once it is there, it is looked at often again."""
    waits: list[float] = []

    class Away:
        """A service whose graph cannot be reached for a while, and which has no edition then."""

        @property
        def editions(self) -> SimpleNamespace:
            if len(waits) == 10:
                return SimpleNamespace(view=None)
            raise GraphUnavailable("The graph is away.")

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 12:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await PlanWorker(cast("Wiring", Away()), sleep=sleep).forever()
    assert waits[:3] == [4, 8, 16]
    assert waits[8:] == [300, 300, 2, 4]
    assert caplog.text.count("graph.unavailable") == 11
