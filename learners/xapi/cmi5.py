"""The part of cmi5 that decides what a statement is worth: moveOn, masteryScore, launch modes.

Source: cmi5 1.0 (AICC/cmi-5 specification), sections 9 and 10, and 13.1 for moveOn and masteryScore.
"""

from typing import Final, Literal, TypeAlias, cast, get_args

from learners.xapi.statement import Statement
from learners.xapi.terms import Json, as_list

MoveOn: TypeAlias = Literal["NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed"]

CATEGORY: Final = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
_CONTEXT: Final = "https://w3id.org/xapi/cmi5/context/extensions/"
MOVE_ON: Final = _CONTEXT + "moveon"
MASTERY_SCORE: Final = _CONTEXT + "masteryscore"
LAUNCH_MODE: Final = _CONTEXT + "launchmode"
PROGRESS: Final = "https://w3id.org/xapi/cmi5/result/extensions/progress"


def defined(statement: Statement) -> bool:
    """Whether the statement claims to be one that cmi5 defines: it has the cmi5 category."""
    related = cast("Json", statement.context.get("contextActivities", {}))
    return any(one["id"] == CATEGORY for one in as_list(related.get("category", [])))


def published_as(statement: Statement) -> str | None:
    """The id that the publisher has given a unit; None where it is not sure which of several activities it is.

    Under cmi5 the object's id is the launching system's own, and the publisher's is in the grouping (9.6.2). Others
    may stand there too, the whole course for one, and a unit that was passed is not the course.
    """
    if not defined(statement):
        return None
    given = as_list(cast("Json", statement.context.get("contextActivities", {})).get("grouping", []))
    return cast("str", given[0]["id"]) if len(given) == 1 else None


def move_on(statement: Statement) -> MoveOn:
    """The criterion that the statement carries. Without one it is NotApplicable, as in a course structure."""
    given = _extensions(statement).get(MOVE_ON)
    return cast("MoveOn", given) if given in get_args(MoveOn) else "NotApplicable"


def satisfied(criterion: MoveOn, *, completed: bool, passed: bool) -> bool:
    """Whether what one statement says meets a criterion.

    For NotApplicable cmi5 holds a unit for satisfied from the start. Here it is not: nothing was done yet, and what
    nobody did is no evidence; either verdict meets it. Statements come one at a time, so of CompletedAndPassed the
    harder half decides.
    """
    match criterion:
        case "Passed" | "CompletedAndPassed":
            return passed
        case "Completed":
            return completed
        case _:
            return completed or passed


def contradicted(statement: Statement, *, passed: bool) -> bool:
    """Whether the verdict denies the statement's own result: a mastery score on the other side, or `success`."""
    mastery, success = _extensions(statement).get(MASTERY_SCORE), statement.result.get("success")
    scaled = cast("Json", statement.result.get("score", {})).get("scaled")
    if success is not None and success is not passed:
        return True
    numbers = isinstance(mastery, int | float) and isinstance(scaled, int | float) and not isinstance(mastery, bool)
    return numbers and (cast("float", scaled) >= cast("float", mastery)) is not passed


def only_looking(statement: Statement) -> bool:
    """Whether it comes from a launch to browse or to review, in which nothing is judged."""
    return _extensions(statement).get(LAUNCH_MODE) in ("Browse", "Review")


def _extensions(statement: Statement) -> Json:
    return cast("Json", statement.context.get("extensions", {}))
