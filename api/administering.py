"""What commands about people stand on: the graph, the record in it, who acts, and the edition's names.

An administrator works before anything is published, too: then there are people, and no names of role levels.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from api import keys
from api.views import EditionView
from api.wiring import opened
from learners.access import Caller, VisibleLearner
from learners.tables.cells import Kind
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from api.identity import Identity
    from api.settings import Settings
    from graph import Graph
    from graph.record import Record

NOTHING_PUBLISHED: Final = Refusal(
    code="edition.none",
    message="Nothing is published yet, so there is no name to know it by.",
    hint="Publish an ontology first: skillway publish FOLDER.",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Desk:
    """Where an administrator sits. `at` is when the command began; `known` is the current edition, where it is at
    hand already."""

    settings: "Settings"
    graph: "Graph"
    record: "Record"
    identity: "Identity"
    caller: Caller
    at: datetime
    known: EditionView | None = None

    async def view(self) -> EditionView | None:
        """The current edition with all its names; None before the first is published."""
        if self.known is not None:
            return self.known
        if await self.graph.current() is None:
            return None
        published = await self.graph.load()
        return EditionView(edition=published.edition, catalogue=published.catalogue, stubs=published.stubs)

    async def see(self, learner: str, action: str) -> VisibleLearner | Refusal:
        """A learner as the administrator of a command sees them; audited."""
        return await self.identity.see(self.caller, learner, action=action)


@asynccontextmanager
async def desk(settings: "Settings", command: str) -> AsyncIterator[Desk]:
    """The desk for the length of a command. Raises `graph.errors`, and `VaultError` where keys cannot be read."""
    from api.identity import Identity

    vault = keys.opened(settings)
    async with opened(settings) as graph:
        await graph.prepare()
        record = graph.record(vault)
        await record.resealing.check()

        async def there() -> "Record":
            return record

        identity = Identity(there, key_file=settings.token_key_file)
        yield Desk(
            settings=settings,
            graph=graph,
            record=record,
            identity=identity,
            caller=identity.local(command),
            at=datetime.now(UTC),
        )


@dataclass(slots=True)
class Names:
    """Looks up what rows name, each name once. Without an edition nothing has a name."""

    view: EditionView | None
    language: str = "en"
    _known: dict[tuple[Kind, str], str | Refusal] = field(default_factory=dict)

    def __call__(self, kind: Kind, text: str) -> str | Refusal:
        """The id of the one thing of a kind that a text names, or why there is none."""
        found = self._known.get((kind, text))
        if found is None:
            chosen = NOTHING_PUBLISHED if self.view is None else self.view.choose(kind, text, self.language)
            found = self._known[kind, text] = chosen if isinstance(chosen, Refusal) else chosen.id
        return found
