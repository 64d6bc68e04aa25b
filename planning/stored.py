"""A plan as it is kept: what was asked, what came of it, and the certificate that tells later whether it still holds.

Everything is named by ids, so that a stored plan survives restarts and is understood beside another edition. Costs
are milliseconds. JSON in and out; some ten kilobytes a plan.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from ontology.ids import CompetencyId, CourseId, RoleLevelId
from ontology.model import CompetencyAt, CourseDone
from planning.facts import Fact
from planning.preferences import Preferences, Wish

VERSION = 1
"""Of the JSON. What was stored under another one is not read: the plan is computed again."""


class Margin(NamedTuple):
    """What a course may rise by before a plan without it can be as cheap: at least `rise`, because the worth of
    `facts`, which it leads to, may rise as much."""

    rise: float
    facts: tuple[Fact, ...]


class StoredCourse(NamedTuple):
    """A course of the plan, what it cost, the courses that must come before it, the facts that it is the first to
    give, and its margin."""

    course: CourseId
    cost: int
    after: tuple[CourseId, ...]
    gives: tuple[Fact, ...]
    margin: Margin


class StoredFirst(NamedTuple):
    """The dual of a row: whoever gives `fact` first does not ask for `group`, or finds it met by another fact."""

    fact: Fact
    group: frozenset[Fact]
    worth: float


class StoredRegion(NamedTuple):
    """The dual of a row: some course gives one of these facts without asking for others of them first."""

    facts: frozenset[Fact]
    worth: float


class StoredLandmark(NamedTuple):
    """A fact that holds before others do, and by how much the bound falls at most where that is so no more."""

    fact: Fact
    loss: float


class StoredAsk(NamedTuple):
    """The dual of a row: `course` can only be done where one of `group` holds."""

    course: CourseId
    group: frozenset[Fact]
    worth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Why no plan was cheaper, in terms that outlive the edition; see `planning.solver.proof`.

    No plan costs less than `bound`, nor one with another course less than `bound` and the cost of that course less
    the `worth` of the facts that it gives (and of the rows `firsts` and `regions` that it is in), and the worth of
    what it asks for (`asks`). This rests on `landmarks`: bit j of `behind[f]` says that f is not attained before
    landmark j. A fact that a course gives does not count where the course starts only after it, as a landmark.

    Where the bound is below the plan's cost, a course that serves a goal only by way of other courses costs what
    these cost beyond what they are worth, too: for the facts `near` so much at least, for all others `radius`.

    Of what could not be attained, `short` are the facts that the question needs and does not get, and `unreached`
    those that it needs or some course asks for, and that are out of reach only because courses are done or left out.
    `beyond` are facts that this learner can attain, and somebody who starts from nothing cannot.
    """

    bound: float = 0.0
    worth: Mapping[Fact, float] = field(default_factory=dict)
    firsts: tuple[StoredFirst, ...] = ()
    regions: tuple[StoredRegion, ...] = ()
    asks: tuple[StoredAsk, ...] = ()
    landmarks: tuple[StoredLandmark, ...] = ()
    behind: Mapping[Fact, int] = field(default_factory=dict)
    near: Mapping[Fact, float] = field(default_factory=dict)
    radius: float = 0.0
    short: frozenset[Fact] = frozenset()
    unreached: frozenset[Fact] = frozenset()
    beyond: frozenset[Fact] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """The courses of a plan in order, with all that a check against another edition needs.

    `edition` is the digest that the plan was computed over, `number` its number where it has one. `question` and
    `state` are digests: equal for equal questions, and states. `cost` is the sum of the courses', `bound` what no
    plan goes below, and `proved` says that they are equal, and that nothing but courses and their costs decided: no
    limit and no model. `closed` are courses that the plan may not have, `held` the facts that it starts from, and
    `goals` those that it reaches.
    """

    edition: str
    number: int | None
    question: str
    state: str
    target: RoleLevelId | None
    goals: tuple[Fact, ...]
    courses: tuple[StoredCourse, ...]
    cost: int
    bound: int
    proved: bool
    closed: frozenset[CourseId]
    held: frozenset[Fact]
    preferences: Preferences = field(default_factory=Preferences)
    in_progress: Mapping[CourseId, float] = field(default_factory=dict)
    certificate: Certificate


