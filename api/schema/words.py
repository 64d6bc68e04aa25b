"""Enumerations of the schema. Each value is the word that the rooms below use, in capitals."""

from enum import Enum

import strawberry


@strawberry.enum(description="What sort of thing a competency is.")
class CompetencyKind(Enum):
    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    ABILITY = "ability"
    ATTITUDE = "attitude"
    HABIT = "habit"
    LANGUAGE = "language"
    TOOL = "tool"


@strawberry.enum(description="How a concept of another framework compares, as SKOS says it.")
class MatchKind(Enum):
    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    RELATED = "related"


@strawberry.enum(description="Up within a role, or across.")
class MoveKind(Enum):
    VERTICAL = "vertical"
    LATERAL = "lateral"


@strawberry.enum(description="What one competency says of another.")
class TieType(Enum):
    BROADER = "BROADER"
    RELATED = "RELATED"
    EQUIVALENT = "EQUIVALENT"
    REQUIRES = "REQUIRES"
    REPLACED_BY = "REPLACED_BY"


@strawberry.enum(description="Whether a role level cannot do without a competency.")
class Importance(Enum):
    ESSENTIAL = "essential"
    OPTIONAL = "optional"


@strawberry.enum(description="Which kind of label a thing was found by.")
class LabelKind(Enum):
    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"
    ID = "id"


@strawberry.enum(description="How a need stands against what is held. Unknown is not the same as not held.")
class GapStatus(Enum):
    MET = "met"
    SHORT = "short"
    UNKNOWN = "unknown"


@strawberry.enum(description="Whether a path reaches everything that was asked.")
class PathStatus(Enum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    NOTHING_TO_DO = "nothing_to_do"


@strawberry.enum(description="Whether a step teaches or tests.")
class StepKind(Enum):
    COURSE = "course"
    ASSESSMENT = "assessment"


@strawberry.enum(description="Why a goal cannot be reached.")
class Cause(Enum):
    NO_COURSE = strawberry.enum_value("no_course", description="No course in the catalogue teaches it that far.")
    BLOCKED_BY = strawberry.enum_value(
        "blocked_by", description="Courses teach it, but something they require cannot be reached."
    )
    ALREADY_DONE = strawberry.enum_value(
        "already_done", description="Only a course that was done before teaches it; an assessment settles it."
    )
    EXCLUDED = strawberry.enum_value("excluded", description="Only a course that was left out on purpose teaches it.")
    LIMIT = strawberry.enum_value("limit", description="It does not fit within the limits of the question.")


@strawberry.enum(description="The stages of a search for a path, in their order.")
class Stage(Enum):
    START = strawberry.enum_value("start", description="Before anything was proved: the first path that was found.")
    LANDMARKS = strawberry.enum_value("landmarks", description="While looking for what every path passes through.")
    BOUND = strawberry.enum_value("bound", description="While computing what no path can cost less than.")
    CUTS = strawberry.enum_value("cuts", description="While raising that bound.")
    INTEGER_PROGRAM = strawberry.enum_value("integer_program", description="While choosing between whole courses.")
    TIES = strawberry.enum_value("ties", description="While choosing between equally cheap paths.")


@strawberry.enum(description="What a limit is about.")
class Bar(Enum):
    HOURS = "hours"
    MONEY = "money"
    DEADLINE = "deadline"


@strawberry.enum(description="What a step is there for.")
class ReasonKind(Enum):
    NEED = strawberry.enum_value("need", description="A need of the role level.")
    ASKED = strawberry.enum_value("asked", description="A goal that was asked for by name.")
    STEP = strawberry.enum_value("step", description="A later step, which asks for it.")


@strawberry.enum(description="Why a course is not in a path, in a word.")
class Verdict(Enum):
    IN_PATH = strawberry.enum_value("in_path", description="It is in the path.")
    DONE = strawberry.enum_value("done", description="It was done before.")
    LEFT_OUT = strawberry.enum_value("left_out", description="The question leaves it out.")
    NOTHING_MISSING = strawberry.enum_value("nothing_missing", description="Nothing is left for courses to close.")
    OUT_OF_REACH = strawberry.enum_value("out_of_reach", description="What it asks for cannot be attained.")
    OF_NO_USE = strawberry.enum_value("of_no_use", description="Even for nothing it would not make a path cheaper.")
    DEARER = strawberry.enum_value("dearer", description="Every path with it costs more, by `extra`.")
    AS_CHEAP = strawberry.enum_value("as_cheap", description="A path with it costs the same; steps or ids decided.")
    CHEAPER = strawberry.enum_value("cheaper", description="A path with it is cheaper: the time ran out before.")
    NOT_SETTLED = strawberry.enum_value("not_settled", description="The time ran out before it was known.")


@strawberry.enum(description="How a level, or a competency, stands by the evidence.")
class SkillStatus(Enum):
    UNKNOWN = strawberry.enum_value("UNKNOWN", description="There is no evidence. That is not the same as no skill.")
    NOT_DEMONSTRATED = strawberry.enum_value("NOT_DEMONSTRATED", description="The evidence speaks against it.")
    PARTIAL = strawberry.enum_value("PARTIAL", description="Plausible, and not proved.")
    DEMONSTRATED = strawberry.enum_value("DEMONSTRATED", description="Proved by what somebody or something has seen.")
    EXPIRED = strawberry.enum_value("EXPIRED", description="Was proved; the evidence has grown too old.")


@strawberry.enum(description="Where a fact comes from. The first three can validate a level, the others cannot.")
class EvidenceSource(Enum):
    ASSESSMENT = strawberry.enum_value("assessment", description="A test.")
    MANAGER = strawberry.enum_value("manager", description="What a manager judges.")
    OBSERVED = strawberry.enum_value("observed", description="Work that was looked at.")
    PEER = strawberry.enum_value("peer", description="What a colleague judges.")
    SELF = strawberry.enum_value("self", description="What the learner says of themselves.")
    COMPLETION = strawberry.enum_value("completion", description="A course that was begun or completed.")


@strawberry.enum(description="Who may read a note.")
class NoteVisibility(Enum):
    LEARNER = strawberry.enum_value("learner", description="The learner, and those who see the learner.")
    MANAGER = strawberry.enum_value("manager", description="Managers only.")


@strawberry.enum(description="From where a learner is looked at.")
class Viewpoint(Enum):
    SELF = strawberry.enum_value("self", description="The learner.")
    MANAGER = strawberry.enum_value("manager", description="The learner's current manager.")
    ADMINISTRATOR = strawberry.enum_value("administrator", description="An administrator, for a stated purpose.")
    SERVICE = strawberry.enum_value("service", description="Another program of the company.")
    WORKER = strawberry.enum_value("worker", description="This service itself.")


@strawberry.enum(description="Who said something, as seen from the learner.")
class AuthorKind(Enum):
    LEARNER = strawberry.enum_value("learner", description="The learner.")
    MANAGER = strawberry.enum_value("manager", description="The learner's manager of today.")
    FORMER_MANAGER = strawberry.enum_value("former_manager", description="Somebody who judged as a manager.")
    COLLEAGUE = strawberry.enum_value("colleague", description="Somebody else in the company.")
    SYSTEM = strawberry.enum_value("system", description="A test, a learning system or another program.")


@strawberry.enum(description="What became of a fact that was handed in.")
class RecordOutcome(Enum):
    ACCEPTED = strawberry.enum_value("accepted", description="It is in the record now.")
    KNOWN = strawberry.enum_value("known", description="The very same was there before; nothing was done.")
