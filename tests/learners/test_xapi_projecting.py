"""The forms in which statements are given out."""

from typing import Any

import pytest

from learners.xapi import accepted, projected
from learners.xapi.projecting import merged

ANA = {"objectType": "Agent", "name": "Ana", "mbox": "mailto:ana@example.org"}
RAW: dict[str, Any] = {
    "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
    "actor": {"objectType": "Group", "name": "Crew", "mbox": "mailto:crew@example.org", "member": [ANA]},
    "verb": {"id": "http://example.org/v", "display": {"en-US": "did", "de": "tat"}},
    "object": {
        "objectType": "Activity",
        "id": "https://example.org/sql",
        "definition": {
            "name": {"en-US": "SQL", "de": "SQL (deutsch)"},
            "description": {},
            "interactionType": "choice",
            "choices": [{"id": "a", "description": {"fr-CA": "oui", "en": "yes"}}],
        },
    },
    "authority": ANA,
    "context": {
        "instructor": {"objectType": "Group", "name": "Two", "member": [ANA]},
        "contextActivities": {"parent": [{"id": "https://example.org/p", "definition": {"name": {"en": "P"}}}]},
        "extensions": {"http://example.org/x": {"name": {"en": "kept", "de": "auch"}}},
    },
    "result": {"response": "yes"},
}


def test_exact_is_what_is_kept() -> None:
    """Exact changes nothing."""
    assert projected(RAW, "exact") is RAW


def test_ids_say_only_what_identifies() -> None:
    """Names, displays and definitions are left out; anonymous Groups keep what identifies their members."""
    ids = projected(RAW, "ids")
    bare = {"objectType": "Agent", "mbox": "mailto:ana@example.org"}
    assert ids == {
        **RAW,
        "actor": {"objectType": "Group", "mbox": "mailto:crew@example.org"},
        "verb": {"id": "http://example.org/v"},
        "object": {"objectType": "Activity", "id": "https://example.org/sql"},
        "authority": bare,
        "context": {
            **RAW["context"],
            "instructor": {"objectType": "Group", "member": [bare]},
            "contextActivities": {"parent": [{"objectType": "Activity", "id": "https://example.org/p"}]},
        },
    }


@pytest.mark.parametrize(
    ("languages", "verb", "name", "choice"),
    [
        (("de",), {"de": "tat"}, {"de": "SQL (deutsch)"}, {"fr-CA": "oui"}),
        (("en",), {"en-US": "did"}, {"en-US": "SQL"}, {"en": "yes"}),
        (("de-AT", "en-US"), {"de": "tat"}, {"de": "SQL (deutsch)"}, {"en": "yes"}),
        (("fr", "de"), {"de": "tat"}, {"de": "SQL (deutsch)"}, {"fr-CA": "oui"}),
        ((), {"en-US": "did"}, {"en-US": "SQL"}, {"fr-CA": "oui"}),
        (("EN-us",), {"en-US": "did"}, {"en-US": "SQL"}, {"en": "yes"}),
    ],
)
def test_canonical_speaks_one_language(languages: tuple[str, ...], verb: Any, name: Any, choice: Any) -> None:
    """Each language map keeps the text that fits the reader best; extensions are left as they are."""
    given = projected(RAW, "canonical", languages=languages)
    thing: Any = given["object"]
    assert given["verb"] == {"id": "http://example.org/v", "display": verb}
    assert thing["definition"]["name"] == name
    assert thing["definition"]["description"] == {}
    assert thing["definition"]["choices"] == [{"id": "a", "description": choice}]
    assert given["actor"] == RAW["actor"]
    context: Any = given["context"]
    assert context["extensions"] == RAW["context"]["extensions"]


def test_canonical_takes_the_definition_that_is_known() -> None:
    """A definition that the store knows better replaces the statement's own."""
    known = {"https://example.org/sql": {"name": {"en": "SQL, second edition"}}}
    thing: Any = projected(RAW, "canonical", languages=("en",), known=known)["object"]
    assert thing["definition"] == {"name": {"en": "SQL, second edition"}}


def test_definitions_add_up_and_answers_stay() -> None:
    """A newer definition adds languages and wins where both speak; what decides answers stays as first said."""
    first = {"name": {"en": "A", "de": "B"}, "interactionType": "choice", "correctResponsesPattern": ["a"]}
    second = {"name": {"en": "C"}, "type": "http://example.org/t", "correctResponsesPattern": ["b"]}
    assert merged(first, second) == {
        "name": {"en": "C", "de": "B"},
        "type": "http://example.org/t",
        "interactionType": "choice",
        "correctResponsesPattern": ["a"],
    }


def test_accept_language_is_read_by_quality() -> None:
    """Best first, in the order given where equal; what is refused or malformed is left out."""
    assert accepted("de;q=0.5, en-GB, *;q=0.1, fr;q=0, en;q=0.8, x;q=much") == ("en-GB", "en", "de")
    assert accepted("") == ()
