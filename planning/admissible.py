"""What a question may contain: figures in their ranges, and limits that do not contradict themselves.

Each check gives a `Refusal` for the first thing that is wrong, or None. The ranges are wide: they keep out what is
surely a slip of the hand, and what would drown the arithmetic of the solver.
"""

import re
from collections.abc import Iterable, Mapping

from ontology.ids import CompetencyId, CourseId
from ontology.refusals import Refusal
from planning.preferences import Deadline, Limits, Preferences, Wish

MOST_HOURS = 1e6
"""Nobody learns for longer: more than a hundred years without sleep."""
MOST_MONEY = 1e9
MOST_WEIGHT = 10.0
"""The largest weight of a wish: a course without it counts eleven times its hours."""
MOST_MONEY_WEIGHT = 1e3
"""The most hours that one unit of money may weigh."""
MOST_AFFINITY = 0.1
"""A model moves the cost of a course by a tenth at the most, whatever it says."""
MOST_GOALS = 1_000
"""More needs than that in one question are a mistake, and no path through them would be read."""
HOURS_OF_A_WEEK = 168.0
LEAST_HOURS = 1 / 60
"""A deadline that leaves less than a minute allows nothing."""
_TAG = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
"""What a language tag is made of; whether there is such a language is not asked."""


def preferences(asked: Preferences) -> Refusal | None:
    """Weights that are numbers in their ranges, and languages that can be some."""
    return (
        _weight("money", asked.money, MOST_MONEY_WEIGHT)
        or _weight("affinity", asked.affinity, MOST_AFFINITY)
        or _wish("language", asked.language)
        or _wish("modality", asked.modality)
        or _wish("provider", asked.provider)
        or _tags(asked.language.values)
    )


def limits(asked: Limits) -> Refusal | None:
    """Limits that leave room for something."""
    if asked.hours is not None and not 0.0 < asked.hours <= MOST_HOURS:
        return Refusal(
            code="limits.hours_out_of_range",
            message=f"A path of at most {asked.hours:g} hours cannot be asked for.",
            hint=f"Give a number of hours above 0 and up to {MOST_HOURS:,.0f}.",
        )
    if asked.money is not None and not 0.0 <= asked.money <= MOST_MONEY:
        return Refusal(
            code="limits.money_out_of_range",
            message=f"A path that costs at most {asked.money:g} cannot be asked for.",
            hint=f"Give an amount from 0 (only what costs nothing) to {MOST_MONEY:,.0f}.",
        )
    return None if asked.deadline is None else _deadline(asked.deadline)


def in_progress(asked: Mapping[CourseId, float], done: frozenset[CourseId]) -> Refusal | None:
    """Courses that were begun and not done, with the hours that remain."""
    for course, hours in sorted(asked.items()):
        if not 0.0 <= hours <= MOST_HOURS:
            return Refusal(
                code="in_progress.hours_out_of_range",
                message=f"“{course}” cannot have {hours:g} hours left.",
                hint=f"Give the hours that remain, from 0 to {MOST_HOURS:,.0f}.",
            )
        if course in done:
            return Refusal(
                code="in_progress.done",
                message=f"“{course}” is said to be done, and to be in progress.",
                hint="Name the course as one of the two.",
            )
    return None


def likely(asked: Mapping[CompetencyId, tuple[int, float]]) -> Refusal | None:
    """Probabilities between impossible and certain, both of which are said in other ways."""
    for competency, (rank, probability) in sorted(asked.items()):
        if not 0.0 < probability < 1.0:
            return Refusal(
                code="likely.probability_out_of_range",
                message=f"“{competency}” at rank {rank} cannot be held with probability {probability:g}.",
                hint="Give a probability above 0 and below 1; what is certain is held, or not held.",
            )
    return None


def goals(count: int) -> Refusal | None:
    """A number of needs that one path can be about."""
    if count <= MOST_GOALS:
        return None
    return Refusal(
        code="goal.too_many",
        message=f"{count:,} needs are asked for at once; one question holds {MOST_GOALS:,} at the most.",
        hint="Ask for fewer, or for one role level after the other.",
    )


def _weight(name: str, weight: float, most: float) -> Refusal | None:
    if 0.0 <= weight <= most:
        return None
    return Refusal(
        code="preferences.weight_out_of_range",
        message=f"The weight of {name} cannot be {weight:g}.",
        hint=f"Give a weight from 0 to {most:g}.",
    )


def _tags(languages: Iterable[str]) -> Refusal | None:
    """Languages that can be some; a typing error would make every course dearer, and nobody would see why."""
    for language in languages:
        if not _TAG.fullmatch(language):
            return Refusal(
                code="preferences.language_invalid",
                message=f"“{language}” is no language tag, so no course can be in it.",
                hint="Give tags such as en, de or pt-BR.",
            )
    return None


def _wish(name: str, wish: Wish) -> Refusal | None:
    return _weight(name, wish.weight, MOST_WEIGHT)


def _deadline(deadline: Deadline) -> Refusal | None:
    if not 0.0 < deadline.hours_per_week <= HOURS_OF_A_WEEK:
        return Refusal(
            code="limits.hours_per_week_out_of_range",
            message=f"A week cannot have {deadline.hours_per_week:g} hours for learning.",
            hint=f"Give the hours of a week, above 0 and up to {HOURS_OF_A_WEEK:g}.",
        )
    if deadline.ends_on < deadline.starts_on:
        return Refusal(
            code="limits.deadline_before_start",
            message=f"The path would have to end on {deadline.ends_on}, before it starts on {deadline.starts_on}.",
            hint="Give a deadline on or after the day of the start.",
        )
    days = (deadline.ends_on - deadline.starts_on).days + 1
    if deadline.hours_per_week * days / 7 < LEAST_HOURS:
        return Refusal(
            code="limits.deadline_without_hours",
            message=f"{deadline.hours_per_week:g} hours a week up to {deadline.ends_on} are less than a minute.",
            hint="Give a later deadline, or more hours a week.",
        )
    return None
