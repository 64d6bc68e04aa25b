"""A learner by GraphQL: what the record says, what follows from it, and what can be said."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.person import end_of, pictures
from api.person import picture as pictured
from graph import counted
from graph.session import Calls
from learners.access import VisibleLearner
from learners.audit import AuditFilter
from learners.ids import LearnerId
from learners.people import Person
from ontology.ids import CompetencyId, RoleLevelId
from ontology.model import Teaching
from planning import goals
from planning.recommend import recommend
from tests.api.conftest import AT, Api
from tests.api.persons import ANA, BEN, CLEO, MO, NOW, SENIOR, As, fact, people, told

pytestmark = pytest.mark.anyio

SKILLS = "skills(first: 50) { totalCount nodes { competency { id } status level atLevel { level mean low high } } }"


@pytest.fixture(scope="module")
async def world_of_people(api: Api) -> AsyncIterator[Api]:
    await people(api.wiring)
    yield api


@pytest.fixture
def ana(world_of_people: Api) -> As:
    return As(world_of_people, f"learner:{ANA}")


@pytest.fixture
def mo(world_of_people: Api) -> As:
    return As(world_of_people, f"learner:{MO}")


async def test_nobody_is_shown_without_a_token(world_of_people: Api) -> None:
    """Who asks without a token is told so, in the answer, for each question and each change about people."""
    asked = await world_of_people.ask(
        '{ me { ... on Refusal { code hint } } learner(id: "ana") { ... on Refusal { code } } }'
    )
    assert asked["me"]["code"] == asked["learner"]["code"] == "token.missing"
    assert "token issue" in asked["me"]["hint"]
    changed = await world_of_people.ask(
        'mutation { rateMyself(competency: "sql", level: 1) { ... on Refusal { code } } }'
    )
    assert changed["rateMyself"]["code"] == "token.missing"


async def test_skills_stand_as_the_evidence_says(ana: As) -> None:
    """Tests and observed work prove levels, a colleague's word does not; equivalents are one skill."""
    asked = await ana.ask(f"{{ me {{ ... on Learner {{ name viewpoint team {SKILLS} }} }} }}")
    assert (asked["me"]["name"], asked["me"]["viewpoint"], asked["me"]["team"]) == ("Ana Able", "SELF", "Berths")
    status = {node["competency"]["id"]: node["status"] for node in asked["me"]["skills"]["nodes"]}
    assert status == {"python": "DEMONSTRATED", "sql": "DEMONSTRATED", "data-modelling": "PARTIAL"}
    for node in asked["me"]["skills"]["nodes"]:
        assert node["atLevel"]["low"] <= node["atLevel"]["mean"] <= node["atLevel"]["high"]


async def test_the_shares_of_the_facts_add_up(ana: As) -> None:
    """“Why?” lists every fact with its share; with what is assumed of everybody they come to the mean."""
    asked = await ana.ask(
        '{ me { ... on Learner { skill(competency: "Python") { ... on SkillEstimate { why(level: 2) { ... on Why {'
        " level rule sentences priorShare estimate { mean } usedCount used { share evidence { id author { words } } }"
        " ignoredCount } } } } } } }"
    )
    why = asked["me"]["skill"]["why"]
    assert why["level"] == 2 and why["rule"] and why["sentences"]
    assert why["priorShare"] + sum(used["share"] for used in why["used"]) == pytest.approx(why["estimate"]["mean"])
    said = {used["evidence"]["id"]: used["evidence"]["author"]["words"] for used in why["used"]}
    assert said["a3"] == "your manager" and said["a2"] == "yourself" and said["a4"] == "a colleague"
    off = await ana.ask(
        '{ me { ... on Learner { skill(competency: "python") { ... on SkillEstimate { why(level: 99) {'
        " ... on Refusal { code } } } } } } }"
    )
    assert off["me"]["skill"]["why"]["code"] == "competency.level_off_scale"


