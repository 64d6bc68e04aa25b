"""`team`: whom a manager leads beside what they need; without a manager, groups of everybody in figures."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import click

from api import printing
from api.answers import Labelled
from api.commands.options import json_option, language_option, run, settings_now
from api.commands.whose import as_of_option
from api.commands.wishes import Day
from api.ticking import ticking

if TYPE_CHECKING:
    from api.team_questions import GroupsAnswer, TeamAnswer

manager_option = click.option(
    "--manager", metavar="ID", help="Whom this manager leads and may see. Without it: everybody, in figures."
)
to_option = click.option("--to", metavar="ROLE_LEVEL", help="Beside this role level, not beside their own targets.")
workers_option = click.option(
    "--workers", type=click.IntRange(1, 256), help="Processes for everybody's paths; one for each processor."
)


@click.group(epilog="Example: skillway team heat --manager l-0001")
def team() -> None:
    """A team beside what it needs: who can do what, who is ready, who is nearest.

    With --manager, what that manager sees, person by person; each look is in the audit log. Without, figures about
    groups: none about fewer people than the policy's minimum, nor any that would give such away.
    """


@team.command(epilog="Example: skillway team heat --manager l-0001 --to senior-data-engineer")
@manager_option
@to_option
@as_of_option
@language_option
@json_option
def heat(manager: str | None, to: str | None, as_of: date | None, language: str, as_json: bool) -> None:
    """What everybody holds of what they need, competency by competency."""
    from api import team_answers, team_printing
    from api.team_questions import Asked, ask_everybody, ask_team, needs_of

    _own_day(manager, as_of)
    asked = Asked(manager=manager, to=to, as_of=as_of, language=language)
    with ticking(quiet=as_json) as tick:
        if manager is None:
            groups = needs_of(run(ask_everybody(settings_now(), asked, tick)))
        else:
            answer = run(ask_team(settings_now(), asked, tick))
    if manager is None:
        return _told(groups, team_answers.of_groups, team_printing.groups, language, as_json)
    return _told(answer, team_answers.of_heat, team_printing.heat, language, as_json)


@team.command(epilog="Example: skillway team readiness --manager l-0001")
@manager_option
@to_option
@as_of_option
@workers_option
@language_option
@json_option
def readiness(
    manager: str | None, to: str | None, as_of: date | None, workers: int | None, language: str, as_json: bool
) -> None:
    """How near everybody is to a role level: needs that are met, and the hours of the cheapest path."""
    from api import team_answers, team_printing
    from api.team_questions import Asked, ask_everybody, ask_team, distances_of

    _own_day(manager, as_of)
    asked = Asked(manager=manager, to=to, as_of=as_of, workers=workers, language=language)
    settings = settings_now()
    with ticking(quiet=as_json) as tick:
        if manager is None:
            _named(to)
            groups = distances_of(run(ask_everybody(settings, asked, tick)), settings, asked, tick)
        else:
            answer = run(ask_team(settings, asked, tick, planning=True))
    if manager is None:
        return _told(groups, team_answers.of_groups, team_printing.groups, language, as_json)
    return _told(answer, team_answers.of_readiness, team_printing.readiness, language, as_json)


@team.command(
    epilog="Example: skillway team coverage --manager l-0001 --to senior-data-engineer --people 4 "
    "--by 2027-06-30 --hours-per-week 4"
)
@manager_option
@click.option("--to", metavar="ROLE_LEVEL", required=True, help="The role level that people are needed at.")
@click.option("--people", type=click.IntRange(1, 100_000), required=True, help="How many.")
@click.option("--by", type=Day(), metavar="DATE", help="By this day; needs --hours-per-week.")
@click.option("--hours-per-week", type=float, help="What each of them has for learning until then.")
@workers_option
@language_option
@json_option
def coverage(
    manager: str | None,
    to: str,
    people: int,
    by: date | None,
    hours_per_week: float | None,
    workers: int | None,
    language: str,
    as_json: bool,
) -> None:
    """So many people at a role level: who is nearest, and what does it take?"""
    from api import team_answers, team_printing
    from api.team import Until
    from api.team_questions import Asked, ask_everybody, ask_team, distances_of

    if (by is None) != (hours_per_week is None):
        raise click.UsageError("--by and --hours-per-week say something together: give both, or neither.")
    until = None if by is None or hours_per_week is None else Until(day=by, hours_per_week=hours_per_week)
    asked = Asked(manager=manager, to=to, workers=workers, language=language)
    settings = settings_now()
    with ticking(quiet=as_json) as tick:
        if manager is None:
            everybody = run(ask_everybody(settings, asked, tick))
            groups = distances_of(everybody, settings, asked, tick, wanted=people, until=until)
        else:
            answer = run(ask_team(settings, asked, tick, planning=True, wanted=people, until=until))
    if manager is None:
        return _told(groups, team_answers.of_groups, team_printing.groups, language, as_json)
    return _told(answer, team_answers.of_coverage, team_printing.coverage, language, as_json)


A = TypeVar("A", "TeamAnswer", "GroupsAnswer")


def _told(
    answer: A,
    of: Callable[[A, Labelled], Mapping[str, object]],
    shown: Callable[[A, Labelled], None],
    language: str,
    as_json: bool,
) -> None:
    """An answer as JSON, or as tables with the edition below."""
    labelled = Labelled(answer.view.catalogue, language)
    if as_json:
        return printing.as_json(of(answer, labelled))
    shown(answer, labelled)
    return printing.edition_line(answer.view.edition)


def _own_day(manager: str | None, as_of: date | None) -> None:
    """Figures about groups are of today: two days side by side would show what one person did."""
    if manager is None and as_of is not None:
        raise click.UsageError("--as-of needs --manager: figures about groups are of today.")


def _named(to: str | None) -> None:
    if to is None:
        raise click.UsageError(
            "Say which role level: --to ROLE_LEVEL. Without --manager nobody's own target is used."
        )
