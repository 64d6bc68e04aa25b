"""Which facts count: not what was superseded or taken back, lies ahead, says no level, or is about nothing known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from learners.evidence import Evidence
from learners.ids import EvidenceId
from learners.interpreting import About, about
from learners.ladder import Piece, piece
from learners.levels import shown
from learners.rules import Policy, Rules
from learners.states import Ignored
from learners.words import Words
from ontology.ids import CompetencyId


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The facts that count as pieces by the competency that they count for, and those that do not, with the reason.

    `links` say how a piece came to count for a competency that it does not name; `completions` are the facts that say
    how far courses are done, in order of time. `named` are the competencies that an ignored fact is about.
    """

    pieces: Mapping[CompetencyId, tuple[Piece, ...]]
    links: Mapping[tuple[EvidenceId, CompetencyId], About]
    ignored: tuple[Ignored, ...]
    completions: tuple[Evidence, ...]
    named: Mapping[EvidenceId, frozenset[CompetencyId]]


def standing(
    evidence: Iterable[Evidence],
    words: Words,
    policy: Policy,
    *,
    at: datetime,
    known_at: datetime | None = None,
) -> Standing:
    """What of the evidence counts at a time. What came in after `known_at` is as if it were not there."""
    facts = {one.id: one for one in evidence if known_at is None or one.received_at <= known_at}
    ordered = sorted(facts.values(), key=lambda one: (one.occurred_at, one.received_at, one.id))
    replaced = _replaced(ordered)
    pieces: dict[CompetencyId, list[Piece]] = {}
    links: dict[tuple[EvidenceId, CompetencyId], About] = {}
    ignored: list[Ignored] = []
    completions: list[Evidence] = []
    named: dict[EvidenceId, frozenset[CompetencyId]] = {}
    scales: dict[CompetencyId, tuple[int, Rules]] = {}
    for fact in ordered:
        meanings = about(words, fact)
        reason = _out(fact, replaced, at)
        if reason is None and fact.source == "completion" and fact.course is not None:
            completions.append(fact)
        if reason is None and fact.source == "completion" and fact.progress is not None and fact.progress < 1.0:
            reason = ("begun", "The course was begun and is not done: what was begun shows no level.")
        if reason is None and fact.source == "completion" and fact.passed is False:
            reason = ("failed", "The course was not passed: that completes nothing.")
        if reason is None and not meanings:
            reason = ("not_in_edition", f"The edition has no {fact.subject[0]} “{fact.subject[1]}”, nor a successor.")
        shows = False
        for one in meanings if reason is None else ():
            if one.fact not in scales:
                members = words.members[one.fact]
                scales[one.fact] = words.ranks[one.fact], policy.of(one.fact, members)
            ranks, rules = scales[one.fact]
            level = shown(fact, one.up_to, ranks, rules, policy.cuts.get(fact.subject[1]))
            if level is not None:
                shows = True
                links[fact.id, one.fact] = one
                pieces.setdefault(one.fact, []).append(piece(fact, level, rules, ranks, at))
        if reason is None and not shows:
            reason = ("no_level", "It says no level, score or verdict.")
        if reason is not None:
            ignored.append(Ignored(evidence=fact.id, code=reason[0], message=reason[1]))
            named[fact.id] = frozenset(one.fact for one in meanings)
    return Standing(
        pieces={fact: tuple(found) for fact, found in pieces.items()},
        links=links,
        ignored=tuple(ignored),
        completions=tuple(completions),
        named=named,
    )


def _replaced(facts: Iterable[Evidence]) -> Mapping[EvidenceId, Evidence]:
    """By what each superseded fact was superseded. A mere note supersedes nothing that counts: whether there is one
    must not show in anybody's state."""
    return {fact.supersedes: fact for fact in facts if fact.supersedes is not None and not fact.only_a_note}


def _out(fact: Evidence, replaced: Mapping[EvidenceId, Evidence], at: datetime) -> tuple[str, str] | None:
    """Why a fact does not count, as a code and in words; None where nothing of that kind is against it."""
    if fact.withdrawn:
        return "withdrawn", "It takes back what it supersedes, and says nothing of its own."
    if (by := replaced.get(fact.id)) is not None and by.id != fact.id:
        if by.withdrawn:
            return "withdrawn", "It was taken back."
        return "superseded", "It was corrected by a later fact."
    if fact.only_a_note:
        return "only_a_note", "It is a note, and says no level."
    if fact.occurred_at > at:
        return "later", "It occurred after the time that is asked about."
    return None
