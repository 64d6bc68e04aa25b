"""Why each step is there: as data that leads to a need, and in sentences of any language."""

from dataclasses import fields
from string import Formatter
from typing import Any

import pytest

from ontology.ids import RoleLevelId
from ontology.model import CompetencyAt, CourseDone
from planning.explaining import messages
from planning.explaining.messages import ENGLISH, Messages
from planning.goals import Question, ask
from planning.model import LearningPath, Reason
from planning.recommend import recommend
from planning.solver.index import build
from planning.wording import Wording
from tests.planning.oracle import Meaning
from tests.planning.small import GIT, NUMBERS, SENIOR, SQL, SQL_1, SQL_2, STATISTICS, company
from tests.planning.worlds import knot, thicket


def path(language: str = "en", **words: Any) -> LearningPath:
    question = ask(company(), **words)
    assert isinstance(question, Question), question
    return recommend(build(company()), question, language=language)


@pytest.mark.parametrize("seed", range(40))
def test_every_chain_of_reasons_leads_to_a_need(seed: int) -> None:
    """A step is for a need whose level it gives, or for a later step that uses what it gives; and so on to a need."""
    catalogue, question = (knot if seed % 2 else thicket)(seed)
    meaning = Meaning(catalogue)
    needs = {(meaning.one[need.competency], need.level) for need in question.needs}
    found = recommend(build(catalogue), question)
    founded: set[str] = set()
    by_id = {step.id: step for step in found.steps}
    places = {step.id: place for place, step in enumerate(found.steps)}
    for step in reversed(found.steps):
        given = {meaning.one[g.competency]: g.level for g in step.gives}
        assert step.reasons
        assert len(set(step.reasons)) == len(step.reasons)
        for reason in step.reasons:
            if reason.kind != "step":
                assert reason.competency is not None
                assert (meaning.one[reason.competency], reason.level) in needs
                assert meaning.one[reason.competency] in given
                founded.add(step.id)
                continue
            assert reason.step is not None
            assert places[reason.step] > places[step.id]
            if reason.competency is None:
                assert CourseDone(step.course) in by_id[reason.step].uses  # type: ignore[arg-type]
            else:
                assert reason.level is not None
                assert step.course is not None
                lifts = meaning.lifts(catalogue.course[step.course])
                assert lifts[meaning.one[reason.competency]][1] >= reason.level
                assert CompetencyAt(reason.competency, reason.level) in by_id[reason.step].uses
            if reason.step in founded:
                founded.add(step.id)
        assert step.id in founded


def test_reasons_as_data() -> None:
    """The needs of the role level, what was asked by name, and later steps by id."""
    found = {step.course: step for step in path(to=SENIOR, goal={SQL: 2}, have={GIT: 0}).steps}
    assert found[NUMBERS].reasons == (
        Reason(kind="step", competency=STATISTICS, level=1, step=next(s.id for s in found.values() if s.after[1:])),
    )
    assert found[SQL_1].reasons[0] == Reason(kind="need", competency=SQL, level=3)
    assert found[SQL_1].reasons[-1] == Reason(kind="step", competency=None, level=None, step=found[SQL_2].id)
    (asked,) = path(goal={STATISTICS: 1}).steps
    assert asked.reasons == (Reason(kind="asked", competency=STATISTICS, level=1),)


def test_another_language_is_one_more_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a language says is said in it, in its regional forms as well; what it does not say is said in English."""
    german = Messages(you_asked="Gewünscht: {what}; {held}.", quoted="„{name}“")
    monkeypatch.setitem(messages.CATALOGUES, "de", german)  # type: ignore[arg-type]
    assert path(language="de-AT", goal={STATISTICS: 1}).steps[0].because == (
        "Gewünscht: Statistics at Rank 1 (1); what you hold is not known.",
    )
    assert Wording(company(), "de").course(SQL_1) == "„SQL I“"
    assert messages.of("tlh") is ENGLISH


def test_no_language_asks_for_words_that_nobody_fills_in() -> None:
    """Every sentence of every language has no other places to fill in than the English one."""

    def places(template: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(template) if name is not None}

    for tag, language in messages.CATALOGUES.items():
        for sentence in fields(Messages):
            said, english = getattr(language, sentence.name), getattr(ENGLISH, sentence.name)
            assert places(said) <= places(english), f"{tag}: {sentence.name}"
            assert None not in {name or None for name in places(said)}, f"{tag}: {sentence.name} has a nameless place"


def test_figures_are_said_as_people_say_them() -> None:
    """Two places at the most, no zeros behind the point, and nothing that is there is said to be nothing."""
    wording = Wording(company(), "en")
    assert [wording.amount(hours) for hours in (0.0, 0.001, 1 / 3, 6.0, 16.5, 100.0)] == [
        "0 h",
        "less than 0.01 h",
        "0.33 h",
        "6 h",
        "16.5 h",
        "100 h",
    ]
    assert wording.amount(2.5, in_hours=False) == "2.5 weighed hours"
    assert [wording.share(share) for share in (0.0, 0.554, 0.999, 1.0)] == ["0 %", "55 %", "99 %", "100 %"]


def test_labels_are_never_read_as_templates() -> None:
    """A label with braces comes out as it is."""
    assert ENGLISH.held.format(what="{odd} {0}") == "you hold {odd} {0}"
    assert RoleLevelId("{x}") in Wording(company(), "en").role_level(RoleLevelId("{x}"))
