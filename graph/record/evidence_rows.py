"""Facts as the properties of a node, and back. Notes, links and authors who are no learner are sealed."""

import json
from collections.abc import Mapping
from typing import Any, Final

from graph.record import times
from learners.evidence import Evidence, Meant, Note
from learners.ids import LEARNER_ID, EvidenceId, LearnerId
from learners.vault import Vault
from ontology.ids import AssessmentId, CompetencyId, CourseId

Properties = Mapping[str, Any]

SEALED: Final = ("note", "link", "writtenBy")
"""The properties of `Evidence` that are sealed."""

COLUMNS: Final = (
    "id", "learner", "competency", "course", "assessment", "source", "level", "score", "passed", "progress",
    "occurredAt", "author", "writtenBy", "note", "noteFor", "link", "supersedes", "withdrawn", "meant", "edition",
    "statement", "digest", "receivedAt", "quiet",
)  # fmt: skip
"""The order in which `write/record/evidence` reads a row: lists take a third less time on the wire than maps."""

READ: Final = (
    "id", "learner", "competency", "course", "assessment", "source", "level", "score", "passed", "progress",
    "occurredAt", "receivedAt", "author", "writtenBy", "note", "noteFor", "link", "supersedes", "withdrawn", "meant",
    "edition", "statement",
)  # fmt: skip
"""The order in which `read/record/evidence_of` gives what a fact says."""


def closed(fact: Evidence, vault: Vault) -> dict[str, Any]:
    """The properties of a fact, but for `receivedAt` and `quiet`, which are known when it is written."""
    author_is_id = fact.author is not None and LEARNER_ID.fullmatch(fact.author) is not None
    said = {
        "id": fact.id,
        "learner": fact.learner,
        "competency": fact.competency,
        "course": fact.course,
        "assessment": fact.assessment,
        "source": fact.source,
        "level": None if fact.level is None else float(fact.level),
        "score": None if fact.score is None else float(fact.score),
        "passed": fact.passed,
        "progress": None if fact.progress is None else float(fact.progress),
        "occurredAt": times.text(fact.occurred_at),
        "author": fact.author if author_is_id else None,
        "writtenBy": vault.seal(fact.author) if fact.author is not None and not author_is_id else None,
        "note": None if fact.note is None else vault.seal(fact.note.text),
        "noteFor": None if fact.note is None else fact.note.visibility,
        "link": None if fact.link is None else vault.seal(fact.link),
        "supersedes": fact.supersedes,
        "withdrawn": fact.withdrawn,
        "meant": [f"{meant.up_to} {meant.competency}" for meant in fact.meant] or None,
        "edition": fact.edition,
        "statement": fact.statement,
        "digest": digest(fact, vault),
    }
    return {name: value for name, value in said.items() if value is not None}


def digest(fact: Evidence, vault: Vault) -> str:
    """A keyed digest of all that a fact says: not when it came in, nor what the ontology made of it.

    The learner is not in it: after two records were merged the same fact comes in for the one that is left.
    """
    note = None if fact.note is None else [fact.note.text, fact.note.visibility]
    numbers = [None if value is None else float(value) for value in (fact.level, fact.score, fact.progress)]
    return vault.digest(
        json.dumps(
            [
                fact.id, *fact.subject, fact.source, *numbers, fact.passed, times.text(fact.occurred_at),
                fact.author, note, fact.link, fact.supersedes, fact.withdrawn,
            ],
            ensure_ascii=False, separators=(",", ":"),
        )
    )  # fmt: skip


def opened(row: Properties, learner: LearnerId, vault: Vault, *, noted: bool = True) -> Evidence:
    """The fact of a row, about the learner that it counts for now; without its note where not `noted`."""
    get = row.get
    note = None
    if noted and get("note") is not None:
        note = Note(text=vault.open(row["note"]), visibility=row["noteFor"])
    author = vault.open(row["writtenBy"]) if get("writtenBy") is not None else get("author")
    return Evidence(
        id=EvidenceId(row["id"]),
        learner=learner,
        source=row["source"],
        occurred_at=times.read(row["occurredAt"]),
        received_at=times.read(row["receivedAt"]),
        competency=None if get("competency") is None else CompetencyId(row["competency"]),
        course=None if get("course") is None else CourseId(row["course"]),
        assessment=None if get("assessment") is None else AssessmentId(row["assessment"]),
        level=get("level"),
        score=get("score"),
        passed=get("passed"),
        progress=get("progress"),
        author=author,
        note=note,
        link=None if get("link") is None else vault.open(row["link"]),
        supersedes=None if get("supersedes") is None else EvidenceId(row["supersedes"]),
        withdrawn=bool(get("withdrawn")),
        meant=tuple(_meant(text) for text in get("meant") or ()),
        edition=get("edition"),
        statement=get("statement"),
    )


def _meant(text: str) -> Meant:
    rank, _, competency = text.partition(" ")
    return Meant(CompetencyId(competency), int(rank))