async def test_somebody_without_evidence_is_unknown_and_gets_a_path(world_of_people: Api) -> None:
    """Nothing recorded: no skills, every competency UNKNOWN with everybody's figures, and a path all the same."""
    ben = As(world_of_people, f"learner:{BEN}")
    asked = await ben.ask(
        f'{{ me {{ ... on Learner {{ target {{ id }} {SKILLS} skill(competency: "sql") {{ ... on SkillEstimate {{'
        " status level levels { mean } recency raiseBy why { ... on Why { usedCount } } } }"
        " evidence { totalCount pageInfo { hasNextPage } } completed { totalCount } inProgress { progress }"
        " gap { ... on Refusal { code } } path { ... on Refusal { code } }"
        f' to: path(to: "{SENIOR}") {{ ... on LearningPath {{ hours steps {{ id }} }} }}'
        f' open: gap(to: "{SENIOR}") {{ ... on Gap {{ required short items {{ skill {{ status }} }} }} }} }} }} }}'
    )
    me = asked["me"]
    assert me["target"] is None and me["skills"]["totalCount"] == 0 and me["evidence"]["totalCount"] == 0
    assert me["skill"]["status"] == "UNKNOWN" and me["skill"]["level"] == 0 and me["skill"]["levels"]
    assert me["skill"]["why"]["usedCount"] == 0
    assert me["gap"]["code"] == me["path"]["code"] == "target.missing"
    assert me["to"]["steps"] and me["open"]["short"] == me["open"]["required"]
    assert {item["skill"]["status"] for item in me["open"]["items"]} == {"UNKNOWN"}


async def test_a_path_starts_from_what_the_record_says(ana: As) -> None:
    """The path is the planner's for the skill state of the record: done, begun and likely things included."""
    wiring = ana.api.wiring
    view = wiring.editions.view
    assert view is not None
    visible = VisibleLearner(id=ANA, viewpoint="self", caller="test")
    known = await pictured(await wiring.record(), visible, view.words, at=end_of(NOW.date()))
    assert known.skills.done and known.skills.in_progress and known.skills.likely
    question = goals.ask(view.catalogue, to=SENIOR, state=known.skills)
    assert isinstance(question, goals.Question)
    path = recommend(view.solver_index, question)
    asked = await ana.ask(
        "{ me { ... on Learner { path { ... on LearningPath { hours basis { learner state asOf }"
        " steps { id kind } } } } } }"
    )
    found = asked["me"]["path"]
    assert [step["id"] for step in found["steps"]] == [step.id for step in path.steps]
    assert {step["kind"] for step in found["steps"]} == {"COURSE", "ASSESSMENT"}
    assert found["hours"] == pytest.approx(path.hours)
    assert found["basis"] == {"learner": ANA, "state": known.digest, "asOf": NOW.date().isoformat()}


async def test_what_is_said_beside_wins_over_the_record(ana: As) -> None:
    """`have` replaces what the record says of a competency, and nothing else."""
    gap = "items { competency { id } held }"
    asked = await ana.ask(
        f'{{ me {{ ... on Learner {{ gap {{ ... on Gap {{ {gap} }} }} said: gap(have: [{{ competency: "sql", level: 3'
        f' }}, {{ competency: "python", level: 0 }}]) {{ ... on Gap {{ {gap} }} }} }} }} }}'
    )
    held = {item["competency"]["id"]: item["held"] for item in asked["me"]["gap"]["items"]}
    said = {item["competency"]["id"]: item["held"] for item in asked["me"]["said"]["items"]}
    assert held["sql"] == 2 and held["python"] == 1
    assert said == held | {"sql": 3, "python": 0}


async def test_one_request_reads_a_person_once(ana: As) -> None:
    """However many fields ask, the record is read once: more questions about a person cost no more statements."""
    few, many = 0, 0
    with counted() as statements:
        await ana.ask("{ me { ... on Learner { id } } }")
        few = _of_record(statements)
    with counted() as statements:
        await ana.ask(
            f"{{ me {{ ... on Learner {{ {SKILLS} gap {{ ... on Gap {{ short }} }} evidence(first: 50) {{ nodes {{ id"
            " uses { share } } } completed { totalCount } } } }"
        )
        many = _of_record(statements)
    assert few == many <= 8


def _of_record(calls: Calls) -> int:
    """Statements about people. Editions and revoked tokens are looked at once a second, whoever asks."""
    return sum(count for name, count in calls.by_name.items() if "/record/" in name and "revoked" not in name)


