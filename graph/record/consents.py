"""What learners said about the uses of their data, and what decides who may see them."""

import uuid
from collections.abc import Mapping, Sequence

from graph.record import times
from graph.record.erased import gone
from graph.record.writing import Moment, Writer
from graph.session import Connection
from learners import consent
from learners.access import Purpose, Standing, VisibleLearner
from learners.consent import CHANGES_STATE, Consent
from learners.ids import LearnerId
from learners.vault import Vault

AT_ONCE = 1_000


class Consents:
    """Statements about consent: appended, never changed."""

    def __init__(self, connection: Connection, writer: Writer, vault: Vault) -> None:
        self._connection = connection
        self._writer = writer
        self._vault = vault

    async def say(self, visible: VisibleLearner, purpose: Purpose, *, given: bool) -> Consent:
        """Keep that consent is given or withdrawn from now on; what follows for states is marked as changed."""
        number = uuid.uuid4().hex

        async def work(moment: Moment) -> Consent:
            at = await moment.stamp()
            row = {
                "id": number, "learner": visible.id, "purpose": purpose, "given": given, "at": at,
                "by": visible.caller,
            }  # fmt: skip
            await moment.run("write/record/consents", rows=[row])
            if purpose in CHANGES_STATE:
                await moment.run("write/record/changed", rows=[{"id": visible.id, "at": at}])
            return Consent(learner=visible.id, purpose=purpose, given=given, at=times.read(at), by=visible.caller)

        return await self._writer.run(work)

    async def of(self, visible: VisibleLearner) -> tuple[Consent, ...]:
        """All that was said about one learner's consent, in the order in which it was."""
        return (await self.of_many((visible,)))[visible.id]

    async def of_many(self, visibles: Sequence[VisibleLearner]) -> Mapping[LearnerId, tuple[Consent, ...]]:
        """The same for several; an empty tuple where nothing was said."""
        found: dict[LearnerId, tuple[Consent, ...]] = {visible.id: () for visible in visibles}
        learners = sorted(found)
        for start in range(0, len(learners), AT_ONCE):
            some = learners[start : start + AT_ONCE]
            for root, said in await self._connection.rows("read/record/consents_of", learners=some):
                found[LearnerId(root)] = tuple(
                    Consent(learner=LearnerId(learner), purpose=purpose, given=is_given, at=times.read(at), by=by)
                    for at, purpose, _, learner, is_given, by in sorted(said)
                )
        return found

    async def standings(
        self, learners: Sequence[str], defaults: Mapping[Purpose, bool] = consent.DEFAULTS
    ) -> Mapping[str, Standing]:
        """What decides who may see these people, each under the name that was asked for.

        `Standing.learner` is the person that a merged name leads to. For `api/identity.py`, and nobody else.
        """
        found: dict[str, Standing] = {}
        for start in range(0, len(learners), AT_ONCE):
            asked = [{"id": name, "gone": gone(self._vault, name)} for name in learners[start : start + AT_ONCE]]
            for name, root, known, manager, erased, said in await self._connection.rows(
                "read/record/standings", asked=asked
            ):
                statements = (
                    Consent(learner=root, purpose=purpose, given=is_given, at=times.read(at), by=by)
                    for purpose, is_given, at, by in said
                    if purpose is not None
                )
                found[name] = Standing(
                    learner=LearnerId(root),
                    known=known,
                    erased=erased,
                    manager=None if manager is None else LearnerId(manager),
                    consents=consent.given(consent.held(statements, defaults)),
                )
        return found
