"""Teams and groups by GraphQL: a manager's own people, and figures for administrators."""

from collections.abc import AsyncIterator

import pytest

from graph import counted
from learners.access import VisibleLearner
from learners.audit import AuditFilter
from learners.ids import LearnerId
from learners.people import Person
from tests.api.conftest import Api
from tests.api.persons import ANA, BEN, MO, NIK, SENIOR, As, fact, people, told

pytestmark = pytest.mark.anyio

HEAT = f"""{{ team {{ ... on Team {{ members {{ learner name }} heatMap(to: "{SENIOR}") {{ ... on HeatMap {{
  columns {{ competency {{ id }} neededBy short unknown stepsShort }}
  rows {{ member {{ learner inferring }} required short stepsShort
    cells {{ column status required held confidence }} }}
  notMeasured {{ member {{ learner }} code }} }} }} }} ... on Refusal {{ code }} }} }}"""
NEAR = "{ member { learner } ready attainable met required hours bound proved }"


@pytest.fixture(scope="module")
async def there(api: Api) -> AsyncIterator[Api]:
    await people(api.wiring)
    yield api


async def test_a_manager_sees_their_people_beside_a_role_level(there: Api) -> None:
    """Rows and cells are the gap of each person by `learner(id)`, in the order of the columns."""
    mo = As(there, f"learner:{MO}")
    team = (await mo.ask(HEAT))["team"]
    assert [one["learner"] for one in team["members"]] == [ANA, BEN]
    heat = team["heatMap"]
    columns = [column["competency"]["id"] for column in heat["columns"]]
    for row in heat["rows"]:
        learner = row["member"]["learner"]
        asked = (
            f'{{ learner(id: "{learner}") {{ ... on Learner {{ gap(to: "{SENIOR}") {{ ... on Gap {{ required short '
            "items { competency { id } importance status held required } } } } } }"
        )
        gap = (await mo.ask(asked))["learner"]["gap"]
        assert (row["required"], row["short"]) == (gap["required"], gap["short"])
        items = {item["competency"]["id"]: item for item in gap["items"] if item["importance"] == "ESSENTIAL"}
        cells = {columns[cell["column"]]: cell for cell in row["cells"]}
        assert {name: (cell["status"], cell["held"], cell["required"]) for name, cell in cells.items()} == {
            name: (item["status"], item["held"], item["required"]) for name, item in items.items()
        }


async def test_own_targets_and_who_has_none(there: Api) -> None:
    """Without a role level each is measured against their own target; who has none is listed with the reason."""
    mo = As(there, f"learner:{MO}")
    heat = (await mo.ask(HEAT.replace(f'(to: "{SENIOR}")', "")))["team"]["heatMap"]
    assert [row["member"]["learner"] for row in heat["rows"]] == [ANA]
    assert heat["notMeasured"] == [{"member": {"learner": BEN}, "code": "target.missing"}]


async def test_readiness_and_coverage_are_of_proved_paths(there: Api) -> None:
    """Hours are those of each person's own path; the cheapest are chosen; a bad day or number is refused."""
    mo = As(there, f"learner:{MO}")
    answer = await mo.ask(
        f"""{{ team {{ ... on Team {{ readiness(to: "{SENIOR}") {{ ... on Readiness {{ people {NEAR} }} }}
        one: coverage(to: "{SENIOR}", people: 1) {{ ... on Coverage {{ missing hours bound proved chosen {NEAR} }} }}
        late: coverage(to: "{SENIOR}", people: 1, until: {{day: "2200-01-01", hoursPerWeek: 999}}) {{
          ... on Refusal {{ code }} }}
        none: coverage(to: "{SENIOR}", people: 0) {{ ... on Refusal {{ code }} }} }} }} }}"""
    )
    team = answer["team"]
    near = team["readiness"]["people"]
    assert {one["member"]["learner"] for one in near} == {ANA, BEN}
    assert near == sorted(near, key=lambda one: (not one["attainable"], one["hours"]))
    assert team["one"]["chosen"] == near[:1]
    assert team["one"]["hours"] == team["one"]["bound"] == near[0]["hours"]
    assert team["late"]["code"] == "limits.hours_per_week_out_of_range"
    assert team["none"]["code"] == "team.places_out_of_range"
    path = await mo.ask(
        f'{{ learner(id: "{near[0]["member"]["learner"]}") {{ ... on Learner {{ '
        f'path(to: "{SENIOR}") {{ ... on LearningPath {{ hours }} }} }} }} }}'
    )
    assert path["learner"]["path"]["hours"] == near[0]["hours"]
    log = (await there.wiring.record()).audit
    entries = await log.entries(AuditFilter(learner=ANA, caller=f"learner:{MO}", action="team.read"), limit=20)
    assert any(entry.path for entry in entries)


