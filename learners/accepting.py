"""Whether a fact can be taken as it is said: the rules of a single fact, for every door that it may come in by.

What this cannot know is left to the doors and the store: who the learner is, what else was said, and by whom it may
be said.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from learners.evidence import SOURCES, Evidence, Note
from learners.ids import EVIDENCE_ID, LEARNER_ID
from learners.words import Words
from ontology.ids import AssessmentId, CompetencyId, CourseId, is_iri
from ontology.refusals import Refusal

LONGEST_NOTE: Final = 10_000
"""Characters of a note; five pages. What is longer belongs into a document that the note links to."""
LONGEST_LINK: Final = 2_000
LONGEST_AUTHOR: Final = 256
EARLIEST: Final = 1900
"""The first year that a fact can be from: older ones are a spreadsheet's zero."""
CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""How far in the future a time may lie, since no two clocks agree."""
EASTMOST: Final = timedelta(hours=14)
"""Where a day begins first, it begins so long before it does in UTC."""

_LINE_ENDS: Final = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def accept(fact: Evidence, words: Words) -> Evidence | Refusal:
    """The fact with its note in plain lines, or why it cannot be taken. `received_at` says what “future” means.

    `meant` and `edition` are left to `learners.interpreting`.
    """
    checks = (_named(fact), _about(fact, words), _said(fact), _leveled(fact, words), _timed(fact), _described(fact))
    refused = next((refusal for check in checks for refusal in check), None)
    if refused is not None or fact.note is None:
        return refused or fact
    return replace(fact, note=Note(text=plain_lines(fact.note.text), visibility=fact.note.visibility))


def at_noon(moment: datetime) -> bool:
    """Whether a time is how a day without a time is kept: noon in UTC, which is that day nearly everywhere."""
    return (moment.hour, moment.minute, moment.second, moment.microsecond) == (12, 0, 0, 0)


def plain_lines(text: str) -> str:
    """A text with all its line ends written as one sign, and no blanks around it."""
    return _LINE_ENDS.sub("\n", text).strip()


def _named(fact: Evidence) -> Iterator[Refusal]:
    if not EVIDENCE_ID.fullmatch(fact.id):
        yield Refusal(
            code="evidence.id_invalid",
            message="The id of the fact is not 1 to 256 printable ASCII characters without blanks.",
            hint="It is any name that the sender gives each fact once: a number, a UUID, an IRI.",
        )
    if "@" in fact.learner:
        yield Refusal(
            code="learner.mail_address",
            message="The learner is named by a mail address.",
            hint="Name learners by their id: it stays when an address changes, and says nothing about who it is.",
        )
    elif not LEARNER_ID.fullmatch(fact.learner):
        yield Refusal(
            code="learner.invalid",
            message="The learner is not an id.",
            hint="An id has up to 128 letters, digits, “.”, “_” and “-”.",
        )
    if fact.source not in SOURCES:
        yield Refusal(
            code="source.unknown",
            message=f"“{_short(fact.source)}” is no source of evidence.",
            hint=f"The sources are {', '.join(SOURCES)}.",
            candidates=SOURCES,
        )


def _about(fact: Evidence, words: Words) -> Iterator[Refusal]:
    subjects = {"competency": fact.competency, "course": fact.course, "assessment": fact.assessment}
    named = [kind for kind, thing in subjects.items() if thing is not None]
    if len(named) != 1:
        there = f"names a {' and a '.join(named)}" if named else "names no competency, course or assessment"
        yield Refusal(
            code="evidence.two_subjects" if named else "evidence.no_subject",
            message=f"The fact {there}.",
            hint="Say of one thing what was seen; of two things it takes two facts.",
        )
        return
    kind, thing = named[0], str(subjects[named[0]])
    catalogue = words.catalogue
    known: dict[str, Mapping[Any, object]] = {
        "competency": catalogue.competency,
        "course": catalogue.course,
        "assessment": catalogue.assessment,
    }
    if thing not in known[kind] and thing not in words.gone:
        yield Refusal(
            code=f"{kind}.unknown",
            message=f"There is no {kind} “{_short(thing)}” in this edition, and there never was.",
            hint=f"Name the {kind} by its id; or publish an edition that has it, and replay what was rejected.",
        )


def _said(fact: Evidence) -> Iterator[Refusal]:
    if fact.withdrawn and fact.supersedes is None:
        yield Refusal(
            code="evidence.withdraws_nothing",
            message="A fact that withdraws does not say which.",
            hint="Name the fact that it takes back in “supersedes”.",
        )
    if fact.only_a_note and fact.note is None:
        yield Refusal(
            code="evidence.says_nothing",
            message="The fact has neither level nor score nor verdict nor a note.",
            hint="Give a level, or a score from 0 to 1, or whether it was passed; “completion” alone needs none.",
        )
    if fact.score is not None and not 0 <= fact.score <= 1:
        yield Refusal(
            code="score.invalid",
            message=f"A score of {fact.score:g} does not lie from 0 to 1.",
            hint="Write the share that was right: 0.85, or 85 %.",
        )
    if fact.progress is not None and not 0 <= fact.progress <= 1:
        yield Refusal(
            code="progress.invalid",
            message=f"A progress of {fact.progress:g} does not lie from 0 to 1.",
            hint="Write the share that is done: 0.4, or 40 %.",
        )
    if fact.progress is not None and fact.source != "completion":
        yield Refusal(
            code="progress.not_of_completion",
            message=f"Progress goes with completions, and this is evidence by “{fact.source}”.",
            hint="Use the source “completion”, or leave progress out.",
        )


def _leveled(fact: Evidence, words: Words) -> Iterator[Refusal]:
    if fact.level is None:
        return
    if not math.isfinite(fact.level):
        yield Refusal(code="level.invalid", message="The level is not a number.", hint="Write a rank, such as 2.")
        return
    tops = {words.catalogue.ranks(c) for c in _levels_of(fact, words) if c in words.catalogue.competency}
    if fact.competency is None and len(tops) != 1:
        yield Refusal(
            code="level.ambiguous",
            message="A level says nothing of this thing: it is about no competency, or about some on unlike scales.",
            hint="Name the competency that was seen at this level, or give a score.",
        )
    elif tops and not 0 <= fact.level <= max(tops):
        top = max(tops)
        yield Refusal(
            code="level.off_scale",
            message=f"Level {fact.level:g} is off the scale, which goes from 0 to {top}.",
            hint="Write a rank of the competency's scale, or its name; 0 says “not at the first level”.",
        )


def _levels_of(fact: Evidence, words: Words) -> Iterator[CompetencyId]:
    """The competencies that a level in the fact would be a level of; of a thing that is gone, its replacement's."""
    kind, thing = fact.subject
    seen: set[str] = set()
    while thing in words.gone and thing not in seen:
        seen.add(thing)
        if (replacement := words.gone[thing]) is None:
            return
        thing = replacement
    if kind == "competency":
        yield CompetencyId(thing)
    elif kind == "course" and (course := words.catalogue.course.get(CourseId(thing))) is not None:
        yield from (teaching.competency for teaching in course.teaches)
    elif kind == "assessment" and (assessment := words.catalogue.assessment.get(AssessmentId(thing))) is not None:
        yield from (assessing.competency for assessing in assessment.assesses)


