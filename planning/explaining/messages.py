"""Every sentence that planning says, as templates: one catalogue for each language.

The fields of `Messages` are the sentences and their defaults are English. Another language is one more value in
`CATALOGUES`; a sentence that it does not have is said in English. Words in braces are filled in by the caller: names
come as `planning.wording.Wording` says them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """The templates of one language, by what they are for."""

    # Small words.
    quoted: str = "“{name}”"
    level: str = "{label} ({rank})"
    at: str = "{competency} at {level}"
    either: str = "{some} or {last}"
    all_of: str = "{some} and {last}"
    hours: str = "{number} h"
    hours_hardly: str = "less than {number} h"
    cost: str = "a cost of {number}"
    cost_hardly: str = "a cost of less than {number}"
    counts_as: str = "{one} counts as {other}."
    the_goal: str = "your goal"

    # Why a step is there.
    role_needs: str = "{role} needs {what}; {held}."
    role_would_like: str = "{role} would like {what}; {held}."
    you_asked: str = "You asked for {what}; {held}."
    held_unknown: str = "what you hold is not known"
    held_not: str = "you do not hold it yet"
    held: str = "you hold {what}"
    needed_by: str = "Needed first by {course}, which asks for {what}."
    needed_by_level: str = "Needed first by {course}: {level} asks for {what}."
    this_course: str = "this course"

    # Why a goal cannot be closed, and why a course cannot be started.
    no_course: str = "No course in use gives {what}."
    no_course_or_above: str = "No course in use gives {what} or above."
    left_out_one: str = "{what} would take {courses}, which is left out of this question."
    left_out_many: str = "{what} would take {courses}, which are left out of this question."
    already_done_one: str = (
        "{what} would take {courses}, which is done already; "
        "a completed course proves no level, but an assessment can settle it."
    )
    already_done_many: str = (
        "{what} would take {courses}, which are done already; "
        "a completed course proves no level, but an assessment can settle it."
    )
    link_gives: str = "{course} gives {what}, but asks for {asked}{end}."
    link_gives_it: str = "{course} gives it, but asks for {asked}{end}."
    link_is: str = "{course} asks for {asked}{end}."
    end_no_course: str = ", which no course in use gives"
    end_not_in_use: str = ", which is not in use"
    end_circle: str = ", and that waits for it in turn"
    end_barred: str = ", which only courses done already or left out would give"
    end_left_out: str = ", which is left out of this question"
    end_further: str = ", which is out of reach"

    # What each need accounts for.
    price: str = "{what} accounts for {amount} of {total}."
    price_nothing: str = "{what} adds nothing to what the others take."

    # What every path passes through.
    passes_level: str = "Every path passes through {what}: {goals} cannot be had without it."
    passes_course: str = "Every path has {course}: {goals} cannot be had without it."
    and_more_one: str = "{some} and one more need"
    and_more_many: str = "{some} and {count} more needs"

    # Why not this course.
    in_path: str = "{course} is in the path."
    done: str = "{course} is done already, and a course done is not planned again."
    left_out: str = "{course} is left out of this question."
    nothing_missing: str = "Nothing that a course could close is missing, so that {course} is not needed."
    out_of_reach: str = "{course} cannot be started: {chain}"
    asks_for: str = "it asks for {asked}{end}."
    of_no_use: str = "{course} is of no use here: even for nothing it would not make a path cheaper."
    of_no_use_at_least: str = (
        "{course} is of no use here: even for nothing it would not make a path cheaper than this one."
    )
    dearer: str = (
        "The cheapest path with {course} takes {with_it} instead of {now}; "
        "{course} would have to be {extra} less than it is ({price}) to be as good."
    )
    dearer_at_least: str = (
        "Every path with {course} takes at least {least} instead of {now}; "
        "{course} would have to be at least {extra} less than it is ({price}) to be as good. The time ran out "
        "before more was known."
    )
    not_settled: str = "Whether a path with {course} is cheaper than {now} is not settled: the time ran out."
    cheaper: str = "A path with {course} takes {with_it} instead of {now}; it was not found when the time ran out."
    as_cheap_longer: str = "A path with {course} takes {now} as well, but has more steps."
    as_cheap_same: str = (
        "A path with {course} takes {now} and as many steps as well; of such paths the one is taken whose ids of "
        "courses come first."
    )

    # What if.
    if_held: str = "you already had {what}"
    if_not_held: str = "you did not hold {what}"
    if_done: str = "{courses} were done"
    if_done_one: str = "{courses} was done"
    if_without: str = "{courses} were left out"
    if_without_one: str = "{courses} was left out"
    what_if: str = "If {what}: {after} instead of {before}."
    what_if_at_least: str = "If {what}: {after} or less instead of {before}."
    what_if_same: str = "If {what}, it would take {before} all the same."
    what_if_nothing: str = "If {what}, there would be nothing to do."
    what_if_lost: str = "{goals} could not be closed then."
    what_if_gained: str = "{goals} could be closed then."

    # Repairs of the catalogue.
    repair_course: str = (
        "With a new course from {start} to {what} that asks for nothing else, {goals} could be closed."
    )
    repair_course_anew: str = "With a new course up to {what} that asks for nothing, {goals} could be closed."
    repair_waiver: str = "If {course} did not ask for {asked}, {goals} could be closed."
    repair_left_out: str = "If {course} were not left out, {goals} could be closed."

    # Replacements of a step.
    replaced: str = "Without {course} it takes {extra} more: {added} instead of {dropped}."
    replaced_free: str = "Without {course} it takes as long: {added} instead of {dropped}."
    replaced_at_least: str = (
        "Without {course} it takes up to {extra} more, and {least} more at least: {added} instead of {dropped}."
    )


ENGLISH = Messages()
CATALOGUES: Mapping[str, Messages] = {"en": ENGLISH}
"""By lower-case language tag."""


def of(language: str) -> Messages:
    """The sentences of a language: its own, else those of the language it is a form of, else English."""
    tag = language.lower()
    return CATALOGUES.get(tag) or CATALOGUES.get(tag.partition("-")[0]) or ENGLISH
