"""A person's state for people: a line for each competency, and the reasons where they are asked for."""

from typing import TYPE_CHECKING

from api.person import Picture, authored
from api.person_answers import skills_of
from api.person_questions import StateAnswer
from api.printing import console, many, marked, said, table
from api.questions import GapAnswer

if TYPE_CHECKING:
    from api.answers import Labelled
    from learners.evidence import Evidence
    from learners.states import SkillEstimate
    from learners.why import Why
    from ontology.ids import CompetencyId

MOST_NAMED = 12
"""Pieces of evidence that a terminal shows for one level; the JSON has all."""
_NARROW = 100
_WORDS = {
    "UNKNOWN": "unknown",
    "NOT_DEMONSTRATED": "not shown",
    "PARTIAL": "plausible",
    "DEMONSTRATED": "shown",
    "EXPIRED": "expired",
}


def state(answer: StateAnswer, labelled: "Labelled", *, why: bool) -> None:
    """A learner's state, competency by competency, and what would raise it."""
    picture, skills = answer.picture, skills_of(answer)
    _title(picture, labelled)
    if skills:
        _skills(picture, skills, labelled)
    elif picture.state.inferring:
        console().print("Nothing is recorded that shows a level: every competency is unknown.")
    raising = [(name, words) for name, skill in skills for words in skill.raise_by[:1]]
    said("what would raise it", [f"{labelled.text(name)}: {words}" for name, words in raising])
    if picture.state.done:
        said("courses completed", [", ".join(labelled.text(course) for course in sorted(picture.state.done))])
    if picture.state.in_progress:
        begun = (f"{labelled.text(c)} ({share:.0%})" for c, share in sorted(picture.state.in_progress.items()))
        said("courses begun", [", ".join(begun)])
    for name, _ in skills if why else ():
        reasons(picture, name, picture.why(name), labelled)
    basis(picture)


def gap(answer: GapAnswer, picture: Picture, labelled: "Labelled") -> None:
    """A gap for people, need by need, with what the evidence says of each."""
    measured = answer.gap
    table(
        f"{picture.visible.id}: {labelled.text(answer.target)} needs {measured.required} "
        f"{'competency' if measured.required == 1 else 'competencies'}: {measured.short} short, "
        f"{many(measured.steps_short, 'level step')} in all",
        ("competency", "needs", "held", "short", "by the evidence", "importance", "status"),
        (
            (
                labelled.text(item.competency),
                labelled.rank(item.competency, item.required),
                "unknown" if item.held is None else labelled.rank(item.competency, item.held),
                str(item.steps_short or ""),
                in_short(picture, picture.skill(item.competency), labelled),
                "essential" if item.essential else "optional",
                item.status,
            )
            for item in measured.items
        ),
        right=("short",),
    )


def in_short(picture: Picture, skill: "SkillEstimate", labelled: "Labelled") -> str:
    """How a competency stands by the evidence, in a few words."""
    if skill.status == "UNKNOWN" and not picture.about(skill.competency):
        return "none"
    at = picture.looked_at(skill)
    likely = skill.plausible
    words = f"{_WORDS[skill.status]}: {labelled.rank(skill.competency, at.level)}, {at.mean:.0%}"
    if skill.level and likely is not None and likely.level > skill.level:
        words += f"; {labelled.rank(skill.competency, likely.level)} plausible, {likely.mean:.0%}"
    return words


def _title(picture: Picture, labelled: "Labelled") -> None:
    profile = picture.profile
    name = f" ({profile.name})" if profile.name else ""
    now = f", {labelled.text(profile.role_level)}" if profile.role_level else ""
    to = f", on the way to {labelled.text(profile.target)}" if profile.target else ""
    out = console()
    out.print(f"[bold]{marked(picture.visible.id)}[/]{marked(name + now + to)}")
    if not picture.state.inferring:
        out.print(
            "[yellow]consent withdrawn:[/] the learner does not want skills to be inferred, so none is, whatever is "
            "recorded."
        )


def _skills(picture: Picture, skills: "tuple[tuple[CompetencyId, SkillEstimate], ...]", labelled: "Labelled") -> None:
    narrow = console().width < _NARROW
    columns = (
        "competency",
        "level",
        "status",
        "chance",
        "90 % interval",
        "newest",
        *([] if narrow else ["evidence"]),
    )

    def row(named: "tuple[CompetencyId, SkillEstimate]") -> list[str]:
        name, skill = named
        also = "" if name == skill.competency else f" (as {labelled.text(skill.competency)})"
        at = picture.looked_at(skill)
        unknown = skill.status == "UNKNOWN"
        level = labelled.rank(skill.competency, skill.level) if skill.level else "-"
        of = "" if skill.level or len(skill.levels) == 1 else f" of {at.level}"
        return [
            labelled.text(name) + also,
            level,
            _WORDS[skill.status],
            "" if unknown else f"{at.mean:.0%}{of}",
            "" if unknown else f"{at.low:.0%} to {at.high:.0%}",
            skill.recency.date().isoformat() if skill.recency else "",
            *([] if narrow else [str(len(picture.about(skill.competency)))]),
        ]

    table("", columns, map(row, skills), right=("chance", "evidence"), most={"competency": 34})


def reasons(picture: Picture, name: "CompetencyId", why: "Why", labelled: "Labelled") -> None:
    """Why a level stands as it does: in words, then fact by fact."""
    out = console()
    level = labelled.rank(why.competency, why.level)
    out.print(f"\n[bold]Why {marked(labelled.text(name))} {marked(level)}?[/]")
    for sentence in why.sentences:
        out.print(marked(sentence))
    used = why.used
    if used:
        table(
            "",
            ("counts", "says", "by", "on", "weight", "share"),
            (
                (
                    share.source,
                    _said(picture.fact[share.evidence], labelled),
                    authored(picture.fact[share.evidence], picture).words,
                    share.occurred_at.date().isoformat(),
                    f"{share.weight:.2f}",
                    f"{share.share:.2f}",
                )
                for share in used[:MOST_NAMED]
            ),
            right=("weight", "share"),
        )
        if len(used) > MOST_NAMED:
            out.print(f"[dim]… and {many(len(used) - MOST_NAMED, 'fact')} more (--json has all)[/]")
    said("does not count", [f"{each.evidence}: {each.message}" for each in why.ignored[:MOST_NAMED]])
    said("the rule", [why.rule])


def _said(fact: "Evidence", labelled: "Labelled") -> str:
    """What a fact says, in a few words."""
    kind, thing = fact.subject
    what = "" if kind == "competency" else f"{labelled.text(thing)}: "
    if fact.level is not None:
        return f"{what}level {fact.level:g}"
    if fact.score is not None:
        return f"{what}{fact.score:.0%}"
    if fact.passed is not None:
        return f"{what}{'passed' if fact.passed else 'not passed'}"
    return f"{what}completed"


def basis(picture: Picture) -> None:
    """The day and the policy, below an answer."""
    console().print(f"[dim]as of {picture.at.date()}, {marked(picture.state.policy)}, state {picture.digest[:12]}[/]")
