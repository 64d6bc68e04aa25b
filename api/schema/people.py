"""The people that one request looks at: each is asked for once, read once and computed once, however many fields ask.

What a request changes is forgotten here, so that whatever it asks afterwards is answered from what is recorded then.
"""

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from api.person import Picture, moment, path_digest, picture
from api.tokens import MISSING
from learners.access import Caller, VisibleLearner
from learners.ids import LearnerId
from ontology.refusals import Refusal
from planning.model import LearningPath

if TYPE_CHECKING:
    from api.views import EditionView
    from api.wiring import Wiring


class _Key(NamedTuple):
    visible: VisibleLearner
    at: datetime


class People:
    """The way of one request to people. `caller` is None for a request without a token: it sees nobody."""

    def __init__(self, wiring: "Wiring", view: "EditionView", caller: Caller | None, now: datetime) -> None:
        self._wiring = wiring
        self._view = view
        self._caller = caller
        self._now = now
        self._found: dict[_Key, asyncio.Task[Picture]] = {}

    async def see(self, learner: LearnerId | None, *, action: str) -> VisibleLearner | Refusal:
        """The learner (None: the caller) as one that the caller may see, or why not. It is in the audit log then."""
        if self._caller is None:
            return MISSING
        return await self._wiring.identity.see(self._caller, learner, action=action)

    async def picture(self, learner: LearnerId | None, as_of: date | None, *, action: str) -> Picture | Refusal:
        """What is known of a learner at the end of a day, or why that is not said."""
        at = moment(as_of, self._now)
        if isinstance(at, Refusal):
            return at
        visible = await self.see(learner, action=action)
        return visible if isinstance(visible, Refusal) else await self.of(visible, at)

    async def of(self, visible: VisibleLearner, at: datetime) -> Picture:
        """What is known of a learner who may be seen, at the end of a day (`api.person.end_of`)."""
        key = _Key(visible, at)
        task = self._found.get(key)
        if task is None:
            record = await self._wiring.record()
            task = asyncio.create_task(picture(record, visible, self._view.words, at=at))
            self._found[key] = task
        return await task

    async def showed(self, picture: Picture, path: LearningPath) -> None:
        """Note in the audit log that a path is shown. It is durable when this returns."""
        assert self._caller is not None, "nobody is seen without a caller"
        await self._wiring.identity.shown(
            self._caller,
            picture.visible,
            path=path_digest(path),
            edition=self._view.edition.number,
            policy=picture.state.policy,
        )

    def forget(self, learner: LearnerId) -> None:
        """What is asked about the learner from now on is read anew."""
        self._found = {key: task for key, task in self._found.items() if key.visible.id != learner}
