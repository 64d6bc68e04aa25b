"""Hostile and careless requests: refused cheaply, with the limit and the actual value."""

import time
from contextlib import suppress
from typing import Any

import pytest
from graphql import get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from api import limits as measuring
from api import settings
from api.errors import LimitExceeded, RequestRefused
from api.execution import Asked, Executor
from api.schema.context import Context

LIMITS = settings.read({}).limits
MOST_SECONDS = 0.05


async def _never() -> Context:
    raise AssertionError("a refused request must not get as far as the edition")


async def refused(query: str, variables: dict[str, Any] | None = None) -> tuple[dict[str, Any], float]:
    """The one error of a request, and how long refusing it took: the best of three, since machines are busy."""
    took = []
    for _ in range(3):
        executor = Executor(LIMITS)
        started = time.perf_counter()
        answered = await executor.run(Asked(query, variables or {}, None), _never)
        took.append(time.perf_counter() - started)
        assert not answered.executed
    assert answered.errors
    return answered.errors[0], min(took)


def deep(levels: int) -> str:
    """A query of so many levels: competencies that are broader than broader ones."""
    inner = "{ id }"
    for _ in range(levels - 3):
        inner = "{ broader " + inner + " }"
    return '{ competency(id: "sql") { ... on Competency { broader ' + inner + " } } }"


def alias_bomb(doublings: int) -> str:
    """Aliases that double with every fragment: 2 to the power of `doublings` of them."""
    parts = ["query { ...f0 }"]
    for number in range(doublings):
        parts.append(f"fragment f{number} on Query {{ ...f{number + 1} ...f{number + 1} }}")
    parts.append(f"fragment f{doublings} on Query {{ a: edition {{ number }} }}")
    return "\n".join(parts)


def flat_fragments(count: int) -> str:
    """Fragments side by side that each name the same fields."""
    spreads = " ".join(f"...f{number}" for number in range(count))
    bodies = "\n".join(f"fragment f{number} on Query {{ edition {{ number digest }} }}" for number in range(count))
    return "{ " + spreads + " }\n" + bodies


HOSTILE: dict[str, tuple[str, str, int | None, int | None]] = {
    "50 levels": (deep(50), "limit.depth", 15, 50),
    "90 levels": (deep(90), "limit.depth", 15, 90),
    "5,000 levels": ("{a" * 5_000 + "}" * 5_000, "limit.tokens", 2_000, 15_000),
    "500 brackets in an argument": (
        "{ nodes(ids: " + "[" * 500 + "]" * 500 + ") { id } }",
        "limit.nesting",
        100,
        502,
    ),
    "31 doublings": (alias_bomb(31), "limit.aliases", 50, 2**31),
    "150 doublings": (alias_bomb(150), "limit.aliases", 50, 10**12),
    "a number of 5,000 digits": (
        "{ competencies(first: " + "9" * 5_000 + ") { totalCount } }",
        "limit.digits",
        100,
        5_000,
    ),
    "60 aliases": ("{" + " ".join(f"a{n}: edition {{ number }}" for n in range(60)) + "}", "limit.aliases", 50, 60),
    "21 questions": (
        "{" + " ".join(f"a{n}: edition {{ number }}" for n in range(21)) + "}",
        "limit.root_fields",
        20,
        21,
    ),
    "one field 400 times": ("{ " + "edition { number } " * 400 + "}", "limit.repeats", 30, 400),
    "nested repeats": ("{ " + ("edition { " + "number " * 40 + "} ") * 25 + "}", "limit.repeats", 30, 1_000),
    "120 fragments": (flat_fragments(120), "limit.repeats", 30, 120),
    "a circle of fragments": (
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
        "fragments.circle",
        None,
        None,
    ),
    "a fragment in itself": (
        "{ ...a } fragment a on Query { edition { number } ...a }",
        "fragments.circle",
        None,
        None,
    ),
    "an unused circle": (
        "{ edition { number } } fragment a on Query { ...b } fragment b on Query { ...a }",
        "fragments.circle",
        None,
        None,
    ),
    "pages in pages": (
        "{ roleLevels(first: 200) { nodes { needs { competency { taughtBy(first: 200) { nodes { competency {"
        " neededBy(first: 200) { nodes { level } } } } } } } } } }",
        "limit.cost",
        1_000_000,
        None,
    ),
    "a hundred searches": (
        '{ path(to: "senior-data-engineer") { ... on LearningPath { '
        + " ".join(f"a{n}: alternatives(count: 10) {{ __typename }}" for n in range(10))
        + " } } }",
        "limit.searches",
        50,
        101,
    ),
    "replacements of every step": (
        '{ path(to: "senior-data-engineer") { ... on LearningPath { steps { ...other } nextSteps { ...other } } } }'
        " fragment other on Step { alternatives(first: 10) { __typename } }",
        "limit.searches",
        50,
        101,
    ),
    "a long list of words": ("{ a" + " b" * 100_000 + " }", "limit.tokens", 2_000, 100_003),
    "endless introspection": (
        "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }",
        "graphql.invalid",
        None,
        None,
    ),
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_query_is_refused_cheaply(name: str) -> None:
    """Each is refused before the edition is looked at, in no time, by a limit that says how far it was exceeded."""
    query, code, limit, actual = HOSTILE[name]
    error, seconds = await refused(query)
    assert error["extensions"]["code"] == code, error
    if limit is not None:
        assert error["extensions"]["limit"] == limit
        assert f"{limit:,}" in error["message"]
    if actual is not None:
        assert error["extensions"]["actual"] == actual
        assert f"{actual:,}" in error["message"]
    assert seconds < MOST_SECONDS, f"{seconds * 1e3:.0f} ms"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"ids": ["sql"] * 5_000}, "limit.variables"),
        ({"deep": [[[]]]}, None),
        ({str(number): number for number in range(3_000)}, "limit.variables"),
    ],
)
async def test_variables_have_a_limit(variables: dict[str, Any], code: str | None) -> None:
    """Too many values in variables are refused, wherever they are."""
    if code is None:
        measuring.check_variables(variables, LIMITS)
        return
    error, seconds = await refused("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", variables)
    assert error["extensions"]["code"] == code
    assert error["extensions"]["actual"] > error["extensions"]["limit"]
    assert seconds < MOST_SECONDS


