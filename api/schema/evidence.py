"""Facts about a person, as the schema shows them: what was said, by whom, when, and what it counts for.

What a caller may not see is not here: the record leaves it out before anything is made of it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from api.person import Picture, authored
from api.schema.competencies import Competency, maybe
from api.schema.context import Showing
from api.schema.courses import Assessment, Course
from api.schema.courses import maybe as maybe_course
from api.schema.words import AuthorKind, EvidenceSource, NoteVisibility
from learners import evidence as facts
from ontology import model

if TYPE_CHECKING:
    from api.schema.reasons import EvidenceUse

_Use: TypeAlias = Annotated["EvidenceUse", strawberry.lazy("api.schema.reasons")]


@strawberry.type(description="Who said something.")
class Author:
    kind: AuthorKind
    id: strawberry.ID | None = strawberry.field(
        description="The author's own id; null where nobody is named, or the caller may not know."
    )
    words: str = strawberry.field(description="The same for people, such as “your manager”.")


@strawberry.type(description="Words beside a fact.")
class Note:
    text: str = strawberry.field(description="As it was written: plain text, whatever it looks like.")
    visibility: NoteVisibility


@strawberry.type(description="One fact about what somebody did, or what somebody saw of it. It is never changed.")
class Evidence:
    fact: strawberry.Private[facts.Evidence]
    picture: strawberry.Private[Picture]
    showing: strawberry.Private[Showing]
    id: strawberry.ID

    @classmethod
    def of(cls, fact: facts.Evidence, picture: Picture, showing: Showing) -> "Evidence":
        showing.budget.spend()
        return cls(fact=fact, picture=picture, showing=showing, id=strawberry.ID(fact.id))

    @strawberry.field(description="Where it comes from.")
    def source(self) -> EvidenceSource:
        return EvidenceSource(self.fact.source)

    @strawberry.field(description="The id of the competency, course or assessment that it is about.")
    def about(self) -> strawberry.ID:
        return strawberry.ID(self.fact.subject[1])

    @strawberry.field(description="The competency that it is about; null where it is about something else.")
    def competency(self) -> Competency | None:
        return maybe(self.fact.competency, self.showing)

    @strawberry.field(description="The course that it is about; null where it is about something else.")
    def course(self) -> Course | None:
        return maybe_course(self.fact.course, self.showing)

    @strawberry.field(description="The assessment that it is about; null where it is about something else.")
    def assessment(self) -> Assessment | None:
        thing = self.showing.view.thing.get(self.fact.assessment or "")
        return Assessment.of(thing, self.showing) if isinstance(thing, model.Assessment) else None

    @strawberry.field(description="The level that it speaks for, as a rank, perhaps between two; null where none.")
    def level(self) -> float | None:
        return self.fact.level

    @strawberry.field(description="A score from 0 to 1; null where there is none.")
    def score(self) -> float | None:
        return self.fact.score

    @strawberry.field(description="A verdict; null where there is none.")
    def passed(self) -> bool | None:
        return self.fact.passed

    @strawberry.field(description="How much of a course was done, from 0 to 1; null where nobody said.")
    def progress(self) -> float | None:
        return self.fact.progress

    @strawberry.field(description="Who said it.")
    def author(self) -> Author:
        found = authored(self.fact, self.picture)
        return Author(
            kind=AuthorKind(found.kind),
            id=None if found.id is None else strawberry.ID(found.id),
            words=found.words,
        )

    @strawberry.field(description="When it happened.")
    def occurred_at(self) -> datetime:
        return self.fact.occurred_at

    @strawberry.field(description="When it came into the record.")
    def received_at(self) -> datetime:
        return self.fact.received_at

    @strawberry.field(description="Words beside it; null where there are none.")
    def note(self) -> Note | None:
        note = self.fact.note
        return None if note is None else Note(text=note.text, visibility=NoteVisibility(note.visibility))

    @strawberry.field(description="Where more about it can be read; null where nobody said.")
    def link(self) -> str | None:
        return self.fact.link

    @strawberry.field(description="The earlier fact that it corrects or takes back; null where it does neither.")
    def supersedes(self) -> strawberry.ID | None:
        return None if self.fact.supersedes is None else strawberry.ID(self.fact.supersedes)

    @strawberry.field(description="True where it takes back what it supersedes, and says nothing else.")
    def withdrawn(self) -> bool:
        return self.fact.withdrawn

    @strawberry.field(description="What it counts for, competency by competency, or why it does not count there.")
    def uses(self) -> list[_Use]:
        from api.schema.reasons import EvidenceUse

        return [
            EvidenceUse.of(competency, self.fact.id, self.picture, self.showing)
            for competency in self.picture.touched_by(self.fact)
        ]
