"""Hypothesis strategies for small, valid catalogues: `check` finds no error in them, warnings perhaps.

They have what real ones have: two scales and none, several languages, groups of alternatives, equivalents, retired
things with replacements, forked tracks, declared moves, unknown hours, ids outside the base. What requires something
requires only what comes before it in one order of all competencies, so there are no cycles.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ontology.durations import normal_hours
from ontology.ids import Iri, shorten
from ontology.model import (
    Alternative,
    Assessing,
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    CourseDone,
    DeclaredMove,
    Group,
    LevelRequirement,
    Match,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Role,
    RoleFamily,
    RoleLevel,
    Teaching,
    Text,
)

T = TypeVar("T")

BASES = ("https://example.org/skills/", "https://example.org/skills#", "urn:example:skills:")
LANGUAGES = ("", "de", "en", "pt-br")
KINDS = ("skill", "knowledge", "ability", "attitude", "habit", "language", "tool")
MATCHES = ("exact", "close", "broad", "narrow", "related")


def words() -> SearchStrategy[str]:
    """Texts that are not blank: any letters and marks, quotes, backslashes, line ends; no control characters else."""
    characters = st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\n\t\"'\\<>&;. ")
    return st.text(characters, min_size=1, max_size=12).filter(lambda text: bool(text.strip()))


TYPED = tuple(
    f"{word}{mark}{n}" for n, mark in enumerate(("", "-", "_", ".", "-x.")) for word in ("sql", "A", "0", "py")
)
ODD = ("a/b", "a/../b", "a//b", "..", "x.", "%41", "~t", "a/", "-x", "A-Very-Long-Name.of_a_thing")
FULL = (
    "https://elsewhere.example/sql",
    "https://elsewhere.example/#1",
    "urn:isbn:0451450523",
    "https://example.org/x",
)


@st.composite
def identifiers(draw: DrawFn, base: str, most: int) -> list[str]:
    """Different ids, some with a path or rare characters, some full IRIs elsewhere, in any of many orders."""
    typed = (*TYPED, *(f"c{n}" for n in range(most)))
    pool = [shorten(f"{base}{thing}", base) for thing in (*typed[:most], *ODD)] + list(FULL)
    while any(len(pool) % factor == 0 for factor in range(2, 8)):
        pool.append(f"d{len(pool)}")
    start, stride = draw(st.integers(0, len(pool) - 1)), draw(st.sampled_from((1, 2, 3, 5, 7)))
    return [pool[(start + stride * place) % len(pool)] for place in range(len(pool))]


@st.composite
def catalogues(draw: DrawFn, *, texts: SearchStrategy[str] | None = None, largest: int = 5) -> Catalogue:
    """A valid catalogue with at most `largest` competencies in use, courses and role levels."""
    base = draw(st.sampled_from(BASES))
    return _Drawing(draw, base, texts or words(), largest).catalogue()


class _Drawing:
    def __init__(self, draw: DrawFn, base: str, texts: SearchStrategy[str], largest: int) -> None:
        self.draw = draw
        self.base = base
        self.text = texts
        self.largest = largest
        self.fresh = iter(draw(identifiers(base, 20 + 4 * largest)))
        self.order: dict[str, int] = {}
        """The place of each competency: of those that count as one, the same."""
        self.ranks: dict[str, int] = {}

    def catalogue(self) -> Catalogue:
        scales = tuple(self.scale() for _ in range(self.upto(2)))
        competencies = self.competencies(scales)
        courses = self.courses(competencies)
        families = tuple(
            RoleFamily(id=self.id(), labels=self.labels(), definitions=self.some_texts()) for _ in range(self.upto(2))
        )
        roles = tuple(self.role(families) for _ in range(self.upto(2)))
        return Catalogue(
            base=self.base,
            language=self.draw(st.sampled_from(("de", "en", "pt-br"))),
            titles=self.labels(least=0),
            scales=_by_id(scales),
            competencies=_by_id(competencies),
            courses=_by_id(courses),
            assessments=_by_id([self.assessment() for _ in range(self.upto(2))]),
            role_families=_by_id(families),
            roles=_by_id(roles),
            role_levels=_by_id(self.role_levels(roles)),
        )

    # -- small values ---------------------------------------------------------------------------------------------

    def id(self) -> Any:
        return next(self.fresh)

    def upto(self, most: int, least: int = 0) -> int:
        return self.draw(st.integers(least, most))

    def flip(self) -> bool:
        return self.draw(st.booleans())

    def maybe(self, strategy: SearchStrategy[T]) -> T | None:
        return self.draw(st.none() | strategy)

    def some(self, things: Sequence[T], most: int = 3) -> list[T]:
        if not things:
            return []
        return self.draw(st.lists(st.sampled_from(things), unique=True, max_size=min(most, len(things))))

    def labels(self, least: int = 1) -> tuple[Text, ...]:
        """At most one in each language."""
        said = self.draw(st.dictionaries(st.sampled_from(LANGUAGES), self.text, min_size=least, max_size=3))
        return tuple(sorted(Text(language, text) for language, text in said.items()))

    def some_texts(self) -> tuple[Text, ...]:
        return tuple(sorted(self.draw(st.sets(st.builds(Text, st.sampled_from(LANGUAGES), self.text), max_size=2))))

    def hours(self) -> float | None:
        return self.maybe(st.floats(0.01, 500).map(normal_hours))

    def amount(self) -> float:
        return round(self.draw(st.floats(0.001, 5_000)), 3)

    def matches(self) -> tuple[Match, ...]:
        found = st.builds(
            Match,
            st.sampled_from(MATCHES),
            st.sampled_from(("https://example.net/a", "https://example.net/b#c")).map(Iri),
        )
        return tuple(sorted(self.draw(st.sets(found, max_size=2))))

    def rank(self, competency: str) -> int:
        return self.upto(self.ranks[competency], 1)

    def before(self, place: int) -> list[Any]:
        """The competencies that may be required by what stands at a place."""
        return [competency for competency, own in self.order.items() if own < place]

    # -- things ---------------------------------------------------------------------------------------------------

    def scale(self) -> ProficiencyScale:
        levels = tuple(
            ProficiencyLevel(id=self.id(), rank=rank, labels=self.labels(), definitions=self.some_texts())
            for rank in range(1, self.upto(4, 1) + 1)
        )
        return ProficiencyScale(id=self.id(), labels=self.labels(), definitions=self.some_texts(), levels=levels)

    def competencies(self, scales: Sequence[ProficiencyScale]) -> list[Competency]:
        found = []
        for place in range(self.upto(self.largest, 1)):
            scale = self.draw(st.sampled_from((None, *scales)))
            earlier = [competency.id for competency in found]
            name = self.id()
            ranks = 1 if scale is None else len(scale.levels)
            requires = {
                LevelRequirement(self.upto(ranks, 1), group)
                for _ in range(self.upto(2))
                if (group := self.group(self.before(place), []))
            }
            competency = Competency(
                id=name,
                labels=self.labels(),
                alt_labels=self.some_texts(),
                hidden_labels=self.some_texts(),
                definitions=self.some_texts(),
                kind=self.maybe(st.sampled_from(KINDS)),
                scale=None if scale is None else scale.id,
                broader=tuple(sorted(self.some(earlier))),
                related=tuple(sorted(self.some(earlier))),
                matches=self.matches(),
                requires=tuple(sorted(requires)),
            )
            found.append(competency)
            self.order[name], self.ranks[name] = place, ranks
        return [*found, *self.twins(found)]

    def twins(self, found: Sequence[Competency]) -> list[Competency]:
        """Others that count as one of those found: equivalents, and retired ones with their replacements."""
        twins = []
        for original in self.some(found, 2):
            retired, name = self.flip(), self.id()
            twins.append(
                Competency(
                    id=name,
                    labels=self.labels(),
                    scale=None if retired and self.flip() else original.scale,
                    equivalent=() if retired else (original.id,),
                    retired=retired,
                    replaced_by=original.id if retired else None,
                )
            )
            self.order[name], self.ranks[name] = self.order[original.id], self.ranks[original.id]
        return twins

    def group(self, competencies: Sequence[Any], courses: Sequence[Any]) -> Group:
        held = {CompetencyAt(competency, self.rank(competency)) for competency in self.some(competencies, 2)}
        done = {CourseDone(course) for course in self.some(courses, 2)}
        alternatives: tuple[Alternative, ...] = (*sorted(held), *sorted(done))
        return alternatives

    def courses(self, competencies: Sequence[Competency]) -> list[Course]:
        """Each requires only what stands before all that it teaches, and courses that teach no later things."""
        bound = {competency.id for competency in competencies if competency.requires}
        drawn = []
        for _ in range(self.upto(self.largest)):
            taught = sorted(self.some(list(self.order), 3), key=lambda competency: self.order[competency])
            # Lifting a later competency may ask for one that the same course teaches.
            kept = [competency for place, competency in enumerate(taught) if place == 0 or competency not in bound]
            drawn.append((self.order[kept[0]] if kept else 0, kept))
        found: list[Course] = []
        for tier, taught in sorted(drawn, key=lambda one: one[0]):
            teaches = []
            for competency in taught:
                to = self.rank(competency)
                teaches.append(Teaching(competency, self.upto(to - 1), to))
            earlier = [course.id for course in found if not course.retired]
            groups = {group for _ in range(self.upto(2)) if (group := self.group(self.before(tier), earlier))}
            retired = bool(earlier) and self.upto(5) == 0
            found.append(
                Course(
                    id=self.id(),
                    labels=self.labels(),
                    alt_labels=self.some_texts(),
                    definitions=self.some_texts(),
                    hours=self.hours(),
                    languages=tuple(sorted(self.some(("de", "en", "pt-BR")))),
                    modality=self.maybe(st.sampled_from(("online", "classroom"))),
                    provider=self.maybe(self.text),
                    url=self.maybe(st.sampled_from(("https://example.org/a?b=c#d", "http://example.org/ä"))),
                    cost=self.amount() if self.flip() else None,
                    teaches=tuple(sorted(teaches)),
                    requires=tuple(sorted(groups)),
                    retired=retired,
                    replaced_by=earlier[0] if retired and self.flip() else None,
                )
            )
        return found

    def assessment(self) -> Assessment:
        return Assessment(
            id=self.id(),
            labels=self.labels(),
            definitions=self.some_texts(),
            hours=self.hours(),
            assesses=tuple(sorted(Assessing(c, self.rank(c)) for c in self.some(list(self.order)))),  # type: ignore[arg-type]
        )

    def role(self, families: Sequence[RoleFamily]) -> Role:
        family = self.draw(st.sampled_from((None, *families)))
        return Role(
            id=self.id(),
            labels=self.labels(),
            alt_labels=self.some_texts(),
            definitions=self.some_texts(),
            family=None if family is None else family.id,
            matches=self.matches(),
        )

    def role_levels(self, roles: Sequence[Role]) -> list[RoleLevel]:
        if not roles:
            return []
        names = [self.id() for _ in range(self.upto(self.largest))]
        found: list[RoleLevel] = []
        for name in names:
            needs = [
                Requirement(competency, self.rank(competency), self.flip(), self.amount() if self.flip() else 1.0)
                for competency in self.some(list(self.order))
            ]
            others = [other for other in names if other != name]
            moves = [
                DeclaredMove(to, self.draw(st.sampled_from(("lateral", "vertical")))) for to in self.some(others, 2)
            ]
            in_use = [other.id for other in found if not other.retired]
            retired = bool(in_use) and self.upto(5) == 0
            found.append(
                RoleLevel(
                    id=name,
                    labels=self.labels(),
                    definitions=self.some_texts(),
                    role=self.draw(st.sampled_from(roles)).id,
                    rank=self.maybe(st.integers(1, 3)),
                    track=self.maybe(st.sampled_from(("engineering", "management"))),
                    needs=tuple(sorted(needs)),
                    moves=tuple(sorted(moves)),
                    retired=retired,
                    replaced_by=in_use[0] if retired and self.flip() else None,
                )
            )
        return found


def _by_id(things: Sequence[T]) -> tuple[T, ...]:
    return tuple(sorted(things, key=lambda thing: thing.id))  # type: ignore[attr-defined]
