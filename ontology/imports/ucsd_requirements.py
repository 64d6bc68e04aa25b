"""What the courses of a catalogue require: from trees to groups, with an outcome for each requirement and mention.

A requirement that cannot be met is refused, and its course loaded without it: a course that nobody can reach would
help no one, and the report says what to mend. Rows are numbered as they are read: a part of a tree that must hold by
itself is a row of `requirements`, each course that it names one of `prerequisites`.
"""

from collections.abc import Container
from dataclasses import dataclass

from ontology.imports import circles, prerequisite_trees
from ontology.imports.circles import Asked
from ontology.imports.prerequisite_trees import Groups
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import shown

_SHOWN = 12
"""Courses of a circle that a message shows."""


@dataclass(slots=True)
class _Requirement:
    """`groups` are what it comes to (none: refused), `kept` those that no other requirement of the course implies.

    `mentions` are the courses named, each by the number of its row; `lost` those in alternatives that were dropped.
    """

    course: str
    row: int
    mentions: list[tuple[int, str]]
    groups: Groups = frozenset()
    kept: Groups = frozenset()
    lost: frozenset[str] = frozenset()


class Requirements:
    """Read all, `settle`, then ask for the groups `of` a course. `known` are the codes of all courses."""

    def __init__(self, known: Container[str], ledger: Ledger) -> None:
        self._known, self._ledger = known, ledger
        self._by_course: dict[str, list[_Requirement]] = {}
        self._by_row: dict[int, _Requirement] = {}
        self._mentions = 0
        for sheet in ("requirements", "prerequisites"):
            ledger.sheet(sheet)

    def read(self, course: str, raw: object) -> None:
        """The tree of a course. What is wrong with it ends in the report."""
        for part in prerequisite_trees.requirements(raw):
            named = list(enumerate(prerequisite_trees.mentions(part), start=self._mentions + 1))
            self._mentions += len(named)
            requirement = _Requirement(course, len(self._by_row) + 1, named)
            self._by_row[requirement.row] = requirement
            self._by_course.setdefault(course, []).append(requirement)
            self._ledger.read(Place("requirements", requirement.row))
            for number, _ in named:
                self._ledger.read(Place("prerequisites", number))
            try:
                self._understand(requirement, part)
            except RowRefused as why:
                self._refuse(requirement, why.code, why.message)

    def settle(self) -> None:
        """Give up what no order can meet, drop what is said twice, and settle what became of every mention."""
        for asked, circle in circles.closing(
            Asked(r.course, r.row, r.groups) for r in self._by_row.values() if r.groups
        ):
            way = " → ".join(circle[:_SHOWN]) + (" …" if len(circle) > _SHOWN else "")
            said = f"No order could meet it, because each waits for the next: {way}."
            self._refuse(self._by_row[asked.row], "requirement.circular", said)
        for course, requirements in self._by_course.items():
            self._drop_implied(course, requirements)
            for requirement in requirements:
                self._settle_mentions(requirement)

    def of(self, course: str) -> list[frozenset[str]]:
        """Groups that must all hold before the course, each by one of its members: codes of courses."""
        return [group for requirement in self._by_course.get(course, ()) for group in requirement.kept]

    def _understand(self, requirement: _Requirement, raw: object) -> None:
        tree = prerequisite_trees.understood(raw)
        named = {code for _, code in requirement.mentions}
        absent = {code for code in named if code not in self._known or code == requirement.course}
        left = prerequisite_trees.without(tree, absent)
        if left is None:
            names = ", ".join(shown(code) for code in sorted(absent, key=circles.in_order)[:5])
            raise RowRefused(
                "requirement.unmet", f"Nobody can have {names} before it, and that leaves no way to meet it."
            )
        requirement.lost = frozenset(named - prerequisite_trees.courses(left))
        requirement.groups = prerequisite_trees.groups(left)

    def _refuse(self, requirement: _Requirement, code: str, message: str) -> None:
        requirement.groups = frozenset()
        self._ledger.refuse(
            Place("requirements", requirement.row),
            code,
            f"{requirement.course} is loaded without this requirement. {message}",
        )

    def _drop_implied(self, course: str, requirements: list[_Requirement]) -> None:
        """What two requirements ask for belongs to the first."""
        left = set(prerequisite_trees.least(group for one in requirements for group in one.groups))
        for requirement in requirements:
            requirement.kept = requirement.groups & left
            left -= requirement.kept
            if requirement.groups and not requirement.kept:
                at = Place("requirements", requirement.row)
                self._ledger.merge(
                    at, "requirement.implied", f"Another requirement of {course} asks for this already."
                )

    def _settle_mentions(self, requirement: _Requirement) -> None:
        uncounted = {code for group in requirement.kept for code in group}
        for number, code in requirement.mentions:
            if code in uncounted:
                uncounted.remove(code)
            else:
                self._settle(Place("prerequisites", number), requirement, code)

    def _settle(self, at: Place, requirement: _Requirement, code: str) -> None:
        """Why a mention made no difference."""
        course = requirement.course
        if code not in self._known:
            said = f"{course} names {shown(code)}, which is not in the catalogue."
            self._ledger.refuse(at, "reference.unknown", said)
        elif code == course:
            self._ledger.refuse(at, "reference.self", f"{course} names itself.")
        elif not requirement.groups:
            said = f"{course} names {code} in a requirement that was refused (row {requirement.row})."
            self._ledger.refuse(at, "requirement.refused", said)
        elif code in requirement.lost:
            said = f"{course} names {code} only in an alternative that nobody could meet."
            self._ledger.refuse(at, "alternative.unmet", said)
        else:
            said = f"{course} names {code} again, or where less is asked for elsewhere already."
            self._ledger.merge(at, "prerequisite.implied", said)
