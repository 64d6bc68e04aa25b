"""How large a GraphQL request may be, measured before anything is done with it.

First the text (tokens, nesting), since a parser can be overrun; then the document (depth, aliases, fields, root
fields, repeated names), with fragments followed; what its answer could hold is `api/costs.py`'s, once it is valid. A
fragment is measured once, however often it is spread, so a bomb of fragments gets its true count (2,147,483,648
aliases) in no time. Each refusal names the limit and the actual value.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from api.errors import LimitExceeded, RequestRefused
from api.settings import Limits

JsonValue: TypeAlias = Mapping[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None

MOST_NESTING = 100
"""Brackets within brackets. The parser takes some five Python frames for each, and has not quite a thousand."""
MOST_DIGITS = 100
"""Python refuses to read numbers of some thousand digits, with an error that nobody expects."""
INTROSPECTION_DEPTH = 20
"""Levels below `__schema` and `__type`: what GraphiQL asks has 15."""
MOST_REPEATS = 30
"""How often a field may stand in one place of the answer: validation compares all of them with each other."""

COUNTED_UP_TO = 10**12

_TOKEN = re.compile(
    r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|\.\.\.'
    r"|[_A-Za-z][_0-9A-Za-z]*|-?\d[\d.eE+-]*|[^\s,\ufeff]"
)
_OPEN, _CLOSE, _NUMERIC = frozenset("{[("), frozenset("}])"), frozenset("-0123456789")


def check_text(query: str, limits: Limits) -> None:
    """Refuse a document of too many tokens, too long numbers, or brackets too deep for a parser.

    Raises `LimitExceeded`.
    """
    tokens = [token for token in _TOKEN.findall(query) if token[0] != "#"]
    if len(tokens) > limits.tokens:
        message = "The document has {actual} tokens; at most {limit} are allowed."
        raise over("tokens", message, limits.tokens, len(tokens))
    longest = max((len(token) for token in tokens if token[0] in _NUMERIC), default=0)
    if longest > MOST_DIGITS:
        message = "The document has a number of {actual} digits; at most {limit} are allowed."
        raise over("digits", message, MOST_DIGITS, longest)
    nesting = deepest = 0
    for token in tokens:
        if token in _OPEN:
            nesting += 1
            deepest = max(deepest, nesting)
        elif token in _CLOSE:
            nesting -= 1
    if deepest > MOST_NESTING:
        message = "The document has {actual} brackets within each other; at most {limit} are allowed."
        raise over("nesting", message, MOST_NESTING, deepest)


def check_variables(variables: JsonValue, limits: Limits) -> None:
    """Refuse variables with too many values in all, or values too deep. Raises `LimitExceeded`."""
    count, level, layer = 0, 0, [variables]
    while layer:
        count += len(layer)
        level += 1
        layer = [inner for value in layer for inner in _inside(value)]
        if level > MOST_NESTING:
            message = "The variables are nested deeper than {limit} levels."
            raise over("nesting", message, MOST_NESTING, level)
    if count > limits.variables:
        message = "The variables hold {actual} values; at most {limit} are allowed."
        raise over("variables", message, limits.variables, count)


def _inside(value: JsonValue) -> Iterator[JsonValue]:
    if isinstance(value, Mapping):
        return iter(value.values())
    return iter(value if isinstance(value, list) else ())


@dataclass(frozen=True, slots=True)
class _Size:
    """What a selection comes to, its fragments followed. `depth` counts levels of fields."""

    depth: int = 0
    introspection: int = 0
    aliases: int = 0
    fields: int = 0


def check_document(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document whose operations are too deep or ask too much at once. Raises `RequestRefused`.

    All operations are measured: validation reads them all, whichever is then run.
    """
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    sizes = _Sizes(fragments)
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        size = sizes.of(definition.selection_set)
        if size.depth > limits.depth:
            message = "The query is {actual} levels deep; at most {limit} are allowed."
            raise over("depth", message, limits.depth, size.depth)
        if size.introspection > INTROSPECTION_DEPTH:
            message = "The query asks the schema {actual} levels deep; at most {limit} are allowed."
            raise over("depth", message, INTROSPECTION_DEPTH, size.introspection)
        if size.aliases > limits.aliases:
            message = "The query has {actual} aliases, fragments followed; at most {limit} are allowed."
            raise over("aliases", message, limits.aliases, size.aliases)
        if size.fields > limits.tokens:
            message = "The query has {actual} fields, fragments followed; at most {limit} are allowed."
            raise over("fields", message, limits.tokens, size.fields)
        asked, repeats = sizes.root_fields(definition.selection_set), sizes.repeats([definition.selection_set])
        if isinstance(definition, OperationDefinitionNode) and asked > limits.root_fields:
            message = "The query asks {actual} questions at once; at most {limit} are allowed."
            raise over("root_fields", message, limits.root_fields, asked)
        if repeats > MOST_REPEATS:
            message = "The query names one field {actual} times in one place; at most {limit} are allowed."
            raise over("repeats", message, MOST_REPEATS, repeats)


