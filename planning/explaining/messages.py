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
    weighed_hours: str = "{number} weighed hours"
    weighed_hours_hardly: str = "less than {number} weighed hours"
    share: str = "{number} %"
    counts_as: str = "{one} counts as {other}."

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
    price_nothing: str = "{what} accounts for none of {total}."

    # What every path passes through.
    passes_level: str = "Every path passes through {what}: {goals} cannot be had without it."
    passes_course: str = "Every path has {course}: {goals} cannot be had without it."
    and_more_one: str = "{some} and one more need"
    and_more_many: str = "{some} and {count} more needs"

    # Why not this course.
    in_path: str = "{course} is in the path."
    done: str = "{course} is done already, and a course done is not planned again."
    left_out: str = "{course} is left out of this question."
    nothing_missing: str = "Nothing is missing, so that {course} is not needed."
    out_of_reach: str = "{course} cannot be started: {chain}"
    asks_for: str = "it asks for {asked}{end}."
    of_no_use: str = "Even if {course} cost nothing, it would not make this path cheaper."
    dearer: str = (
        "The cheapest path with {course} takes {with_it} instead of {now}; "
        "{course} would have to take {extra} less ({instead} instead of {own}) to be as good."
    )
    dearer_at_least: str = (
        "Every path with {course} takes {least} or more instead of {now}; "
        "{course} would have to take at least {extra} less to be as good. More is not known."
    )
    not_settled: str = "Whether a path with {course} takes less than {now} is not settled."
    cheaper: str = "A path with {course} takes {with_it} instead of {now}: it was not found before."
    as_cheap_longer: str = "A path with {course} takes {now} as well, but has more steps."
    as_cheap: str = (
        "A path with {course} takes {now} as well, in as many steps; "
        "of such paths the one is taken whose ids of courses come first."
    )

    # What if.
    if_held: str = "you already had {what}"
    if_not_held: str = "you did not hold {what}"
    if_done: str = "{courses} had been done"
    if_without: str = "{courses} had to be left out"
    what_if: str = "If {what}: {after} instead of {before}."
    what_if_or_less: str = "If {what}: {after} or less instead of {before}."
    what_if_same: str = "If {what}: {before} all the same."
    what_if_nothing: str = "If {what}: nothing would be left to do, instead of {before}."
    what_if_limited: str = "If {what}: {after} of the gap could be closed within the limits instead of {before}."
    what_if_lost: str = "{goals} could not be reached then."
    what_if_gained: str = "{goals} could be reached then."

    # What the catalogue lacks.
    repair_course: str = (
        "With a new course from {start} to {what} that asks for nothing else, {goals} could be closed."
    )
    repair_course_anew: str = "With a new course up to {what} that asks for nothing, {goals} could be closed."
    repair_waiver: str = "If {course} did not ask for {asked}, {goals} could be closed."
    repair_left_out: str = "If {course} were not left out, {goals} could be closed."

    # What could take the place of a step.
    replaced: str = "Without {course} it takes {extra} more: {added} instead of {dropped}."
    replaced_alike: str = "Without {course} it takes as long: {added} instead of {dropped}."
    replaced_up_to: str = "Without {course} it takes at most {extra} more: {added} instead of {dropped}."
    replaced_cheaper: str = "Without {course} it takes {extra} less: {added} instead of {dropped}."

    # What became of the steps of a path.
    step_stays: str = "{what} stays."
    step_stays_at: str = "{what} stays, and takes {now} instead of {then}."
    step_changed: str = "{what} gives or asks for something else now."
    step_dearer: str = "{what} is dearer now."
    step_cheaper: str = "{what} is cheaper now."
    step_replaced_by: str = "In its place: {what}."
    step_instead_of: str = "It takes the place of {what}."
    gone_done: str = "{what} is done."
    gone_missing: str = "{what} is not in this edition."
    gone_retired: str = "{what} is retired."
    gone_held: str = "{what} is not needed any more: you hold {levels}."
    gone_out_of_reach: str = "{what} leads nowhere any more: {levels} cannot be reached."
    gone_not_asked: str = "{what} is not needed any more: {levels} is not asked for now."
    gone_cheaper_way: str = "{what} is not on the cheapest way any more."
    gone_limit: str = "{what} does not fit into the limits."
    gone_not_needed: str = "Nothing asks for {what} any more."
    added_new: str = "{what} was not in the edition before."
    added_in_use_again: str = "{what} is in use again."
    added_left_in: str = "{what} is not left out any more."
    added_not_done: str = "{what} does not count as done any more."
    added_not_held: str = "{what} is for {levels}, which does not count as held any more."
    added_asked: str = "{what} is for {levels}, which was not asked for before."
    added_within_reach: str = "{what} is for {levels}, which could not be reached before."
    added_instead: str = "{what} is on the cheapest way now."
    added_needed: str = "{what} is needed for the new way."
    path_changed: str = (
        "Steps that stay: {kept}, replaced: {replaced}, dropped: {dropped}, added: {added}; {now} instead of {then}."
    )

    # What limits did to a path, and what lifting one buys.
    limits_kept: str = "The path keeps to the limits."
    limits_dearer: str = "Within the limits everything can be closed, for {now} instead of {free}."
    limits_several: str = "Several limits bind: {used} of {all} fit and close {percent} % of the gap."
    limit_hours: str = "The limit of {limit} binds: {used} of {all} fit and close {percent} % of the gap."
    limit_money: str = "The limit of {limit} in money binds: {used} of {all} fit and close {percent} % of the gap."
    limit_deadline: str = (
        "The deadline binds: {used} of {all} fit until {day}, at {week} a week, and close {percent} % of the gap."
    )
    lift_all: str = "All of it takes {what}."
    lift_some: str = "With {what} it is {percent} %."
    lift_money: str = "{limit} in money"
    lift_until: str = "until {day}"
    lift_week: str = "{week} a week"
    lift_together: str = "Lifting one of them alone closes nothing more."
    no_room: str = "There is no room for {what} within the limits."
    time_ran_out: str = "The time ran out before more was known."

    # An assessment before courses.
    likely: str = "You hold {what} with a probability of {percent} %."
    test_out: str = "If you pass, the path takes {saved} less, without {courses}."
    test_out_all: str = "If you pass all of it, the path takes {saved} less, without {courses}."


ENGLISH = Messages()
CATALOGUES: Mapping[str, Messages] = {"en": ENGLISH}
"""By lower-case language tag."""


def of(language: str) -> Messages:
    """The sentences of a language: its own, else those of the language it is a form of, else English."""
    tag = language.lower()
    return CATALOGUES.get(tag) or CATALOGUES.get(tag.partition("-")[0]) or ENGLISH