async def test_pages_of_evidence_are_the_whole_list(ana: As) -> None:
    """Page by page, newest first, each fact once; a note for managers is in no count and on no page."""
    found: list[str] = []
    after: str | None = None
    while True:
        asked = await ana.ask(
            "query ($after: String) { me { ... on Learner { evidence(first: 2, after: $after) { totalCount"
            " nodes { id occurredAt } pageInfo { hasNextPage endCursor } } } } }",
            {"after": after},
        )
        page = asked["me"]["evidence"]
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == ["a7", "a5", "a4", "a3", "a2", "a1", "a6"]
    assert page["totalCount"] == 7


async def test_not_yours_and_not_there_are_one_answer(ana: As, mo: As) -> None:
    """A learner sees nobody else, a manager only those who report now; whom there is nobody can find out."""
    ask = '{{ learner(id: "{}") {{ __typename ... on Refusal {{ code message hint candidates }} }} }}'
    refused = [await ana.ask(ask.format(name)) for name in (BEN, MO, "nobody")]
    refused += [await mo.ask(ask.format(name)) for name in (CLEO, "nobody")]
    assert all(each == refused[0] for each in refused)
    assert refused[0]["learner"]["code"] == "learner.not_visible"
    assert (await mo.ask(ask.format(ANA)))["learner"]["__typename"] == "Learner"


async def test_managers_see_their_notes_and_learners_do_not(ana: As, mo: As) -> None:
    """One computation for both; what differs is the note for managers, and the fact that is nothing else."""
    shown = f"{SKILLS} basis {{ state }} evidence(first: 50) {{ totalCount nodes {{ id note {{ text }} }} }}"
    own = (await ana.ask(f"{{ me {{ ... on Learner {{ {shown} }} }} }}"))["me"]
    lead = (await mo.ask(f'{{ learner(id: "{ANA}") {{ ... on Learner {{ {shown} }} }} }}'))["learner"]
    assert own["skills"] == lead["skills"] and own["basis"] == lead["basis"]
    assert lead["evidence"]["totalCount"] == own["evidence"]["totalCount"] + 1
    assert "hush" in str(lead) and "hush" not in str(own) and "'a8'" not in str(own)
    assert "solid work" in str(own)


async def test_a_day_can_be_looked_at(ana: As) -> None:
    """`asOf` any day: before the first fact nothing is known; a day that no calendar of work has is refused."""
    early, late = (NOW - timedelta(days=100)).date(), (NOW + timedelta(days=20_000)).date()
    ask = (
        "query ($day: Date) { me(asOf: $day) { ... on Refusal { code }"
        " ... on Learner { asOf skills { totalCount nodes { status } } } } }"
    )
    before = (await ana.ask(ask, {"day": early.isoformat()}))["me"]
    assert before == {"asOf": early.isoformat(), "skills": {"totalCount": 0, "nodes": []}}
    long_after = (await ana.ask(ask, {"day": late.isoformat()}))["me"]
    assert {node["status"] for node in long_after["skills"]["nodes"]} <= {"EXPIRED", "PARTIAL", "UNKNOWN"}
    for day in ("0001-01-01", "9999-12-31"):
        assert (await ana.ask(ask, {"day": day}))["me"]["code"] == "as_of.out_of_range"


RATED = (
    "... on Refusal { code message } ... on EvidenceRecorded { outcome evidence { id level uses { weight } }"
    ' learner { skill(competency: "statistics") { ... on SkillEstimate { status evidenceCount mass } } } }'
)


async def test_what_one_says_is_in_the_same_answer(world_of_people: Api) -> None:
    """A rating is counted at once; sent again it is known; other words under its name are a conflict."""
    cleo = As(world_of_people, f"learner:{CLEO}")

    async def rate(level: float, name: str) -> Any:
        asked = f'mutation {{ rateMyself(competency: "statistics", level: {level}, id: "{name}") {{ {RATED} }} }}'
        return (await cleo.ask(asked))["rateMyself"]

    first = await rate(1, "one")
    assert first["outcome"] == "ACCEPTED" and first["evidence"]["id"].endswith(":one")
    assert CLEO not in first["evidence"]["id"], "an id may outlive the person"
    assert first["learner"]["skill"]["evidenceCount"] == 1 and first["learner"]["skill"]["mass"] > 0
    again = await rate(1, "one")
    assert again["outcome"] == "KNOWN" and again["learner"] == first["learner"]
    assert (await rate(2, "one"))["code"] == "evidence.conflict"
    assert (await rate(9, "two"))["code"] == "level.off_scale"
    assert (await rate(1, "x" * 101))["code"] == "evidence.id_invalid"
    assert first["learner"]["skill"]["status"] != "DEMONSTRATED", "nobody proves a level by saying so"