def test_variables_have_a_depth() -> None:
    """Values nested hundreds of levels deep are refused without recursion."""
    value: Any = 1
    for _ in range(900):
        value = [value]
    with pytest.raises(LimitExceeded, match="deeper than 100"):
        measuring.check_variables({"v": value}, LIMITS)


@pytest.mark.anyio
async def test_the_largest_document_that_is_allowed_is_quick_to_validate() -> None:
    """A document just within all limits is checked in a fraction of a second, whatever it repeats."""
    rows = " ".join(
        f"k{group}: competencies(first: 1) {{ nodes {{ {'id label retired ' * 10} }} }}" for group in range(19)
    )
    query = "{" + rows + "}"
    executor = Executor(LIMITS)
    started = time.perf_counter()
    with pytest.raises(AssertionError, match="must not get as far"):
        await executor.run(Asked(query, {}, None), _never)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "query",
    [
        '{ competency(id: "sql") { ... on Competency { broader { broader { id } } } } }',
        "{ a { ...f } } fragment f on A { b { c } }",
        deep(15),
        get_introspection_query(input_value_deprecation=True),
    ],
)
def test_what_is_within_the_limits_passes(query: str) -> None:
    """An ordinary query is not refused, nor is what GraphiQL asks of the schema."""
    measuring.check_text(query, LIMITS)
    measuring.check_document(parse(query), LIMITS)


@given(st.integers(1, 40), st.integers(1, 40))
def test_depth_counts_levels_however_they_are_spread(above: int, below: int) -> None:
    """The same levels count the same, written out or hidden in fragments."""
    inside = "{ x " * below + "}" * below
    outside = "{ x " * above + "{ ...f }" + "}" * above
    document = parse(f"query {outside} fragment f on Query {inside}")
    if above + below > LIMITS.depth:
        with pytest.raises(LimitExceeded) as over:
            measuring.check_document(document, LIMITS)
        assert over.value.name == "depth"
        assert over.value.actual == above + below
    else:
        measuring.check_document(document, LIMITS)


@given(st.text(alphabet='{}()[]"\\#\n abc"', max_size=200))
def test_any_text_can_be_measured(text: str) -> None:
    """Whatever the text, measuring it ends and raises nothing but a refusal."""
    with suppress(RequestRefused):
        measuring.check_text(text, LIMITS)