def written(plan: StoredPlan) -> str:
    """The plan as JSON of one line; the same for equal plans."""
    proof = plan.certificate
    return json.dumps(
        {
            "version": VERSION,
            "edition": plan.edition,
            "number": plan.number,
            "question": plan.question,
            "state": plan.state,
            "target": plan.target,
            "goals": _facts(plan.goals),
            "courses": [
                [c.course, c.cost, list(c.after), _facts(c.gives), c.margin.rise, _facts(c.margin.facts)]
                for c in plan.courses
            ],
            "cost": plan.cost,
            "bound": plan.bound,
            "proved": plan.proved,
            "closed": sorted(plan.closed),
            "held": _runs(plan.held),
            "preferences": asdict(plan.preferences),
            "in_progress": dict(sorted(plan.in_progress.items())),
            "certificate": {
                "bound": proof.bound,
                "worth": [[_fact(fact), worth] for fact, worth in sorted(proof.worth.items())],
                "firsts": [[_fact(f.fact), _facts(sorted(f.group)), f.worth] for f in proof.firsts],
                "regions": [[_facts(sorted(r.facts)), r.worth] for r in proof.regions],
                "asks": [[a.course, _facts(sorted(a.group)), a.worth] for a in proof.asks],
                "landmarks": [[_fact(one.fact), one.loss] for one in proof.landmarks],
                "behind": [[_fact(fact), f"{bits:x}"] for fact, bits in sorted(proof.behind.items())],
                "near": [[_fact(fact), far] for fact, far in sorted(proof.near.items())],
                "radius": proof.radius,
                "short": _facts(sorted(proof.short)),
                "unreached": _facts(sorted(proof.unreached)),
                "beyond": _runs(proof.beyond),
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read(text: str) -> StoredPlan:
    """The plan of what `written` wrote. Raises ValueError for anything else, another version included."""
    try:
        return _plan(json.loads(text))
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"this is not a stored plan: {error!r}") from error


def _plan(content: Any) -> StoredPlan:
    if content["version"] != VERSION:
        raise ValueError(f"stored plans of version {content['version']} are not read; compute the plan again")
    proof, wishes = content["certificate"], content["preferences"]
    return StoredPlan(
        edition=content["edition"],
        number=content["number"],
        question=content["question"],
        state=content["state"],
        target=content["target"],
        goals=_read_facts(content["goals"]),
        courses=tuple(
            StoredCourse(course, cost, tuple(after), _read_facts(gives), Margin(rise, _read_facts(facts)))
            for course, cost, after, gives, rise, facts in content["courses"]
        ),
        cost=content["cost"],
        bound=content["bound"],
        proved=content["proved"],
        closed=frozenset(content["closed"]),
        held=frozenset(_read_runs(content["held"])),
        preferences=Preferences(
            money=wishes["money"],
            affinity=wishes["affinity"],
            **{name: _wish(wishes[name]) for name in ("language", "modality", "provider")},
        ),
        in_progress=content["in_progress"],
        certificate=Certificate(
            bound=proof["bound"],
            worth={_read_fact(fact): worth for fact, worth in proof["worth"]},
            firsts=tuple(
                StoredFirst(_read_fact(fact), frozenset(_read_facts(group)), worth)
                for fact, group, worth in proof["firsts"]
            ),
            regions=tuple(StoredRegion(frozenset(_read_facts(facts)), worth) for facts, worth in proof["regions"]),
            asks=tuple(
                StoredAsk(course, frozenset(_read_facts(group)), worth) for course, group, worth in proof["asks"]
            ),
            landmarks=tuple(StoredLandmark(_read_fact(fact), loss) for fact, loss in proof["landmarks"]),
            behind={_read_fact(fact): int(bits, 16) for fact, bits in proof["behind"]},
            near={_read_fact(fact): far for fact, far in proof["near"]},
            radius=proof["radius"],
            short=frozenset(_read_facts(proof["short"])),
            unreached=frozenset(_read_facts(proof["unreached"])),
            beyond=frozenset(_read_runs(proof["beyond"])),
        ),
    )


def _wish(content: Any) -> Wish:
    return Wish(values=tuple(content["values"]), weight=content["weight"])


def _facts(facts: Iterable[Fact]) -> list[list[str | int]]:
    return [_fact(fact) for fact in facts]


def _fact(fact: Fact) -> list[str | int]:
    return list(fact)


def _read_facts(content: Any) -> tuple[Fact, ...]:
    return tuple(_read_fact(one) for one in content)


def _read_fact(content: Any) -> Fact:
    name, *level = content
    return CompetencyAt(CompetencyId(name), level[0]) if level else CourseDone(CourseId(name))


def _runs(facts: Iterable[Fact]) -> list[list[str | int]]:
    """The facts in short: neighbouring levels of a competency as one entry with the first and the last."""
    found: list[list[str | int]] = []
    for fact in sorted(facts):
        last = found[-1] if found else []
        if isinstance(fact, CompetencyAt) and last[:1] == [fact.competency] and last[2:] == [fact.level - 1]:
            last[2] = fact.level
        else:
            found.append(
                [fact.competency, fact.level, fact.level] if isinstance(fact, CompetencyAt) else [fact.course]
            )
    return found


def _read_runs(content: Any) -> Iterator[Fact]:
    for name, *levels in content:
        if not levels:
            yield CourseDone(CourseId(name))
            continue
        first, last = levels
        for level in range(first, last + 1):
            yield CompetencyAt(CompetencyId(name), level)