async def test_what_one_said_can_be_corrected_and_taken_back(world_of_people: Api) -> None:
    """A correction takes the place of a fact, a withdrawal leaves nothing that counts; both stay listed."""
    ben = As(world_of_people, f"learner:{BEN}")
    rate = f'mutation {{ rateMyself(competency: "statistics", level: 2, id: "b") {{ {RATED} }} }}'
    correct = (
        "mutation ($fact: ID!, $name: String) {"
        f" correctEvidence(evidence: $fact, level: 1, id: $name) {{ {RATED} }} }}"
    )
    said = (await ben.ask(rate))["rateMyself"]["evidence"]["id"]
    better = (await ben.ask(correct, {"fact": said, "name": "b2"}))["correctEvidence"]
    assert better["outcome"] == "ACCEPTED" and better["evidence"]["level"] == 1
    assert better["learner"]["skill"]["evidenceCount"] == 2
    assert (await ben.ask(correct, {"fact": said, "name": "b2"}))["correctEvidence"]["outcome"] == "KNOWN"
    stale = await ben.ask(correct, {"fact": said, "name": "b3"})
    assert stale["correctEvidence"]["code"] == "evidence.superseded"
    back = f'mutation {{ withdrawEvidence(evidence: "{better["evidence"]["id"]}", id: "b4") {{ {RATED} }} }}'
    gone = (await ben.ask(back))["withdrawEvidence"]
    assert gone["outcome"] == "ACCEPTED" and gone["learner"]["skill"]["status"] == "UNKNOWN"
    assert (await ben.ask(back))["withdrawEvidence"]["outcome"] == "KNOWN"


async def test_hidden_facts_are_not_there_for_changes_either(ana: As, mo: As) -> None:
    """Who tries to correct a fact that is hidden gets the answer of one that never was."""
    ask = 'mutation {{ withdrawEvidence(evidence: "{}") {{ ... on Refusal {{ code message hint candidates }} }} }}'
    hidden, nowhere = [(await ana.ask(ask.format(name)))["withdrawEvidence"] for name in ("a8", "nowhere")]
    assert hidden == nowhere and hidden["code"] == "evidence.not_visible"
    assert (await ana.ask(ask.format("a3")))["withdrawEvidence"]["code"] == "evidence.not_yours"


async def test_managers_record_what_they_saw_of_their_reports(mo: As, ana: As) -> None:
    """A manager's word validates; as a test's result it is refused, and so is a word about somebody else's report."""
    ask = (
        "mutation ($who: ID!, $as: EvidenceSource!) { recordEvidence(learner: $who, source: $as, level: 2,"
        ' competency: "version-control", note: "quiet", visibility: MANAGER) { ... on Refusal { code }'
        " ... on EvidenceRecorded { outcome evidence { note { text } }"
        ' learner { skill(competency: "version-control") { ... on SkillEstimate { level } } } } } }'
    )

    async def said(who: As, learner: str, source: str) -> Any:
        return (await who.ask(ask, {"who": learner, "as": source}))["recordEvidence"]

    told = await said(mo, ANA, "OBSERVED")
    assert told["outcome"] == "ACCEPTED" and told["evidence"]["note"]["text"] == "quiet"
    assert told["learner"]["skill"]["level"] >= 1
    assert (await said(mo, ANA, "ASSESSMENT"))["code"] == "source.not_yours"
    assert (await said(mo, CLEO, "OBSERVED"))["code"] == "learner.not_visible"
    assert (await said(ana, ANA, "SELF"))["code"] == "note.not_for_managers"


