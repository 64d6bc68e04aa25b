"""A person's own copy of their data, from the command line."""

from datetime import UTC, datetime

from api.person import end_of, picture
from api.person_data import collected
from api.person_questions import whole
from api.printing import JsonValue
from api.settings import Settings
from api.wiring import opened_people
from learners.access import NOTES_READ
from ontology.refusals import Refusal


async def export_person(
    settings: Settings, learner: str, *, with_private_notes: bool
) -> dict[str, JsonValue] | Refusal:
    """All that is held about a learner; notes for managers only where that is said."""
    now = datetime.now(UTC)
    scopes = frozenset({NOTES_READ}) if with_private_notes else frozenset[str]()
    async with opened_people(settings) as (graph, record, identity):
        caller = identity.local(
            "export person" + (" --with-private-notes" if with_private_notes else ""), scopes=scopes
        )
        visible = await identity.see(caller, learner, action="data.export")
        if isinstance(visible, Refusal):
            return visible
        view = await whole(graph)
        seen = await picture(record, visible, view.words, at=end_of(now.date()))
        return await collected(record, seen, view, now=now)
