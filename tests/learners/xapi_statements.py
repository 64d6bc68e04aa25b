"""Statements of any shape that the specification allows, for property tests; and ways to spoil one."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from learners.xapi import Version

text = st.text(max_size=12)
iris = st.one_of(
    st.sampled_from(
        [
            *(
                "http://example.org/a",
                "https://example.org/kurs/größe?x=1&y=%20#teil",
                "urn:uuid:1234",
                "tag:a,2026:b",
            ),
            *("http://[::1]:8080/x", "HTTP://EXAMPLE.ORG/", "http://例え.jp/コース", "mailto:a@b.c", "a:"),
        ]
    ),
    st.from_regex(r"\Ahttps?://[a-z]{1,9}\.org/[A-Za-z0-9._~!$&'()*+,;=:@/-]{0,12}\Z"),
)
uuids = st.uuids().map(str).flatmap(lambda text: st.sampled_from([text, text.upper()]))
_LANGUAGES = """en en-GB zh-Hant sr-Latn-RS de-1996 sl-rozaj-biske es-419 ase tlh x-own i-klingon en-GB-oed
    de-DE-u-co-phonebk zh-min-nan en-a-bbb-x-a-ccc"""
languages = st.sampled_from(_LANGUAGES.split())
maps = st.dictionaries(languages, text, max_size=3)
numbers = st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False, width=32))
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=5,
)
extensions = st.dictionaries(iris, json_values, max_size=2)
_DURATIONS = """PT4H35M59.14S PT16559.14S P3Y1M29DT4H35M59.14S P3Y P4W PT1H0M0S PT0S P1DT12H PT0,5H P0.5D
    P2Y10M15DT10H30M20S PT36H PT1M0.1S"""
durations = st.sampled_from(_DURATIONS.split())
times: dict[Version, st.SearchStrategy[str]] = {
    "2.0.0": st.sampled_from(
        [
            *("2026-03-02T09:00:00.000Z", "2026-03-02t09:00:00z", "2008-09-15 15:53:00.601+00:00"),
            *("2016-12-31T23:59:60Z", "2026-03-02T23:59:59.123456789-11:30", "2024-02-29T00:00:00+14:00"),
        ]
    ),
}
times["1.0.3"] = times["2.0.0"] | st.sampled_from(
    [
        *("2013-05-18T05:32:34.804+00", "2013-05-18T05:32:34.804-0700", "20130518T053234Z", "2013-05-18T05:32"),
        *("2013-W20-6T05:32:34Z", "2013-138T05:32:34Z", "2013138T053234+0100", "2013-05-18T24:00:00Z"),
    ]
)
types = st.sampled_from(
    ["text/plain", "text/plain; charset=ascii", 'application/xml;a="b c";q=1', "application/vnd.x+json"]
)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with any of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


def must(required: dict[str, st.SearchStrategy[Any]], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(required, optional=fields)


identifiers = st.one_of(
    must({"mbox": st.sampled_from(["mailto:ana@example.org", "mailto:Ben.O'Neil+x@Sub.Example.ORG", "mailto:a@b"])}),
    must({"mbox_sha1sum": st.sampled_from(["cd9b00a5611f94eaa7b1661edab976068e364975", "A" * 40])}),
    must({"openid": iris}),
    must({"account": must({"homePage": iris, "name": text})}),
)


def both(left: st.SearchStrategy[Any], right: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda one, other: {**one, **other}, left, right)


agents = both(identifiers, some(objectType=st.just("Agent"), name=text))
members = st.lists(agents, max_size=3)
groups = both(must({"objectType": st.just("Group")}, name=text), both(identifiers, some(member=members))) | must(
    {"objectType": st.just("Group"), "member": members}, name=text
)
actors = agents | groups
verbs = must({"id": iris}, display=maps)
references = must({"objectType": st.just("StatementRef"), "id": uuids})
components = st.lists(must({"id": text}, description=maps), max_size=3, unique_by=lambda one: one["id"])
lists = {"choices": components, "scale": components, "source": components, "target": components, "steps": components}
_INTERACTIONS = "true-false choice fill-in long-fill-in matching performance sequencing likert numeric other"
interactions = must(
    {"interactionType": st.sampled_from(_INTERACTIONS.split())},
    correctResponsesPattern=st.lists(text, max_size=2),
    **lists,
)
definitions = both(
    some(name=maps, description=maps, type=iris, moreInfo=iris, extensions=extensions), st.just({}) | interactions
)
activities = must({"id": iris}, objectType=st.just("Activity"), definition=definitions)
scores = st.builds(
    lambda low, span, share, scaled, names: {
        name: value
        for name, value in {"min": low, "max": low + span, "raw": low + span * share, "scaled": scaled}.items()
        if name in names
    },
    st.integers(-100, 100),
    st.integers(1, 100),
    st.sampled_from([0, 0.25, 0.5, 1]),
    st.sampled_from([-1, -0.5, 0, 0.1234567, 1, 1.0]),
    st.sets(st.sampled_from(["min", "max", "raw", "scaled"])),
)
results = some(
    score=scores,
    success=st.booleans(),
    completion=st.booleans(),
    response=text,
    duration=durations,
    extensions=extensions,
)
attachments = must(
    {
        "usageType": iris,
        "display": maps,
        "contentType": types,
        "length": st.integers(0, 2**40),
        "sha2": st.just("495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"),
    },
    description=maps,
    fileUrl=iris,
)


def contexts(version: Version, *, of_activity: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Contexts of a version; revision and platform only where the object is an activity."""
    fields: dict[str, Any] = {
        "registration": uuids,
        "instructor": actors,
        "team": groups,
        "contextActivities": some(
            **{
                name: activities | st.lists(activities, max_size=2)
                for name in ("parent", "grouping", "category", "other")
            }
        ),
        "language": languages,
        "statement": references,
        "extensions": extensions,
    }
    if of_activity:
        fields |= {"revision": text, "platform": text}
    if version == "2.0.0":
        relevant = st.lists(iris, min_size=1, max_size=2)
        fields["contextAgents"] = st.lists(
            must({"objectType": st.just("contextAgent"), "agent": agents}, relevantTypes=relevant), max_size=2
        )
        fields["contextGroups"] = st.lists(
            must({"objectType": st.just("contextGroup"), "group": groups}, relevantTypes=relevant), max_size=2
        )
    return some(**fields)