async def test_nobody_but_the_manager_sees_a_team(there: Api) -> None:
    """Others' teams, teams that are not there, and no token: constant answers. Who leads nobody has an empty team."""
    asked = '{ team(manager: "%s") { ... on Team { members { learner } } ... on Refusal { code message } } }'
    nik = As(there, f"learner:{NIK}")
    others = [(await nik.ask(asked % name))["team"] for name in (MO, "nobody-at-all")]
    assert others[0] == others[1]
    assert others[0]["code"] == "learner.not_visible"
    ana = await As(there, f"learner:{ANA}").ask("{ team { ... on Team { members { learner } } } }")
    assert ana["team"]["members"] == []
    assert (await there.ask("{ team { ... on Refusal { code } } }"))["team"]["code"] == "token.missing"
    curator = await As(there, "curator:kim").ask(asked % MO)
    assert curator["team"]["code"] == "access.no_people"


async def test_an_administrator_sees_a_team_for_a_purpose_and_groups_without(there: Api) -> None:
    """A team is people, and asks for a purpose; groups are figures, and do not; learners get no groups."""
    asked = f'{{ team(manager: "{MO}") {{ ... on Team {{ members {{ learner }} }} ... on Refusal {{ code }} }} }}'
    plain = As(there, "administrator:root")
    assert (await plain.ask(asked))["team"]["code"] == "access.purpose_missing"
    stating = As(there, "administrator:root", **{"skillway-purpose": "planning the year"})
    assert [one["learner"] for one in (await stating.ask(asked))["team"]["members"]] == [ANA, BEN]
    groups = "{ groups { ... on Groups { minimum groups { people } } ... on Refusal { code } } }"
    assert (await plain.ask(groups))["groups"] == {"minimum": 5, "groups": []}
    for other in (f"learner:{MO}", "curator:kim"):
        assert (await As(there, other).ask(groups))["groups"]["code"] == "access.groups"
    assert (await there.ask(groups))["groups"]["code"] == "token.missing"


async def test_groups_are_counted_without_names(there: Api) -> None:
    """Enough people with one target are a group; no answer has an id, and the log has one entry for all."""
    record = await there.wiring.record()
    crew = [LearnerId(f"crew-{number}") for number in range(12)]
    await record.people.put([Person(learner=name, target=SENIOR, team="Cranes") for name in crew])
    passed = [fact(f"g{name}", name, "assessment", assessment="sql-check", passed=True, days=20) for name in crew[:6]]
    await told(there.wiring, passed)
    answer = await As(there, "administrator:root").ask(
        "{ groups { ... on Groups { groups { teams people "
        "needs { competency { id } people met short unknown } } } } }"
    )
    (group,) = answer["groups"]["groups"]
    assert group["people"] >= 12
    assert "crew" not in str(answer)
    needs = {need["competency"]["id"]: need for need in group["needs"]}
    assert needs["sql"]["met"] is not None
    assert needs["sql"]["met"] >= 6
    assert needs["python"]["met"] is None
    entries = await record.audit.entries(AuditFilter(action="group.read"), limit=50)
    assert all(entry.learner is None for entry in entries)


async def test_consent_that_is_withdrawn_takes_a_report_out_of_the_team(there: Api) -> None:
    """The next answer is without them, in the same shape; given again, they are back."""
    record, mo = await there.wiring.record(), As(there, f"learner:{MO}")
    ben = VisibleLearner(id=BEN, viewpoint="self", caller=f"learner:{BEN}")
    for given, expected in ((False, [ANA]), (True, [ANA, BEN])):
        await record.consents.say(ben, "manager_view", given=given)
        team = (await mo.ask(HEAT))["team"]
        assert [one["learner"] for one in team["members"]] == expected
        assert (BEN in str(team)) is given


async def test_a_team_is_read_in_batches(there: Api) -> None:
    """How many statements the heat map sends does not grow with the people."""

    async def sent() -> int:
        with counted() as calls:
            await mo.ask(HEAT)
        return calls.total

    mo = As(there, f"learner:{MO}")
    await mo.ask(HEAT)
    before = await sent()
    record = await there.wiring.record()
    await record.people.put([Person(learner=LearnerId(f"more-{n}"), manager=MO, target=SENIOR) for n in range(20)])
    assert await sent() <= before + 1
