"""One edition as this process answers from it: the `Catalogue`, and what is looked up in it the other way round.

An edition never changes, so everything here is computed at most once per edition, when it is first asked for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from api.searching import LabelIndex
from learners.words import Words
from ontology import naming
from ontology.ids import (
    AssessmentId,
    CompetencyId,
    CourseId,
    LevelId,
    RoleFamilyId,
    RoleId,
    RoleLevelId,
    shorten,
)
from ontology.labels import best
from ontology.model import (
    Assessing,
    Catalogue,
    Move,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Teaching,
    Text,
    Thing,
)
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.model import Edition, Stub
    from planning.solver.index import Index

K = TypeVar("K")
V = TypeVar("V")
_SHORTLIST = 50  # names that are compared letter by letter when an unknown name is to be guessed at

_MOST_NAME = 200  # characters of an unknown name that are compared and quoted

_KIND_CALLED = {kind.__name__: kind for kind in naming.KINDS.values()}

AnyThing: TypeAlias = Thing | ProficiencyLevel


class Taught(NamedTuple):
    course: CourseId
    teaching: Teaching


class Assessed(NamedTuple):
    assessment: AssessmentId
    assessing: Assessing


class Needed(NamedTuple):
    role_level: RoleLevelId
    requirement: Requirement


@dataclass(frozen=True, eq=False, kw_only=True)
class EditionView:
    """An edition and its catalogue. `stubs` are what is left of things that only earlier editions had."""

    edition: "Edition"
    catalogue: Catalogue
    stubs: tuple["Stub", ...] = ()

    def warm(self) -> None:
        """Compute now what first questions would wait for. Runs beside the event loop."""
        catalogue = self.catalogue
        _ = (self.thing, self.last_edition, self.scale_with, self.taught_by, self.assessed_by, self.needed_by)
        _ = (self.narrower, self.related, self.equivalent, self.roles_of, self.moves_from, self.moves_to)
        _ = (self._by_name, catalogue.stands_for, catalogue.scale_of, catalogue.levels_of, catalogue.moves)
        _ = (catalogue.competency, catalogue.course, catalogue.role_level, self.solver_index, self.words)
        for kind in ("role_level", "competency", "course"):
            index = self.labels_of(kind, with_retired=False)
            index.ordered(catalogue.language)
            index.near(kind, 1)

    @cached_property
    def thing(self) -> Mapping[str, AnyThing]:
        """Every named thing by id: those of the edition, their levels, and the stubs of earlier ones."""
        found: dict[str, AnyThing] = {stub.id: _of_stub(stub) for stub in self.stubs}
        found |= {level.id: level for scale in self.catalogue.scales for level in scale.levels}
        found |= {thing.id: thing for thing in self.catalogue.things()}
        return found

    @cached_property
    def words(self) -> Words:
        """The edition as evidence needs it: its catalogue, and what became of things that it has no more."""
        return Words(catalogue=self.catalogue, gone={stub.id: stub.replaced_by for stub in self.stubs})

    @cached_property
    def last_edition(self) -> Mapping[str, int]:
        """For each stub the last edition that had it."""
        return {stub.id: stub.last_edition for stub in self.stubs}

    @cached_property
    def scale_with(self) -> Mapping[LevelId, ProficiencyScale]:
        """The scale of every proficiency level."""
        return {level.id: scale for scale in self.catalogue.scales for level in scale.levels}

    def named(self, text: str) -> AnyThing | None:
        """The thing with an id or full IRI."""
        return self.thing.get(text) or self.thing.get(shorten(text, self.catalogue.base))

    def shown(self, thing: AnyThing, language: str) -> Text:
        """The label to show in a language; the id where there is none."""
        return best(thing.labels, language, self.catalogue.language) or Text("", thing.id)

    @cached_property
    def taught_by(self) -> Mapping[CompetencyId, tuple[Taught, ...]]:
        """The courses that teach each competency, by id."""
        return _gathered((t.competency, Taught(c.id, t)) for c in self.catalogue.courses for t in c.teaches)

    @cached_property
    def assessed_by(self) -> Mapping[CompetencyId, tuple[Assessed, ...]]:
        return _gathered((a.competency, Assessed(s.id, a)) for s in self.catalogue.assessments for a in s.assesses)

    @cached_property
    def needed_by(self) -> Mapping[CompetencyId, tuple[Needed, ...]]:
        """The role levels that need each competency, by id."""
        return _gathered((n.competency, Needed(r.id, n)) for r in self.catalogue.role_levels for n in r.needs)

    @cached_property
    def narrower(self) -> Mapping[CompetencyId, tuple[CompetencyId, ...]]:
        return _gathered((wider, c.id) for c in self.catalogue.competencies for wider in c.broader)

    @cached_property
    def related(self) -> Mapping[CompetencyId, tuple[CompetencyId, ...]]:
        """Related competencies, said from either side."""
        return _both_ways((c.id, other) for c in self.catalogue.competencies for other in c.related)

    @cached_property
    def equivalent(self) -> Mapping[CompetencyId, tuple[CompetencyId, ...]]:
        """Equivalent competencies as stated, said from either side."""
        return _both_ways((c.id, other) for c in self.catalogue.competencies for other in c.equivalent)

    @cached_property
    def roles_of(self) -> Mapping[RoleFamilyId, tuple[RoleId, ...]]:
        return _gathered((r.family, r.id) for r in self.catalogue.roles if r.family is not None)

    @cached_property
    def moves_from(self) -> Mapping[RoleLevelId, tuple[Move, ...]]:
        return _gathered((move.source, move) for move in self.catalogue.moves)

    @cached_property
    def moves_to(self) -> Mapping[RoleLevelId, tuple[Move, ...]]:
        return _gathered((move.target, move) for move in self.catalogue.moves)

    @cached_property
    def solver_index(self) -> "Index":
        """The catalogue as the planner's arrays."""
        from planning.solver.index import build

        return build(self.catalogue)

    @cached_property
    def _labels(self) -> dict[tuple[str, bool], LabelIndex]:
        return {}

    def labels_of(self, kind: str, *, with_retired: bool) -> LabelIndex:
        """The label index of a kind of thing; stubs count as retired."""
        index = self._labels.get((kind, with_retired))
        if index is None:
            wanted = naming.KINDS[kind]
            things = (t for t in self.thing.values() if isinstance(t, wanted) and (with_retired or not t.retired))
            index = self._labels[kind, with_retired] = LabelIndex(things, self.catalogue.language)
        return index

    @cached_property
    def _by_name(self) -> Mapping[tuple[type[Thing], str], tuple[str, ...]]:
        """Ids by kind and label: any language, preferred labels, no case, no outer blanks."""
        return _gathered(
            ((type(thing), text.text.strip().casefold()), thing.id)
            for thing in self.thing.values()
            if not isinstance(thing, ProficiencyLevel)
            for text in set(thing.labels)
        )

    def choose(self, kind: str, text: str, language: str) -> Thing | Refusal:
        """The one thing of a kind that an id, a full IRI or a label names, or a refusal with candidates.

        A label that fits something in use does not also mean what is retired.
        """
        wanted = naming.KINDS[kind]
        known = self.named(text)
        if isinstance(known, wanted):
            return known
        ids = dict.fromkeys(self._by_name.get((wanted, text.strip().casefold()), ()))
        in_use = [thing for thing in ids if not self._thing_of(thing).retired]
        fitting = [self._as_named(thing, language) for thing in in_use or ids]
        if not fitting and len(text) > _MOST_NAME:
            text = f"{text[:_MOST_NAME]}…"  # nobody reads it back, and likeness of such a length says nothing
        chosen = naming.choose(kind, text, fitting, () if fitting else self._near(kind, text, language))
        return chosen if isinstance(chosen, Refusal) else self._thing_of(chosen.id)

    def _thing_of(self, thing: str) -> Thing:
        found = self.thing[thing]
        assert not isinstance(found, ProficiencyLevel)
        return found

    def _as_named(self, thing: str, language: str) -> naming.Named:
        return naming.Named(thing, self.shown(self.thing[thing], language).text)

    def _near(self, kind: str, text: str, language: str) -> Iterable[naming.Named]:
        near = self.labels_of(kind, with_retired=False).near(text, _SHORTLIST)
        return [self._as_named(thing, language) for thing in near]


def _of_stub(stub: "Stub") -> AnyThing:
    """A stub as the retired thing that it is: an id, labels, perhaps a replacement."""
    if stub.kind == "ProficiencyLevel":
        return ProficiencyLevel(id=LevelId(stub.id), rank=0, labels=stub.labels)
    kind: Callable[..., Thing] = _KIND_CALLED[stub.kind]
    nowhere = {"role": RoleId("")} if stub.kind == "RoleLevel" else {}
    return kind(id=stub.id, labels=stub.labels, retired=True, replaced_by=stub.replaced_by, **nowhere)


def _gathered(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    """Values by key, in the order in which they come."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _both_ways(pairs: Iterable[tuple[CompetencyId, CompetencyId]]) -> Mapping[CompetencyId, tuple[CompetencyId, ...]]:
    """A relation said from either side, each side's others sorted and once."""
    found: dict[CompetencyId, set[CompetencyId]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {one: tuple(sorted(others)) for one, others in found.items()}
