"""The table of people: what a row says, and what rows say of each other."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.ids import LearnerId
from learners.people import Person
from learners.tables import people
from learners.tables.cells import Kind
from learners.tables.people import PersonRow
from ontology.refusals import Refusal


def choose(_: Kind, text: str) -> str | Refusal:
    return text if text == "senior" else Refusal(code="role_level.unknown", message=f"no {text}")


def read(**cells: object) -> Person | Refusal:
    return people.read({"learner": "p1", **cells}, choose)


def test_a_row_is_the_person_that_it_says() -> None:
    """Addresses and accounts are brought into one spelling; empty cells say that nothing is known."""
    found = read(
        name=" Ana ",
        email="ANA@x.org",
        accounts="https://b.org=1|https://a.org=1",
        target="senior",
        manager="m1",
        team="",
    )
    assert found == Person(
        learner=LearnerId("p1"),
        name="Ana",
        email="ana@x.org",
        accounts=("account:https://a.org|1", "account:https://b.org|1"),
        target="senior",  # type: ignore[arg-type]
        manager=LearnerId("m1"),
        says=frozenset({"name", "email", "accounts", "target", "manager", "team"}),
    )


def test_a_column_that_is_not_there_says_nothing() -> None:
    """A table of managers leaves names alone."""
    found = read(manager=None)
    assert isinstance(found, Person) and found.says == {"manager"} and found.manager is None


def test_accounts_of_json_are_objects_as_in_the_experience_api() -> None:
    """So that a script need not glue and take apart."""
    found = read(accounts=[{"homePage": "https://a.org", "name": "a|b=c"}, "ana@x.org"])
    assert isinstance(found, Person) and found.accounts == ("account:https://a.org|a|b=c", "mbox:mailto:ana@x.org")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"learner": ""}, "learner.missing"),
        ({"learner": "ana@x.org"}, "learner.mail_address"),
        ({"learner": "Ana Lima"}, "learner.invalid"),
        ({"email": "ana"}, "email.invalid"),
        ({"accounts": "ana"}, "account.invalid"),
        ({"accounts": "|".join(["https://a.org=1"] * 101)}, "cell.too_many"),
        ({"manager": "p1"}, "manager.self"),
        ({"manager": "boss@x.org"}, "manager.mail_address"),
        ({"role_level": "junior"}, "role_level.unknown"),
        ({"name": "x" * 501}, "name.too_long"),
        ({"team": {"of": "teams"}}, "cell.invalid"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(cells: dict[str, Any], code: str) -> None:
    """By the rule that it breaks; a mail address in it is never repeated."""
    found = read(**cells)
    assert isinstance(found, Refusal) and found.code == code
    assert "ana@x.org" not in found.message + found.hint


def test_rows_of_one_learner_that_differ_are_all_refused() -> None:
    """With the numbers of all of them; rows that say the same are one."""
    one, two = (Person(learner=LearnerId("p1"), manager=LearnerId(m)) for m in ("m1", "m2"))
    three = Person(learner=LearnerId("p2"), name="a")
    rows = [PersonRow(2, one), PersonRow(3, three), PersonRow(4, two), PersonRow(5, three)]
    found = dict(people.doubled(rows))
    assert {place: refusal.code for place, refusal in found.items()} == {0: "manager.two", 2: "manager.two"}
    assert "2, 4" in found[0].message
    named = [PersonRow(2, three), PersonRow(3, Person(learner=LearnerId("p2"), name="b"))]
    assert [refusal.code for _, refusal in people.doubled(named)] == ["learner.doubled"] * 2


@given(st.dictionaries(st.integers(0, 12), st.none() | st.integers(0, 12), max_size=13))
def test_exactly_those_who_manage_themselves_are_in_a_circle(above: dict[int, int | None]) -> None:
    """Somebody is in a circle if and only if the way up from them comes back to them; all members are named."""
    managers = {LearnerId(f"p{k:02}"): None if v is None else LearnerId(f"p{v:02}") for k, v in above.items()}

    def way_up(start: LearnerId) -> list[LearnerId]:
        way: list[LearnerId] = []
        at = managers.get(start)
        while at is not None and at not in way:
            way.append(at)
            at = managers.get(at)
        return way

    found = people.circles(managers)
    assert set(found) == {learner for learner in managers if learner in way_up(learner)}
    for learner, members in found.items():
        assert set(members) == set(way_up(learner)) and members[0] == min(members)