async def test_services_write_by_scope(world_of_people: Api) -> None:
    """A program with the scope may hand in results; without it, it is told which scope is missing."""
    ask = (
        f'mutation {{ recordEvidence(learner: "{CLEO}", source: ASSESSMENT, assessment: "python-check", score: 1.0,'
        ' id: "lms-7") { ... on Refusal { code } ... on EvidenceRecorded { evidence { id author { kind id } } } } }'
    )
    lms = As(world_of_people, "service:lms", ["evidence:write"])
    told = (await lms.ask(ask))["recordEvidence"]
    assert told["evidence"] == {"id": "service:lms:lms-7", "author": {"kind": "SYSTEM", "id": "service:lms"}}
    reader = As(world_of_people, "service:portal", ["people:read"])
    assert (await reader.ask(ask))["recordEvidence"]["code"] == "access.scope_missing"


async def test_shown_paths_are_in_the_audit_log(ana: As) -> None:
    """Each path that is shown leaves its digest, edition and policy, and each look who looked."""
    await ana.ask("{ me { ... on Learner { path { ... on LearningPath { hours } } } } }")
    entries = await (await ana.api.wiring.record()).audit.entries(AuditFilter(learner=ANA))
    shown = [entry for entry in entries if entry.path is not None]
    assert shown and all(entry.edition == 1 and entry.policy for entry in shown)
    assert {entry.caller for entry in entries} >= {f"learner:{ANA}"}


async def test_the_next_answer_is_right_after_any_change(world_of_people: Api) -> None:
    """Another target, consent withdrawn and given again, an edition that says more: the next request has it."""
    wiring = world_of_people.wiring
    record, graph = await wiring.record(), await wiring.reach.graph()
    nova = LearnerId("nova")
    await record.people.put([Person(learner=nova, target=SENIOR)])
    await told(wiring, [fact("n1", nova, "completion", course="git-together", days=3)])
    await told(wiring, [fact("n2", nova, "observed", competency="sql", level=3.0, days=3)])
    asks = As(world_of_people, f"learner:{nova}")
    query = (
        "{ edition { number } me { ... on Learner { inferring target { id } basis { state } skills { totalCount"
        " nodes { competency { id } } } } } }"
    )

    async def seen() -> Any:
        return (await asks.ask(query))["me"]

    first = await seen()
    assert first["skills"]["totalCount"] == 2 and first["target"]["id"] == SENIOR
    await record.people.put([Person(learner=nova, target=RoleLevelId("data-engineer"))])
    assert (await seen())["target"]["id"] == "data-engineer"
    visible = VisibleLearner(id=nova, viewpoint="self", caller="test")
    await record.consents.say(visible, "inference", given=False)
    withdrawn = await seen()
    assert withdrawn["inferring"] is False and withdrawn["skills"]["totalCount"] == 0
    await record.consents.say(visible, "inference", given=True)
    assert (await seen())["basis"] == first["basis"]
    view = wiring.editions.view
    assert view is not None
    wider = replace(
        view.catalogue,
        courses=tuple(
            replace(course, teaches=tuple(sorted((*course.teaches, Teaching(CompetencyId("statistics"), 0, 1)))))
            if course.id == "git-together"
            else course
            for course in view.catalogue.courses
        ),
    )
    await graph.publish(wider, author="ana", note="wider", at=AT)
    await wiring.editions.newest()
    assert "statistics" in str(await seen()), "what a course is said to teach now is credited to who did it before"
    await graph.publish(view.catalogue, author="ana", note="as it was", at=AT)
    await wiring.editions.newest()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('competency: "sql", score: 1.7', "score.invalid"),
        ('competency: "sql", level: 99', "level.off_scale"),
        ('competency: "sql", level: 2, occurredAt: "2999-01-01T00:00:00Z"', "time.future"),
        ('competency: "sql", level: 2, occurredAt: "2026-01-01T00:00:00"', "time.no_zone"),
        ('competency: "sql"', "evidence.says_nothing"),
        ('competency: "sql", course: "git-together", level: 1', "evidence.two_subjects"),
        ("level: 1", "evidence.no_subject"),
        ('competency: "no such thing", level: 1', "competency.unknown"),
        ('competency: "sql", level: 2, link: "javascript:alert(1)"', "link.invalid"),
        ('competency: "sql", level: 2, id: "with blanks"', "evidence.id_invalid"),
        (f'competency: "sql", level: 2, note: "{"x" * 10_001}"', "note.too_long"),
    ],
)
async def test_what_cannot_be_taken_is_told_and_nothing_is_written(mo: As, said: str, code: str) -> None:
    """Each slip has its own code, the answer is a refusal and no error, and the record stays as it was."""
    count = f'{{ learner(id: "{ANA}") {{ ... on Learner {{ evidence {{ totalCount }} }} }} }}'
    before = await mo.ask(count)
    refused = await mo.ask(
        f'mutation {{ recordEvidence(learner: "{ANA}", source: OBSERVED, {said})'
        " { ... on Refusal { code hint } } }"
    )
    assert refused["recordEvidence"]["code"] == code
    assert await mo.ask(count) == before


