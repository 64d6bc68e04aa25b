"""What the verbs of statements say about somebody's learning, as far as their publishers define it.

Sources: the ADL vocabulary (adlnet.gov/expapi/verbs), cmi5 1.0 section 9.3 (its verbs lie in the ADL vocabulary and
at w3id.org/xapi/adl), and the Activity Streams 1.0 verbs that older tools send. A verb that is not here says nothing.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Meaning(Enum):
    """PASSED, FAILED, SCORED: somebody or something has judged. COMPLETED: gone through, which says nothing of
    ability. SATISFIED: a course structure's criterion is met, which may have asked for nothing. BEGUN, PROGRESSED:
    under way. NOTHING: known, and no evidence of ability or completion, such as waived."""

    PASSED = "passed"
    FAILED = "failed"
    SCORED = "scored"
    COMPLETED = "completed"
    SATISFIED = "satisfied"
    PROGRESSED = "progressed"
    BEGUN = "begun"
    NOTHING = "nothing"


_ADL: Final = "http://adlnet.gov/expapi/verbs/"
_CMI5: Final = "https://w3id.org/xapi/adl/verbs/"
_STREAMS: Final = "http://activitystrea.ms/schema/1.0/"

MEANINGS: Final[Mapping[str, Meaning]] = {
    **{
        prefix + name: meaning
        for prefix in (_ADL, _CMI5)
        for name, meaning in {
            "passed": Meaning.PASSED,
            "mastered": Meaning.PASSED,
            "failed": Meaning.FAILED,
            "scored": Meaning.SCORED,
            "completed": Meaning.COMPLETED,
            "satisfied": Meaning.SATISFIED,
            "progressed": Meaning.PROGRESSED,
            "attempted": Meaning.BEGUN,
            "initialized": Meaning.BEGUN,
            "resumed": Meaning.BEGUN,
            "waived": Meaning.NOTHING,
            "launched": Meaning.NOTHING,
            "terminated": Meaning.NOTHING,
            "abandoned": Meaning.NOTHING,
        }.items()
    },
    _STREAMS + "complete": Meaning.COMPLETED,
    _STREAMS + "start": Meaning.BEGUN,
}
JUDGING: Final = frozenset({Meaning.PASSED, Meaning.FAILED, Meaning.SCORED})


def meaning(verb: str) -> Meaning | None:
    """What a verb says; None for one that nobody has defined here."""
    return MEANINGS.get(verb)