def _timed(fact: Evidence) -> Iterator[Refusal]:
    for moment in (fact.occurred_at, fact.received_at):
        if moment.utcoffset() is None:
            yield Refusal(
                code="time.no_zone",
                message=f"The time {moment.isoformat()} says no zone.",
                hint="Add Z for UTC, or an offset: 2026-03-02T09:00:00+01:00.",
            )
            return
    latest = fact.received_at + CLOCKS_DIFFER
    if at_noon(fact.occurred_at):
        days_differ = fact.occurred_at.date() > (fact.received_at + EASTMOST).date()
        late = days_differ and fact.occurred_at > latest
    else:
        late = fact.occurred_at > latest
    if late:
        yield Refusal(
            code="time.future",
            message=f"It occurred at {fact.occurred_at.isoformat()}, which is in the future.",
            hint="Evidence says what has happened. Is the day before the month, or a clock wrong?",
        )
    if fact.occurred_at.year < EARLIEST:
        yield Refusal(
            code="time.impossible",
            message=f"It occurred in {fact.occurred_at.year}, which cannot be meant.",
            hint="Look at the cell: a spreadsheet shows its zero as 1899 or 1900.",
        )


def _described(fact: Evidence) -> Iterator[Refusal]:
    if fact.note is not None:
        text = plain_lines(fact.note.text)
        if len(text) > LONGEST_NOTE:
            yield Refusal(
                code="note.too_long",
                message=f"The note has {len(text):,} characters; {LONGEST_NOTE:,} are the most.",
                hint="Put it into a document, and its address into “link”.",
            )
        elif sign := _CONTROL.search(text):
            yield Refusal(
                code="note.control_character",
                message=f"The note has a control character (U+{ord(sign[0]):04X}) at position {sign.start() + 1}.",
                hint="Take it out; it is often left over from copying out of another document.",
            )
    if fact.author is not None and (not 0 < len(fact.author) <= LONGEST_AUTHOR or _CONTROL.search(fact.author)):
        yield Refusal(
            code="author.invalid",
            message=f"The author is no id of up to {LONGEST_AUTHOR} characters.",
            hint="Name a person by the learner id, and a system by a short name.",
        )
    if fact.link is not None and not (
        len(fact.link) <= LONGEST_LINK and fact.link.lower().startswith(("https://", "http://")) and is_iri(fact.link)
    ):
        yield Refusal(
            code="link.invalid",
            message="The link is no web address.",
            hint="A link begins with https:// or http:// and has no blanks.",
        )
    if fact.supersedes is not None and not EVIDENCE_ID.fullmatch(fact.supersedes):
        yield Refusal(
            code="supersedes.invalid",
            message="What is superseded is not named by the id of a fact.",
            hint="Name the id under which the fact was first handed in.",
        )
    if fact.supersedes == fact.id:
        yield Refusal(
            code="supersedes.itself",
            message="The fact supersedes itself.",
            hint="A correction is a new fact with an id of its own.",
        )


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
