"""What a question may say: a typed-in state, goals, what to leave out."""

from typing import Annotated

import strawberry

MOST_NAMED = 1_000
"""How many competencies or courses one question may name, per list."""


@strawberry.input(description="A competency and the rank that is held.")
class Held:
    competency: strawberry.ID = strawberry.field(description="Id, full IRI, or a label that fits one thing only.")
    level: int = strawberry.field(description="The rank; 0 says that it is known not to be held.")


@strawberry.input(description="A competency and the rank to reach.")
class Goal:
    competency: strawberry.ID = strawberry.field(description="Id, full IRI, or a label that fits one thing only.")
    level: int = strawberry.field(description="The rank, from 1.")


Named = Annotated[
    strawberry.ID, strawberry.argument(description="Id, full IRI, or a label that fits one thing only.")
]
To = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="The role level to reach: id, full IRI, or a label that fits one thing only."),
]
From = Annotated[
    strawberry.ID | None,
    strawberry.argument(name="from", description="A role level: its essential needs, exactly, are held."),
]
Have = Annotated[
    list[Held] | None,
    strawberry.argument(description="What is held. It wins over `from`; a competency that is not named is unknown."),
]
Done = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(
        description="Courses that were done. They meet requirements for that course and are not planned again; they "
        "give no competency."
    ),
]
Goals = Annotated[
    list[Goal] | None,
    strawberry.argument(description="Competencies to reach, beside the role level or instead of it."),
]
Without = Annotated[
    list[strawberry.ID] | None, strawberry.argument(description="Courses that are not to be planned.")
]
IncludeOptional = Annotated[bool, strawberry.argument(description="Optional needs count, and are closed, too.")]
Search = Annotated[
    str | None,
    strawberry.argument(
        description="Words of a label. Best fit first; then by the label that is shown. Things without a preferred "
        "label in the language are found by the one they are shown with, and the edge's `foundBy.fallback` says so."
    ),
]
WithRetired = Annotated[bool, strawberry.argument(description="List what is no longer in use, too.")]
