"""Statements ahead of the ontology: the service tries them again, by itself, for each edition that it notices."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from api.edition_replays import EditionWatch, Replayed
from graph import GraphTarget, counted
from learners.audit import AuditFilter
from learners.ids import LearnerId
from ontology.ids import AssessmentId
from tests.api.conftest import AT
from tests.api.lms import ANA, Lms, an_lms, the_sample
from tests.api.test_xapi_statements import evidence, passed

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def lms(
    embedded_target: GraphTarget, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[Lms]:
    async with an_lms(embedded_target, tmp_path_factory.mktemp("home")) as found:
        yield found


async def test_the_service_takes_what_waited_for_an_edition(lms: Lms, caplog: pytest.LogCaptureFixture) -> None:
    """A verdict on a test that nobody published waits; in the edition that has the test it counts, without anybody's
    doing. It is looked once for each edition; who it is about is in the audit log, and in no other."""
    caplog.set_level(logging.INFO)
    watch, record = EditionWatch(lms.wiring), await lms.record()
    assert await watch.once() == Replayed(), "nothing waits"
    own, other = passed(ANA, "berthing-check"), passed(ANA, "never-published-check")
    await lms.stored(own, other)
    with counted() as sent:
        assert await watch.once() == Replayed(), "the same edition still"
    assert not sent.by_name
    assert await EditionWatch(lms.wiring).once() == Replayed(tried=2, taken=0)

    sample = the_sample()
    new = replace(sample.assessments[0], id=AssessmentId("berthing-check"))
    more = replace(sample, assessments=tuple(sorted((*sample.assessments, new), key=lambda one: one.id)))
    await (await lms.wiring.reach.graph()).publish(more, author="ana", note="", at=AT)
    seen = await lms.wiring.editions.seen()
    while seen.view.edition.number == 1:  # noticed within a second
        seen = await lms.wiring.editions.seen()
    assert await watch.once() == Replayed(tried=2, taken=1)
    assert f"xapi:{own['id']}" in await evidence(lms, "p-ana")
    waits = await record.rejected.list(door="xapi")
    assert [item.code for item in waits] == ["activity.unknown"] and other["id"] in waits[0].row
    assert await watch.once() == Replayed()
    assert "edition 2: 1 of 2 refused items were taken" in caplog.text and "p-ana" not in caplog.text
    log = await record.audit.entries(AuditFilter(learner=LearnerId("p-ana"), caller="worker"))
    assert [entry.action for entry in log] == ["evidence.write"], "the audit log says that the worker wrote"