async def test_a_note_is_plain_text(mo: As) -> None:
    """What looks like markup is kept and given back as it was written: to show it is the reader's business."""
    text = "<script>alert('hi')</script> & <b>bold</b>"
    told = await mo.ask(
        "mutation ($note: String!) {"
        ' recordEvidence(learner: "ana", source: OBSERVED, competency: "version-control", level: 1, note: $note) {'
        " ... on Refusal { code } ... on EvidenceRecorded { evidence { note { text } } } } }",
        {"note": text},
    )
    assert told["recordEvidence"]["evidence"]["note"]["text"] == text


async def test_many_are_read_as_one_is(world_of_people: Api) -> None:
    """Pictures of many are those of each, in the order that was asked for, for no more statements than one takes."""
    wiring = world_of_people.wiring
    record, view = await wiring.record(), wiring.editions.view
    assert view is not None
    visibles = [
        VisibleLearner(id=LearnerId(name), viewpoint="manager", caller="test", private_notes=name != ANA)
        for name in (CLEO, ANA, "nobody-at-all", BEN)
    ]
    with counted() as for_one:
        alone = [await pictured(record, visibles[0], view.words, at=end_of(AT.date()))]
    alone += [await pictured(record, one, view.words, at=end_of(AT.date())) for one in visibles[1:]]
    with counted() as for_many:
        together = await pictures(record, visibles, view.words, at=end_of(AT.date()))
    for one, other in zip(together, alone, strict=True):
        assert (one.visible, one.profile, one.evidence) == (other.visible, other.profile, other.evidence)
        assert (one.policy, one.state, one.digest) == (other.policy, other.state, other.digest)
    assert together[1].profile.name == "Ana Able"
    everything = await pictured(record, replace(visibles[1], private_notes=True), view.words, at=end_of(AT.date()))
    assert len(together[1].evidence) < len(everything.evidence)
    assert for_many.by_name == for_one.by_name
    bare = await pictures(record, visibles, view.words, at=end_of(AT.date()), notes=False, named=False)
    assert [one.state for one in bare] == [one.state for one in together]
    assert not any(one.profile.name or any(fact.note for fact in one.evidence) for one in bare)


async def test_a_picture_knows_all_that_it_says_it_does(world_of_people: Api) -> None:
    """While facts come in, a picture has every fact up to when it says that the learner's record last changed: who
    keeps what follows from it, and when that was, does not take it for fresh once there is more."""
    wiring = world_of_people.wiring
    record, view = await wiring.record(), wiring.editions.view
    assert view is not None
    await record.people.put([Person(learner=LearnerId("busy"))])
    busy = VisibleLearner(id=LearnerId("busy"), viewpoint="self", caller="test")
    drawn = []

    async def coming() -> None:
        for number in range(20):
            await told(wiring, [fact(f"busy-{number}", busy.id, "self", competency="sql", level=1.0, days=1)])

    writing = asyncio.create_task(coming())
    while not writing.done():
        drawn.append(await pictured(record, busy, view.words, at=end_of(AT.date()), notes=False))
    await writing
    everything = await record.evidence.of(busy)
    for picture in drawn:
        changed = picture.profile.changed_at
        assert changed is not None
        assert {one.id for one in everything if one.received_at <= changed} <= picture.fact.keys()
