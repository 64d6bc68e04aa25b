"""Teams and groups for people at a terminal."""

from typing import TYPE_CHECKING, Final

from api.printing import console, hours, many, marked, said, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.answers import Labelled
    from api.team_questions import GroupsAnswer, TeamAnswer
    from planning.group_figures import Band, Group
    from planning.model import GapItem
    from planning.teams import Candidate

BESIDE: Final = 8
"""People beside each other in a heat map; the others come below."""
_WIDEST = 30


def heat(answer: "TeamAnswer", labelled: "Labelled") -> None:
    """A line for each competency, a column for each person: what is held of what is needed."""
    found = answer.team.heat
    for start in range(0, len(found.rows), BESIDE):
        rows = found.rows[start : start + BESIDE]
        needed = [at for at, _ in enumerate(found.columns) if any(row.cells[at] is not None for row in rows)]
        table(
            ""
            if start
            else f"{answer.manager}: {_people(len(found.rows))}, "
            f"{many(sum(row.steps_short for row in found.rows), 'level step')} short in all",
            ("competency", *(row.member for row in rows)),
            [
                *(
                    (labelled.text(found.columns[at].competency), *(_cell(row.cells[at]) for row in rows))
                    for at in needed
                ),
                ("short", *(f"{row.short} of {row.required}" for row in rows)),
            ],
            most={"competency": _WIDEST},
        )
    if found.rows:
        console().print("[dim]2/3: holds level 2 of 3; ?/3: nothing is known; 3: met; empty: not needed[/]")
    _left_out(answer)
    basis(answer)


def readiness(answer: "TeamAnswer", labelled: "Labelled") -> None:
    """Role level by role level: the nearest first."""
    assert answer.planned is not None
    targets = {one.id: one.target for one in answer.team.measured}
    for target in sorted(set(targets.values())):
        _candidates(
            f"to {labelled.text(target)}",
            [one for one in answer.planned.candidates if targets[one.id] == target],
            labelled,
        )
    _left_out(answer)
    basis(answer)


def coverage(answer: "TeamAnswer", labelled: "Labelled") -> None:
    """Who fills the places, and what that takes; then who does not, and why."""
    found = answer.coverage
    assert found is not None
    role, out = labelled.text(answer.to), console()
    within = "" if found.hours_each is None else f" within {many(found.hours_each, 'hour')} each"
    if found.missing:
        out.print(
            f"[yellow]{found.wanted} at {marked(role)}{within}: {len(found.chosen)} can make it, "
            f"{found.missing} missing[/]"
        )
    else:
        out.print(f"[green]{found.wanted} at {marked(role)}{within}: covered[/]")
    if found.chosen:
        certain = "no other choice costs less" if found.proved else f"no choice costs less than {hours(found.bound)}"
        out.print(f"{many(found.hours, 'hour')} of learning in all; {certain}. {found.ready} of them are ready now.")
    _candidates("the nearest", found.chosen, labelled)
    _candidates("not in time", found.too_late, labelled)
    _candidates("beyond what courses give", found.out_of_reach, labelled)
    _left_out(answer)
    basis(answer)


def groups(answer: "GroupsAnswer", labelled: "Labelled") -> None:
    """Groups, and no people."""
    out = console()
    cover = answer.cover
    if cover is not None:
        within = "" if cover.hours_each is None else f" within {many(cover.hours_each, 'hour')} each"
        words = {True: "covered", False: "not covered", None: "the figures do not tell"}[cover.covered]
        out.print(
            f"{cover.wanted} at {marked(labelled.text(answer.to))}{within}: {words} "
            f"(surely {cover.surely} people, at the most {cover.perhaps})"
        )
    for group in answer.groups:
        if group.bands:
            table(
                _of(group),
                ("way to go", "people"),
                ((_band(b), str(b.people)) for b in group.bands),
                right=("people",),
            )
        if group.slices:
            table(
                _of(group),
                ("competency", "needed by", "met", "short", "unknown"),
                (
                    (
                        labelled.text(each.competency),
                        str(each.people),
                        *("·" if count is None else str(count) for count in each.by_status.values()),
                    )
                    for each in group.slices
                ),
                right=("needed by", "met", "short", "unknown"),
            )
    if not answer.groups:
        out.print(f"There is no group of {answer.minimum} people or more whose figures could be given.")
    out.print(
        f"[dim]· kept back: figures about fewer than {answer.minimum} people, and what would give them away.\n"
        f"as of {answer.day}, {marked(answer.policy)}[/]"
    )


def basis(answer: "TeamAnswer") -> None:
    """The day and the policy, below an answer; and whose people these are."""
    console().print(
        f"[dim]whom {marked(answer.manager)} leads and may see; as of {answer.day}, {marked(answer.policy)}[/]"
    )


def _cell(cell: "GapItem | None") -> str:
    if cell is None:
        return ""
    if cell.status == "met":
        return str(cell.held)
    return f"{'?' if cell.held is None else cell.held}/{cell.required}"


def _candidates(title: str, people: "Sequence[Candidate]", labelled: "Labelled") -> None:
    if not people:
        return
    table(
        title,
        ("learner", "needs met", "short", "hours", "proof", "first step"),
        (
            (
                one.id,
                f"{one.met} of {one.required}, {one.share:.0%}",
                str(one.steps_short or ""),
                ("at least " if one.path.unknown_hours else "") + hours(one.path.hours),
                "proved" if one.path.proved else f"at least {hours(one.path.bound)}",
                _first(one, labelled),
            )
            for one in people
        ),
        right=("short", "hours"),
    )


def _first(one: "Candidate", labelled: "Labelled") -> str:
    """What comes first; of whom courses do not lead all the way, what for."""
    if one.ready:
        return "ready"
    if not one.attainable:
        lacking = ", ".join(labelled.text(goal.competency) for goal in one.path.uncloseable)
        return f"no course leads all the way: {lacking}"
    first = one.path.steps[0]
    return labelled.text(first.course or first.assessment)


def _left_out(answer: "TeamAnswer") -> None:
    """Who could not be measured."""
    without = [one.id for one in answer.team.unmeasured if one.refusal.code == "target.missing"]
    if without:
        said("without a target (name one with --to)", [", ".join(without)])
    said(
        "not measured",
        [f"{one.id}: {one.refusal.message}" for one in answer.team.unmeasured if one.id not in without],
    )
    if answer.planned is not None:
        said("no path", [f"{learner}: {refusal.message}" for learner, refusal in answer.planned.failed])
    if not answer.team.measured and not answer.team.unmeasured:
        console().print("Nobody is to be shown.")


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _of(group: "Group") -> str:
    named = [*group.teams, *(["people of no team"] if group.with_others else [])]
    return f"{', '.join(named)}: {group.people} people"


def _band(band: "Band") -> str:
    beyond = ", or beyond what courses give" if band.beyond and band.attainable else ""
    if not band.attainable:
        return "beyond what courses give"
    if band.upto == 0:
        return "nothing to do"
    if band.upto is None:
        return ("any" if band.above is None else f"more than {hours(band.above)} hours") + beyond
    low = "up to" if band.above is None or band.above == 0 else f"more than {hours(band.above)}, up to"
    return f"{low} {hours(band.upto)} hours"