class _Sizes:
    """Measures selections; each fragment once."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, _Size] = {}
        self._open: list[str] = []

    def of(self, selection: SelectionSetNode) -> _Size:
        depth = introspection = aliases = fields = 0
        for node in selection.selections:
            if isinstance(node, FieldNode):
                below = self.of(node.selection_set) if node.selection_set else _Size()
                if node.name.value.startswith("__"):
                    introspection = max(introspection, 1 + below.depth)
                else:
                    depth = max(depth, 1 + below.depth)
                    introspection = max(introspection, below.introspection)
                aliases += below.aliases + (node.alias is not None)
                fields += 1 + below.fields
            else:
                below = self._within(node)
                depth, introspection = max(depth, below.depth), max(introspection, below.introspection)
                aliases, fields = aliases + below.aliases, fields + below.fields
        return _Size(depth, introspection, aliases, fields)

    def root_fields(self, selection: SelectionSetNode) -> int:
        """How many answer names a selection has at its top, fragments followed."""
        return len(self._merged([selection]))

    def repeats(self, selections: list[SelectionSetNode]) -> int:
        """How often a field stands in one place of the answer, at most; looks at every field, so count them first."""
        most = 0
        for nodes in self._merged(selections).values():
            below = [node.selection_set for node in nodes if node.selection_set]
            most = max(most, len(nodes), self.repeats(below) if below else 0)
        return most

    def _merged(self, selections: list[SelectionSetNode]) -> Mapping[str, list[FieldNode]]:
        """The fields of selections that make one object of the answer, by answer name."""
        found: dict[str, list[FieldNode]] = {}
        waiting = list(selections)
        while waiting:
            for node in waiting.pop().selections:
                if isinstance(node, FieldNode):
                    found.setdefault((node.alias or node.name).value, []).append(node)
                elif isinstance(node, InlineFragmentNode):
                    waiting.append(node.selection_set)
                elif isinstance(node, FragmentSpreadNode) and node.name.value in self._fragments:
                    waiting.append(self._fragments[node.name.value].selection_set)
        return found

    def _within(self, node: SelectionNode) -> _Size:
        """What a fragment comes to. An unknown one is nothing here; validation reports it."""
        if isinstance(node, InlineFragmentNode):
            return self.of(node.selection_set)
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        if name not in self._fragments:
            return _Size()
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            raise RequestRefused(
                "fragments.circle",
                f"The fragments contain themselves: {circle}.",
                hint="Take one of the spreads out.",
            )
        if name not in self._known:
            self._open.append(name)
            self._known[name] = self.of(self._fragments[name].selection_set)
            self._open.pop()
        return self._known[name]


def over(name: str, message: str, limit: int, actual: int, hint: str = "") -> LimitExceeded:
    """The refusal of a request that goes over a limit; `message` has places for `limit` and `actual`."""
    # Fragments that double can count up to numbers of hundreds of digits; nobody needs to read those.
    shown = f"{actual:,}" if actual <= COUNTED_UP_TO else f"more than {COUNTED_UP_TO:,}"
    words = message.format(limit=f"{limit:,}", actual=shown)
    actual = min(actual, COUNTED_UP_TO)
    return LimitExceeded(name, words, limit=limit, actual=actual, hint=hint or "Ask for less in one request.")
