"""What courses give and what roles ask: where one of the two is missing."""

from collections.abc import Iterator, Mapping

from ontology.findings import Finding
from ontology.ids import CompetencyId, CourseId
from ontology.model import Catalogue, CompetencyAt, Group, RoleLevel
from ontology.rules.names import Names

_NONE = CourseId("")


class Offer:
    """The highest level of each competency that courses in use give, by what the competency counts as."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.stands: Mapping[CompetencyId, CompetencyId] = catalogue.stands_for
        self._best: dict[CompetencyId, tuple[int, CourseId]] = {}
        self._second: dict[CompetencyId, int] = {}
        self.in_use: set[CourseId] = set()
        for course in catalogue.courses:
            if course.retired:
                continue
            self.in_use.add(course.id)
            for taught in course.teaches:
                self._add(self.fact(taught.competency), taught.to_level, course.id)

    def _add(self, fact: CompetencyId, level: int, course: CourseId) -> None:
        best, giver = self._best.get(fact, (0, _NONE))
        if giver == course:
            self._best[fact] = max(best, level), course
        elif level > best:
            self._best[fact] = level, course
            self._second[fact] = best
        else:
            self._second[fact] = max(level, self._second.get(fact, 0))

    def fact(self, competency: CompetencyId) -> CompetencyId:
        return self.stands.get(competency, competency)

    def highest(self, competency: CompetencyId, without: CourseId = _NONE) -> int:
        """The highest level that any course but `without` gives; 0 where none does."""
        fact = self.fact(competency)
        level, giver = self._best.get(fact, (0, _NONE))
        return level if giver != without or giver == _NONE else self._second.get(fact, 0)


def entries(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Entry levels of courses, and requirements of levels that courses do give, that nothing gives."""
    offer = Offer(catalogue)
    for course in catalogue.courses:
        if course.retired:
            continue
        for taught in course.teaches:
            asked = CompetencyAt(taught.competency, taught.from_level)
            if 0 < taught.from_level < taught.to_level and not _given((asked,), offer, course.id):
                yield _unreachable(course.id, "start of its teaching", (asked,), names)
        for group in course.requires:
            if not _given(group, offer, course.id):
                yield _unreachable(course.id, "requirement", group, names)
    for competency in catalogue.competencies:
        if competency.retired:
            continue
        highest = offer.highest(competency.id)
        for requirement in competency.requires:
            if requirement.at_level <= highest and not _given(requirement.any_of, offer, _NONE):
                place = f"requirement at level {requirement.at_level}"
                yield _unreachable(competency.id, place, requirement.any_of, names)


def _given(group: Group, offer: Offer, without: CourseId) -> bool:
    """Whether another course gives one of the alternatives, or is one."""
    return any(
        offer.highest(other.competency, without) >= other.level
        if isinstance(other, CompetencyAt)
        else other.course in offer.in_use and other.course != without
        for other in group
    )


def _unreachable(owner: str, place: str, group: Group, names: Names) -> Finding:
    asked = " or ".join(names.alternative(other) for other in group)
    return names.finding("entry-unreachable", owner, f"The {place} asks for {asked}, which no course in use gives.")


def untaught(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Competencies in use without a course, and those that role levels need higher than any course leads."""
    offer = Offer(catalogue)
    asked: dict[CompetencyId, tuple[int, RoleLevel]] = {}
    for rung in catalogue.role_levels:
        for required in () if rung.retired else rung.needs:
            fact = offer.fact(required.competency)
            if required.level > asked.get(fact, (0, rung))[0]:
                asked[fact] = required.level, rung
    for competency in catalogue.competencies:
        if competency.retired:
            continue
        highest = offer.highest(competency.id)
        need = asked.get(competency.id)
        if highest == 0:
            yield names.finding("competency-untaught", competency.id, "No course in use teaches it.")
        elif need is not None and need[0] > highest:  # told of the one that stands for its equivalents
            said = f"{names.called(need[1].id)} needs level {need[0]}, but courses lead to level {highest} only."
            yield names.finding("need-untaught", competency.id, said)


def courses(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Courses and assessments in use that are about nothing."""
    for course in catalogue.courses:
        if not course.retired and not course.teaches:
            yield names.finding(
                "course-teaches-nothing", course.id, "It teaches no competency, so no path can use it."
            )
    for assessment in catalogue.assessments:
        if not assessment.retired and not assessment.assesses:
            yield names.finding("assessment-assesses-nothing", assessment.id, "It assesses no competency.")


def roles(catalogue: Catalogue, names: Names) -> Iterator[Finding]:
    """Role levels that need nothing, roles without levels, and ranks that leave a ladder unclear."""
    for role in catalogue.roles:
        rungs = [rung for rung in catalogue.levels_of.get(role.id, ()) if not rung.retired]
        if not role.retired and not rungs:
            yield names.finding("role-without-levels", role.id, "It has no role level in use.")
        yield from _ladder(rungs, names)
    for rung in catalogue.role_levels:
        if rung.retired:
            continue
        if not rung.needs:
            yield names.finding(
                "role-level-without-needs", rung.id, "It needs no competency, so there is no gap to it."
            )


def _ladder(rungs: list[RoleLevel], names: Names) -> Iterator[Finding]:
    """Rungs without a rank beside others, and two on one rank of one track."""
    places: dict[tuple[str | None, int], RoleLevel] = {}
    for rung in rungs:
        if rung.rank is None:
            if len(rungs) > 1:
                yield names.finding("role-level-unranked", rung.id, "It has no rank among the levels of its role.")
            continue
        first = places.setdefault((rung.track, rung.rank), rung)
        if first is not rung:
            track = "" if rung.track is None else f" of the track “{rung.track}”"
            said = f"It shares rank {rung.rank}{track} with {names.called(first.id)}."
            yield names.finding("rank-shared", rung.id, said)
