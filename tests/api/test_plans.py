"""Plans through GraphQL: proposed, agreed to, followed, kept right; and nobody else's."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from learners.access import VisibleLearner
from learners.people import Person
from ontology.ids import RoleLevelId
from ontology.model import Catalogue
from planning import path_text
from tests.api.conftest import AT, Api
from tests.api.persons import ANA, CLEO, MO, NIK, SENIOR, As, fact, people, told

pytestmark = pytest.mark.anyio

PLAN = """__typename ... on Refusal { code message hint } ... on Plan {
  id status version agreed differs stale reasons { code } hoursLeft to { id } refusal { code }
  steps { id course { id } assessment { id } progress shown hours after }
  nextSteps { id } path { status hours steps { id course { id } } }
  toShow { level { competency { id } level } course { id } } notices
  history { deed by status version } versions { number edition why { code } } }"""


@pytest.fixture
async def api(wiring: Any) -> AsyncIterator[Api]:
    from tests.api.conftest import client_of

    async with client_of(wiring) as client:
        found = Api(client, wiring)
        await people(wiring)
        yield found


def as_(api: Api, who: str) -> As:
    return As(api, f"learner:{who}")


async def propose(me: As, **to: str) -> Any:
    arguments = "".join(f'{name}: "{value}"' for name, value in to.items())
    asked = await me.ask(f"mutation {{ proposePlan{f'({arguments})' if to else ''} {{ {PLAN} }} }}")
    return asked["proposePlan"]


async def act(me: As, deed: str, plan: str, more: str = "") -> Any:
    asked = await me.ask(f'mutation {{ {deed}(plan: "{plan}"{more}) {{ {PLAN} }} }}')
    return asked[deed]


async def read(me: As, plan: str, of: str = "me") -> Any:
    return (await me.ask(f'{{ {of} {{ ... on Learner {{ plan(id: "{plan}") {{ {PLAN} }} }} }} }}'))[
        "me" if of == "me" else "learner"
    ]["plan"]


async def test_a_plan_is_proposed_accepted_and_active(api: Api) -> None:
    """The life of a plan: each deed in its turn, by whom it is for, and the plan as it is in the same answer."""
    ana, mo = as_(api, ANA), as_(api, MO)
    plan = await propose(ana)
    assert (plan["status"], plan["version"], plan["agreed"], plan["to"]["id"]) == ("PROPOSED", 1, None, SENIOR)
    assert plan["steps"] and plan["hoursLeft"] == pytest.approx(plan["path"]["hours"])
    assert (await propose(ana))["id"] == plan["id"], "the same question is the same plan"
    assert (await act(ana, "activatePlan", plan["id"]))["code"] == "plan.wrong_status"
    assert (await act(mo, "acceptPlan", plan["id"], f', learner: "{ANA}"'))["code"] == "plan.not_yours"
    assert (await act(ana, "acceptPlan", plan["id"], ", version: 7"))["code"] == "plan.moved"
    accepted = await act(ana, "acceptPlan", plan["id"], ", version: 1")
    assert (accepted["status"], accepted["agreed"]) == ("ACCEPTED", 1)
    active = await act(mo, "activatePlan", plan["id"], f', learner: "{ANA}"')
    assert [(each["deed"], each["by"]) for each in active["history"]] == [
        ("PROPOSE", "SELF"), ("ACCEPT", "SELF"), ("ACTIVATE", "MANAGER"),
    ]  # fmt: skip
    listed = await ana.ask("{ me { ... on Learner { plans { totalCount nodes { id status } } } } }")
    assert {"id": plan["id"], "status": "ACTIVE"} in listed["me"]["plans"]["nodes"]


async def test_nobody_sees_the_plans_of_others(api: Api) -> None:
    """A plan of somebody else, and one that is not there, get the same answer, whatever is asked to be done."""
    cleo, ana = as_(api, CLEO), as_(api, ANA)
    plan = (await propose(cleo))["id"]
    for deed in ("acceptPlan", "activatePlan", "withdrawPlan"):
        assert await act(ana, deed, plan) == await act(ana, deed, "plan-0000")
    assert await read(ana, plan) == await read(ana, "plan-0000")
    stranger = await as_(api, MO).ask(f'mutation {{ proposePlan(learner: "{CLEO}") {{ {PLAN} }} }}')
    assert stranger["proposePlan"]["code"] == "learner.not_visible"
    assert (await read(as_(api, NIK), plan, f'learner(id: "{CLEO}")'))["id"] == plan
    assert (await api.ask(f"mutation {{ proposePlan {{ {PLAN} }} }}"))["proposePlan"]["code"] == "token.missing"


async def test_a_step_that_was_done_stays_and_has_to_be_shown(api: Api) -> None:
    """A completed step is done in the same answer and proves nothing, and the rest of the plan goes on."""
    ana = as_(api, ANA)
    plan = await propose(ana)
    if plan["status"] == "PROPOSED":
        plan = await act(ana, "acceptPlan", plan["id"])
    first = next(
        step for step in plan["steps"] if step["course"] and step["progress"] == "OPEN" and not step["after"]
    )
    after = await act(ana, "markStepDone", plan["id"], f', step: "{first["id"]}"')
    done = next(step for step in after["steps"] if step["id"] == first["id"])
    assert (done["progress"], done["shown"]) == ("DONE", False)
    assert first["course"]["id"] in {each["course"]["id"] for each in after["toShow"]}
    assert (after["version"], after["differs"], after["stale"]) == (plan["version"], False, False)
    assert after["hoursLeft"] == pytest.approx(plan["hoursLeft"] - first["hours"])
    assert {step["id"] for step in after["path"]["steps"]} == {step["id"] for step in plan["path"]["steps"]} - {
        first["id"]
    }
    again = await act(ana, "markStepDone", plan["id"], f', step: "{first["course"]["id"]}"')
    assert again["hoursLeft"] == after["hoursLeft"]
    skill = await ana.ask("{ me { ... on Learner { skills(first: 50) { nodes { competency { id } level } } } } }")
    levels = {node["competency"]["id"]: node["level"] for node in skill["me"]["skills"]["nodes"]}
    shown = [each["level"] for each in after["toShow"]]
    assert all(levels.get(level["competency"]["id"], 0) < level["level"] for level in shown)
    assert (await act(ana, "markStepDone", plan["id"], ', step: "nothing"'))["code"] == "step.unknown"


async def test_an_agreed_plan_does_not_change_by_itself(api: Api) -> None:
    """New evidence makes another way better: the steps that were agreed to stay, and the new way is beside them, with
    the reasons; whoever accepts again goes it."""
    cleo = as_(api, CLEO)
    plan = await propose(cleo)
    plan = await act(cleo, "acceptPlan", plan["id"])
    version, steps = plan["version"], [step["id"] for step in plan["steps"]]
    needed = next(step for step in plan["path"]["steps"] if step["course"])
    course = api.wiring.editions.view.catalogue.course[needed["course"]["id"]]  # type: ignore[union-attr]
    await told(
        api.wiring,
        [
            fact(f"n{n}-{t.competency}", CLEO, "assessment", competency=t.competency, level=float(t.to_level), days=1)
            for t in course.teaches
            for n in range(4)
        ],
    )
    now = await read(cleo, plan["id"])
    assert now["differs"] or [s["progress"] for s in now["steps"] if s["id"] == needed["id"]] == ["HELD"]
    assert [step["id"] for step in now["steps"]] == steps
    assert needed["id"] not in {step["id"] for step in now["path"]["steps"]}
    changes = await cleo.ask(
        f'{{ me {{ ... on Learner {{ plan(id: "{plan["id"]}") {{ ... on Plan {{ changesSince(version: {version}) {{'
        " ... on PlanChanges { sentence steps { became before why sentence } } ... on Refusal { code } } } } } } }"
    )
    steps_changed = changes["me"]["plan"]["changesSince"]["steps"]
    gone = next(step for step in steps_changed if step["before"] == needed["id"])
    assert gone["became"] in ("DROPPED", "REPLACED") and gone["why"] == "held"
    taken = await act(cleo, "acceptPlan", plan["id"])
    assert not taken["differs"] and taken["agreed"] == taken["version"]


async def test_the_next_answer_is_right_after_anything_that_changes(api: Api, world: Catalogue) -> None:
    """A role change, a consent that is withdrawn, and a new edition: the next read answers for them."""
    wiring = api.wiring
    record, cleo = await wiring.record(), as_(api, CLEO)
    plan = await propose(cleo)
    plan = await act(cleo, "acceptPlan", plan["id"])
    other = RoleLevelId("data-engineer")
    await record.people.put([Person(learner=CLEO, target=other, says=frozenset({"target"}))])
    moved = await read(cleo, plan["id"])
    assert moved["to"]["id"] == other
    assert "ROLE" in {why["code"] for why in moved["versions"][-1]["why"]}
    await record.people.put([Person(learner=CLEO, target=SENIOR, says=frozenset({"target"}))])
    visible = VisibleLearner(id=CLEO, viewpoint="self", caller="cleo")
    await record.consents.say(visible, "inference", given=False)
    blind = await read(cleo, plan["id"])
    assert blind["to"]["id"] == SENIOR and not blind["stale"]
    asked = await cleo.ask("{ me { ... on Learner { path { ... on LearningPath { hours } } } } }")
    assert blind["path"]["hours"] == asked["me"]["path"]["hours"]
    await record.consents.say(visible, "inference", given=True)
    before = await read(cleo, plan["id"])
    dearer = before["path"]["steps"][-1]["course"]["id"]
    courses = tuple(
        replace(course, hours=(course.hours or 10) * 3) if course.id == dearer else course for course in world.courses
    )
    graph = await wiring.reach.graph()
    await graph.publish(replace(world, courses=courses), author="ana", note="dearer", at=AT)
    await wiring.editions.newest()
    after = await read(cleo, plan["id"])
    asked = await cleo.ask("{ me { ... on Learner { path { ... on LearningPath { hours } } } } }")
    assert after["path"]["hours"] == asked["me"]["path"]["hours"] and not after["stale"]
    assert {step["id"] for step in after["path"]["steps"]} & {step["id"] for step in before["path"]["steps"]}
    await graph.publish(world, author="ana", note="as before", at=AT)
    await wiring.editions.newest()


async def test_what_was_read_is_not_worked_out_again(api: Api) -> None:
    """While nothing changes, reading a plan writes nothing, and it stays as it is kept."""
    ana = as_(api, ANA)
    plan = await propose(ana)
    record, visible = await api.wiring.record(), await api.wiring.identity.worker(ANA)
    await read(ana, plan["id"])
    one = await record.plans.one(visible, plan["id"])  # type: ignore[arg-type]
    await read(ana, plan["id"])
    assert await record.plans.one(visible, plan["id"]) == one  # type: ignore[arg-type]
    version = await record.plans.version(one.plan, one.plan.version)  # type: ignore[union-attr]
    assert version is not None
    path = path_text.path_of(version.path)
    assert path_text.of_path(path) == version.path
    question = path_text.question_of(version.question)
    assert path_text.of_question(question) == version.question