def bodies(version: Version, things: st.SearchStrategy[Any], *, of_activity: bool) -> st.SearchStrategy[Any]:
    """What a statement and a SubStatement have in common."""
    return must(
        {"actor": actors, "verb": verbs, "object": things},
        result=results,
        context=contexts(version, of_activity=of_activity),
        timestamp=times[version],
        attachments=st.lists(attachments, max_size=1),
    )


def statements(version: Version) -> st.SearchStrategy[dict[str, Any]]:
    """Any statement that the version allows."""
    people = both(actors, st.just({})).map(lambda one: {"objectType": "Agent", **one})
    plain = bodies(version, activities, of_activity=True) | bodies(version, people | references, of_activity=False)
    inner = both(plain, st.just({"objectType": "SubStatement"}))
    authority = agents | must(
        {"objectType": st.just("Group"), "member": st.lists(agents, min_size=2, max_size=2)}, name=text
    )
    accepted = ["1.0", "1.0.0", "1.0.9"] + (["2.0.0"] if version == "2.0.0" else [])
    return both(
        plain | bodies(version, inner, of_activity=False),
        some(id=uuids, stored=times[version], authority=authority, version=st.sampled_from(accepted)),
    )


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every place of a statement outside extensions, from the outside in."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "extensions":
                yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


def at(statement: Any, path: tuple[str | int, ...], change: Callable[[Any], Any]) -> Any:
    """A copy of the statement with the value at a path changed."""
    spoilt = copy.deepcopy(statement)
    if not path:
        return change(spoilt)
    here = spoilt
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = change(here[path[-1]])
    return spoilt
