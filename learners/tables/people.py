"""The table `people`: one person a row, and what only all rows together show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from learners import accounts
from learners.ids import LEARNER_ID, LearnerId
from learners.people import PERSON_FIELDS, Person, PersonField
from learners.tables.cells import Cells, Choose, RowRefused, given, listed, refused
from ontology.ids import RoleLevelId
from ontology.refusals import Refusal

COLUMNS: Final = ("learner", *PERSON_FIELDS)
MUST: Final = ("learner",)
LONGEST_NAME: Final = 500


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row that could be read: its number as a spreadsheet shows it, and the person."""

    number: int
    person: Person


def read(cells: Mapping[str, object], choose: Choose) -> Person | Refusal:
    """The person that a row says, or why there is none. A column that is not there says nothing."""
    try:
        return _person(Cells(cells), frozenset(field for field in PERSON_FIELDS if field in cells), choose)
    except RowRefused as row:
        return row.refusal


def _person(row: Cells, says: frozenset[PersonField], choose: Choose) -> Person:
    learner = _id("learner", row.must("learner"))
    above, email = row.text("manager"), row.text("email")
    manager = None if above is None else _id("manager", above)
    address = None if email is None else given(accounts.mbox(email))
    if manager == learner:
        raise refused(
            "manager.self",
            f"{learner} is given as their own manager.",
            "Leave the cell empty where nobody is above them.",
        )
    return Person(
        learner=learner,
        name=_short(row, "name"),
        email=None if address is None else address.removeprefix("mbox:mailto:"),
        accounts=tuple(sorted({_account(one) for one in row.texts("accounts")})),
        role_level=_role_level(row, "role_level", choose),
        target=_role_level(row, "target", choose),
        manager=manager,
        team=_short(row, "team"),
        says=says,
    )


def _id(column: str, text: str) -> LearnerId:
    if "@" in text:
        raise refused(
            f"{column}.mail_address",
            f"“{column}” holds a mail address.",
            "Name people by an id that says nothing about who they are; the address goes into “email”.",
        )
    if not LEARNER_ID.fullmatch(text):
        raise refused(
            f"{column}.invalid",
            f"“{column}” does not hold an id.",
            "An id has up to 128 letters, digits, “.”, “_” and “-”, and begins with a letter or digit.",
        )
    return LearnerId(text)


def _short(row: Cells, column: str) -> str | None:
    text = row.text(column)
    if text is not None and len(text) > LONGEST_NAME:
        raise refused(
            f"{column}.too_long",
            f"“{column}” holds {len(text):,} characters; {LONGEST_NAME} are the most.",
            "Is the text in the right column?",
        )
    return text


def _account(one: object) -> str:
    if isinstance(one, Mapping):
        return given(accounts.account(str(one.get("homePage") or ""), str(one.get("name") or "")))
    return given(accounts.typed(str(one)))


def _role_level(row: Cells, column: str, choose: Choose) -> RoleLevelId | None:
    text = row.text(column)
    return None if text is None else RoleLevelId(given(choose("role_level", text)))


def doubled(rows: Sequence[PersonRow]) -> Iterator[tuple[int, Refusal]]:
    """The places of the rows of learners who have several that differ, each with the numbers of all.

    Two rows that say the same are one. Nobody can tell which of two that differ is right, so none is taken.
    """
    by_learner: dict[LearnerId, list[int]] = {}
    for place, row in enumerate(rows):
        by_learner.setdefault(row.person.learner, []).append(place)
    for learner, places in by_learner.items():
        people = {rows[place].person for place in places}
        if len(people) == 1:
            continue
        two = len({person.manager for person in people} - {None}) > 1
        refusal = Refusal(
            code="manager.two" if two else "learner.doubled",
            message=f"Rows {listed(str(rows[place].number) for place in places)} are all about {learner}, and"
            f" {'name different managers' if two else 'say different things'}.",
            hint="Keep the row that is right.",
        )
        yield from ((place, refusal) for place in places)


def circles(managers: Mapping[LearnerId, LearnerId | None]) -> Mapping[LearnerId, tuple[LearnerId, ...]]:
    """Everybody who is, over others, their own manager: with all members of the circle, from the smallest id on."""
    found: dict[LearnerId, tuple[LearnerId, ...]] = {}
    settled: set[LearnerId] = set()
    for start in managers:
        way: dict[LearnerId, None] = {}
        above: LearnerId | None = start
        while above is not None and above not in settled and above not in way:
            way[above] = None
            above = managers.get(above)
        if above is not None and above in way:
            members = list(way)[list(way).index(above) :]
            first = members.index(min(members))
            found |= dict.fromkeys(members, tuple(members[first:] + members[:first]))
        settled |= way.keys()
    return found


def in_a_circle(learner: LearnerId, members: Sequence[LearnerId]) -> Refusal:
    """Why a row that closes a circle of managers cannot be taken."""
    around = " → ".join([*members[:20], *(["…"] if len(members) > 20 else []), members[0]])
    return Refusal(
        code="manager.circle",
        message=f"{learner} would be, over others, their own manager: {around}.",
        hint="Mend the manager of one of them; each reports to the one after the arrow.",
        candidates=tuple(members[:20]),
    )


def claimed(account: str, learner: LearnerId, owner: str) -> Refusal:
    """Why a row that claims an account of somebody else cannot be taken; `owner` may say where that was said."""
    what = "mail address" if account.startswith("mbox") else "account"
    other = owner.partition(" ")[0]
    return Refusal(
        code="account.taken",
        message=f"The {what} of {learner} belongs to {owner} already.",
        hint=f"Mend the row; or, if the two are one person, bring {learner} in without it, and then: skillway people"
        f" merge {learner} {other}",
        candidates=(other,),
    )


def identifying(person: Person) -> tuple[str, ...]:
    """All accounts of a person in canonical form: those that are named, and those that the mail address is."""
    mail = accounts.of_email(person.email) if person.email is not None else ()
    return tuple(dict.fromkeys((*(mail if isinstance(mail, tuple) else ()), *person.accounts)))
