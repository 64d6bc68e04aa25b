"""Plans that people go by, in the graph: a node for each plan, and one for each of its versions.

What a plan's answer rests on lies on its node as plain properties, so that a stale plan is found without opening what
it says; texts of some ten kilobytes lie on the versions. Whoever changes a plan says which state of it was read
(`changes`): a change that came in between is never written over. Nothing here is about a person by name.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from graph.record import plan_rows
from graph.record.plan_rows import Seen, Version, VersionLine
from graph.record.writing import MOST_BYTES, Moment, Writer
from graph.session import Connection
from learners.access import VisibleLearner
from learners.ids import LearnerId, PlanId
from planning.plans import Basis, Plan, outdated

__all__ = ["Change", "Plans", "Seen", "Stamp", "Version", "VersionLine"]

PAGE: Final = 500
CERTIFICATES: Final = 100
"""So many are read by one statement: about a megabyte."""


class Stamp(NamedTuple):
    """What the answer of a plan rests on now, where it is the answer that it was."""

    plan: Plan
    basis: Basis


class Change(NamedTuple):
    """A plan as it was read and as it is now, with a new version, or the newest one as it rests on now."""

    before: Plan
    after: Plan
    version: Version | None = None


class Plans:
    """The plans of a graph. Those of a learner are read by who may see the learner; all of them by the worker."""

    def __init__(self, connection: Connection, writer: Writer) -> None:
        self._connection = connection
        self._writer = writer

    async def of(self, visible: VisibleLearner) -> tuple[Seen, ...]:
        """All plans of a learner, by id; those of records that were merged into this one included."""
        return (await self.of_many((visible,)))[visible.id]

    async def of_many(self, visibles: Sequence[VisibleLearner]) -> Mapping[LearnerId, tuple[Seen, ...]]:
        """The same for several learners."""
        found: dict[LearnerId, list[Seen]] = {visible.id: [] for visible in visibles}
        roots = {str(visible.id): visible.id for visible in visibles}
        aliases = await self._connection.rows("read/record/aliases", learners=sorted(roots))
        roots |= {alias: LearnerId(root) for alias, root in aliases}
        learners = sorted(roots)
        for start in range(0, len(learners), PAGE):
            after = ""
            while True:
                rows = await self._connection.rows(
                    "read/record/plans_of", learners=learners[start : start + PAGE], after=after, limit=PAGE
                )
                for _, properties, changed in rows:
                    found[roots[properties["learner"]]].append(plan_rows.seen(properties, changed))
                if len(rows) < PAGE:
                    break
                after = rows[-1][0]
        return {learner: tuple(sorted(plans, key=lambda one: one.plan.id)) for learner, plans in found.items()}

    async def one(self, visible: VisibleLearner, plan: PlanId) -> Seen | None:
        """One plan of the learner; None where the learner has none of that name."""
        return next((one for one in await self.of(visible) if one.plan.id == plan), None)

    async def live(self, page: int = PAGE) -> AsyncIterator[list[Seen]]:
        """All plans that are kept fresh, by id, in pages."""
        after = ""
        while True:
            rows = await self._connection.rows("read/record/plans_after", after=after, limit=page)
            if rows:
                yield [plan_rows.seen(properties, changed) for _, properties, changed in rows]
            if len(rows) < page:
                return
            after = rows[-1][0]

    async def live_of(self, learners: Sequence[LearnerId]) -> list[Seen]:
        """The plans of some learners that are kept fresh: for the worker, which looks at stamps alone."""
        found: list[Seen] = []
        for start in range(0, len(learners), PAGE):
            some, after = list(learners[start : start + PAGE]), ""
            while True:
                rows = await self._connection.rows("read/record/plans_of", learners=some, after=after, limit=PAGE)
                found += [seen for _, row, changed in rows if (seen := plan_rows.seen(row, changed)).plan.live]
                if len(rows) < PAGE:
                    break
                after = rows[-1][0]
        return found

    async def changed(self, since: str, limit: int = PAGE) -> list[tuple[LearnerId, str]]:
        """Learners about whom something came in after a time, with when, the earliest first."""
        rows = await self._connection.rows("read/record/learners_changed", since=since, limit=limit)
        return [(LearnerId(learner), changed) for learner, changed in rows]

    async def texts(self, plans: Sequence[Plan]) -> Mapping[PlanId, Version]:
        """The newest version of each plan, whole."""
        return await self._texts({plan_rows.version_id(plan.id, plan.version): plan.id for plan in plans})

    async def agreed(self, plans: Sequence[Plan]) -> Mapping[PlanId, Version]:
        """The version that was agreed to, of each plan where that is not the newest."""
        apart = {plan.id: plan.agreed for plan in plans if plan.agreed is not None and plan.agreed != plan.version}
        return await self._texts({plan_rows.version_id(plan, number): plan for plan, number in apart.items()})

    async def _texts(self, ids: Mapping[str, PlanId]) -> Mapping[PlanId, Version]:
        found: dict[PlanId, Version] = {}
        names = sorted(ids)
        for start in range(0, len(names), CERTIFICATES):
            rows = await self._connection.rows("read/record/plan_texts", ids=names[start : start + CERTIFICATES])
            found |= {ids[id_]: plan_rows.version_of(properties) for id_, properties in rows}
        return found

    async def versions(self, plan: Plan) -> tuple[VersionLine, ...]:
        """The versions that are kept, by number."""
        names = ("number", "at", "edition", "digest", "why", "hours", "steps")
        rows = await self._connection.rows("read/record/plan_versions", plan=plan.id)
        return tuple(plan_rows.line_of(dict(zip(names, row, strict=True))) for row in rows)

    async def version(self, plan: Plan, number: int) -> Version | None:
        """One version; None where it is not kept."""
        rows = await self._connection.rows("read/record/plan_version", id=plan_rows.version_id(plan.id, number))
        return plan_rows.version_of(rows[0][0]) if rows else None

    async def certificates(self, plans: Sequence[Plan]) -> Mapping[PlanId, str]:
        """The certificate of each plan's newest version, as JSON."""
        ids = {plan_rows.version_id(plan.id, plan.version): plan.id for plan in plans}
        found: dict[PlanId, str] = {}
        names = sorted(ids)
        for start in range(0, len(names), CERTIFICATES):
            rows = await self._connection.rows(
                "read/record/plan_certificates", ids=names[start : start + CERTIFICATES]
            )
            found |= {ids[id_]: certificate for id_, certificate in rows}
        return found

    async def add(self, plan: Plan, version: Version) -> None:
        """A new plan with its first version."""

        async def write(moment: Moment) -> None:
            await moment.run("write/record/plan_version", **plan_rows.version_row(plan, version))
            await moment.run("write/record/plan_new", id=plan.id, properties=plan_rows.properties(plan))

        await self._writer.run(write, bytes=plan_rows.size(version), rows=2)

    async def change(self, before: Plan, after: Plan, version: Version | None = None) -> bool:
        """The plan as it is now, with a new version where there is one; False where somebody changed it meanwhile.

        Nothing is written then. Versions that are too old to be kept go.
        """
        properties = {**plan_rows.properties(after), "changes": before.changes + 1}

        async def write(moment: Moment) -> bool:
            rows = await moment.run(
                "write/record/plan_changed", id=before.id, changes=before.changes, properties=properties
            )
            if rows and version is not None:
                await moment.run("write/record/plan_version", **plan_rows.version_row(after, version))
                await moment.run(
                    "write/record/plan_versions_dropped",
                    plan=after.id,
                    below=outdated(after),
                    agreed=after.agreed or 0,
                )
            return bool(rows)

        return await self._writer.run(write, bytes=plan_rows.size(version) if version else 2_000, rows=3)

    async def change_many(self, changes: Sequence[Change]) -> frozenset[PlanId]:
        """Several plans as they are now; which of them were written. The others were changed meanwhile."""
        written: set[PlanId] = set()
        for some in _parts(changes):
            written |= await self._change_some(some)
        return frozenset(written)

    async def _change_some(self, changes: Sequence[Change]) -> frozenset[PlanId]:
        rows = [
            {
                "id": change.before.id,
                "changes": change.before.changes,
                "properties": {**plan_rows.properties(change.after), "changes": change.before.changes + 1},
            }
            for change in changes
        ]

        async def write(moment: Moment) -> frozenset[PlanId]:
            written = {row[0] for row in await moment.run("write/record/plans_stamped", rows=rows)}
            ours = [one for one in changes if one.version is not None and one.before.id in written]
            versions = [plan_rows.version_row(one.after, one.version) for one in ours if one.version is not None]
            await moment.run("write/record/plan_versions", rows=versions)
            for one in ours:
                if outdated(one.after) > 1:
                    await moment.run(
                        "write/record/plan_versions_dropped",
                        plan=one.after.id,
                        below=outdated(one.after),
                        agreed=one.after.agreed or 0,
                    )
            return frozenset(map(PlanId, written))

        size = sum(plan_rows.size(change.version) for change in changes if change.version is not None)
        return await self._writer.run(write, bytes=size + 2_000 * len(rows), rows=2 * len(rows))

    async def stamp(self, stamps: Sequence[Stamp]) -> frozenset[PlanId]:
        """What these plans rest on now; which of them were written. The others were changed meanwhile."""
        rows = [
            {
                "id": plan.id,
                "changes": plan.changes,
                "properties": {**plan_rows.of_basis(basis), "changes": plan.changes + 1},
            }
            for plan, basis in stamps
        ]

        async def write(moment: Moment) -> frozenset[PlanId]:
            return frozenset(PlanId(row[0]) for row in await moment.run("write/record/plans_stamped", rows=rows))

        return await self._writer.run(write, bytes=500 * len(rows), rows=len(rows)) if rows else frozenset()

    async def turn(self, token: str, seconds: float) -> bool:
        """Whether it is this worker's turn to refresh plans, for so long. One that dies is forgotten by then."""
        ((given,),) = await self._connection.rows(
            "write/record/plan_work", token=token, milliseconds=int(seconds * 1000)
        )
        return bool(given)


def _parts(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Runs of changes that a message can carry."""
    some: list[Change] = []
    size = 0
    for change in changes:
        more = 2_000 + (plan_rows.size(change.version) if change.version is not None else 0)
        if some and (size + more > MOST_BYTES or len(some) == PAGE):
            yield some
            some, size = [], 0
        some.append(change)
        size += more
    if some:
        yield some
