"""Every rule by its code: how grave a finding is, what it says, and how a curator usually mends it.

SHACL shapes (`ontology/data/shapes.ttl`) have codes of their own; together with those of reading they are all the
codes that a check can give.
"""

from typing import NamedTuple

from ontology.findings import Severity


class Rule(NamedTuple):
    """`what` completes the sentence "is found when …"; `mend` is what a finding offers unless it knows better."""

    severity: Severity
    what: str
    mend: str


RULES: dict[str, Rule] = {
    # Names and references
    "id-doubled": Rule("error", "two things carry one id", "Give one of them an id of its own."),
    "dangling-reference": Rule(
        "error",
        "something names a thing that is not there",
        "Correct the id, add the thing, or remove the reference.",
    ),
    "reference-kind": Rule(
        "error", "something names a thing of another kind than is asked for", "Name a thing of the right kind."
    ),
    "retired-still-needed": Rule(
        "warning", "something in use names a retired thing", "Name something that is in use, or remove the reference."
    ),
    "replacement-cycle": Rule(
        "error",
        "a chain of replacements comes back to where it began",
        "Let the chain end at a thing that is in use.",
    ),
    "replacement-scale": Rule(
        "error",
        "a retired competency is replaced by one on another scale",
        "Name a replacement on the same scale, or none: levels on two scales say different things.",
    ),
    "replacement-unused": Rule(
        "warning",
        "a thing in use names a replacement",
        "Mark it as retired (owl:deprecated true), or remove the replacement.",
    ),
    "label-shared": Rule(
        "warning",
        "one preferred label names two things of a kind",
        "Tell them apart by their labels, or retire one and name the other as its replacement.",
    ),
    "label-repeated": Rule(
        "information",
        "a preferred label is repeated among the alternative or hidden ones",
        "Remove the repetition: a label needs to be said once.",
    ),
    # Scales and levels
    "scale-ranks": Rule(
        "error", "the ranks of a scale are not 1, 2, 3, …", "Give each level the rank of its place, from 1."
    ),
    "level-off-scale": Rule(
        "error", "a level lies outside the scale of its competency", "Name a rank of the competency's scale."
    ),
    "teaching-lifts-nothing": Rule(
        "error",
        "a course teaches to a level that it asks to be held before",
        "Raise the level it teaches to, or lower the one it starts from.",
    ),
    "teaching-already-required": Rule(
        "warning",
        "a course asks for what it teaches",
        "Lower the level that it requires, or raise the one that it teaches to.",
    ),
    "equivalent-scale": Rule(
        "warning",
        "two equivalents are on different scales, so neither counts for the other",
        "Put both on one scale, or relate them by skos:related.",
    ),
    # Requirements
    "requires-cycle": Rule(
        "error",
        "things wait for one another, so that no order can satisfy them",
        "Remove one of these requirements, or give one of them an alternative.",
    ),
    "self-requirement": Rule(
        "error", "something requires itself", "Remove the requirement, or lower the level it asks for."
    ),
    "requires-cycle-closed": Rule(
        "warning",
        "things wait for one another, and every alternative leads back to them",
        "Give one of the groups an alternative that does not depend on it.",
    ),
    "requires-cycle-open": Rule(
        "warning",
        "things wait for one another, but an alternative leads round it",
        "Remove the alternative that leads back, if it is not meant.",
    ),
    "broader-cycle": Rule(
        "error", "a competency is broader than itself", "Remove one of these broader links: a hierarchy has a top."
    ),
    # What courses and roles offer
    "entry-unreachable": Rule(
        "warning",
        "a course asks for a level that nothing gives",
        "Add a course that gives it, or lower what is asked for.",
    ),
    "competency-untaught": Rule(
        "information", "no course teaches a competency", "Add a course, if people should be able to learn it."
    ),
    "need-untaught": Rule(
        "information",
        "role levels need a higher level than any course gives",
        "Add a course that leads to this level.",
    ),
    "course-teaches-nothing": Rule(
        "information", "a course teaches no competency", "Say what it teaches, or retire it."
    ),
    "assessment-assesses-nothing": Rule(
        "information", "an assessment assesses no competency", "Say what it assesses, or retire it."
    ),
    "role-level-without-needs": Rule("warning", "a role level needs nothing", "Say what it needs, or retire it."),
    "role-without-levels": Rule(
        "information", "a role has no role level", "Add a role level: only these have needs."
    ),
    "role-level-unranked": Rule(
        "information",
        "a role level has no rank beside others of its role, so no move leads to or from it unless declared",
        "Give it a rank, or declare its moves.",
    ),
    "rank-shared": Rule(
        "information",
        "two role levels share one rank of one track, so the ladder forks there",
        "Name a track for each, if these are parallel tracks.",
    ),
    "move-to-self": Rule("warning", "a role level moves to itself", "Remove the move."),
    # Amounts
    "hours-zero": Rule(
        "warning", "something takes no time at all", "Give its hours, or leave them out: unknown is not zero."
    ),
    "hours-absurd": Rule(
        "warning", "something takes more than 10,000 hours", "Check the unit: PT90M is minutes, PT90H hours."
    ),
    # Against the current edition
    "id-vanished": Rule(
        "warning",
        "a thing of the current edition is not there any more; it would be kept as a retired stub",
        "Keep it, mark it as retired (owl:deprecated true), and name what replaces it.",
    ),
    "id-reused": Rule(
        "error",
        "an id of the current edition names a thing of another kind",
        "Use a new id: ids are never used twice.",
    ),
    "scale-changed": Rule(
        "warning",
        "a competency moves to another scale, so that levels held so far say something else",
        "Retire it and add a new competency, if people already hold levels of it.",
    ),
}
