"""Whether a JSON value is a statement that the specification allows, and if not, where and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from pydantic_core import ErrorDetails, ValidationError

from learners.xapi.agents import ifi
from learners.xapi.pieces import KEYS
from learners.xapi.rules import RULES
from learners.xapi.shapes import part, validator
from learners.xapi.statement import Statement
from learners.xapi.terms import Json, Version

MOST: Final = 20
"""Faults that are told of one statement; whoever mends those has understood."""

LONGEST_KEY: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One breach. `path` leads to the place, such as `$.result.score.raw`; `rule` is a key of `rules.RULES`."""

    path: str
    rule: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """Not a statement that the specification allows: the faults, at least one, in the order of the schema."""

    faults: tuple[Fault, ...]


def judge(raw: object, *, version: Version) -> Statement | Invalid:
    """The statement, if `raw` (JSON that was read: `learners.xapi.reading`) is one that the version allows.

    `raw` is kept, not copied, and must not be changed afterwards.
    """
    try:
        validator(version).validate_python(raw)
    except ValidationError as error:
        return Invalid(faults=_faults(error.errors(include_url=False, include_input=True), raw))
    return Statement(raw=cast("Json", raw), spoken=version)


def account_of(raw: object) -> str | None:
    """The canonical account of an Agent or identified Group that stands alone, judged as within a statement.

    `raw` is JSON that was read. None where it is not valid, or names no account.
    """
    return ifi(cast("Json", raw)) if part("actor").isinstance_python(raw) else None


def is_iri(text: str) -> bool:
    """Whether a text could stand as an IRI in a statement."""
    return part("iri").isinstance_python(text)


_BY_TYPE: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "dict_type": "object",
    "list_type": "array",
    "string_type": "string",
    "bool_type": "boolean",
    "float_type": "number",
    "finite_number": "number",
    "too_short": "empty",
    "union_tag_invalid": "object_type",
    "union_tag_not_found": "object_type",
    "invalid_key": "string",
}
_TAGS: Final = {"Activity", "Agent", "Group", "StatementRef", "SubStatement", "one", "many", "[key]"}


def _faults(details: Sequence[ErrorDetails], raw: object) -> tuple[Fault, ...]:
    return tuple(_fault(detail, raw) for detail in details[:MOST])


def _fault(detail: ErrorDetails, raw: object) -> Fault:
    context = detail.get("ctx", {})
    code = str(context["code"]) if detail["type"] == "rule" else _BY_TYPE.get(detail["type"], "object")
    path = _path(detail["loc"], raw)
    if context.get("at"):
        path += f".{context['at']}"
    if code == "object_type":
        path += ".objectType"
    if detail["type"] != "missing" and detail["input"] is None:
        code = "null"
    rule = RULES[code]
    mend = rule.mend
    if code == "unknown_key":
        written = str(detail["loc"][-1])
        meant = next((key for key in KEYS if key.lower() == written.lower() and key != written), None)
        if meant is not None:
            mend = f"Write it as `{meant}`: names are case-sensitive."
    return Fault(path=path, rule=code, message=rule.asks, mend=mend)


def _path(location: Sequence[str | int], raw: object) -> str:
    """The way to the place as a JSON path, without the names that the schema gives to its alternatives."""
    path, here = "$", raw
    for number, step in enumerate(location):
        last = number == len(location) - 1
        known = isinstance(here, dict) and step in here
        if isinstance(step, str) and step in _TAGS and not known:
            continue
        path += f"[{step}]" if isinstance(step, int) else _step(step)
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        elif not last:
            here = None
    return path


def _step(name: str) -> str:
    """A key as it stands in a path; what somebody has sent as one is cut where it would hide the rest."""
    short = name if len(name) <= LONGEST_KEY else name[:LONGEST_KEY] + "…"
    return f".{short}" if short.isidentifier() else f"[{short!r}]"
