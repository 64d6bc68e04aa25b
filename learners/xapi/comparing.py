"""Whether two statements say the same, as the specification has it: what a repeated id is judged by.

Source: xAPI 1.0.3, part 2, 2.3.1 (statement immutability and comparison); 2.0.0 (IEEE 9274.1.1), 4.2.1, agrees.

Ignored: what the store assigns (id, authority, stored, version, a timestamp that the sender left out), definitions
of activities, the display of verbs, the order of a Group's members, how times are written, attachments, the case of
UUIDs, domains and language tags, defaults of objectType, whether one activity stands alone or in an array, and what a
duration has below a hundredth of a second. Everything else counts, extensions in full included.
"""

import re
from typing import Final, cast

import orjson

from learners.xapi import forms
from learners.xapi.statement import Statement
from learners.xapi.terms import IDENTIFIERS, Json, as_list

_ASSIGNED: Final = frozenset({"id", "authority", "stored", "version", "timestamp", "attachments"})
_FINE: Final = re.compile(r"([.,]\d\d)\d+")


def comparison(statement: Statement) -> str:
    """A text that is equal for equal statements: what a store keeps (a keyed digest of) beside a statement."""
    return comparisons(statement)[0]


def comparisons(statement: Statement) -> tuple[str, ...]:
    """The texts of kept statements that this one is the same as: its own, and its own without a timestamp.

    The second is for the sender who reads back a statement that came without a timestamp and sends it again with the
    one that the store has given it.
    """
    core, said = _statement(statement.raw), statement.timestamp
    if said is None:
        return (_written(core),)
    return _written({**core, "timestamp": said.isoformat()}), _written(core)


def _written(core: Json) -> str:
    return orjson.dumps(core, option=orjson.OPT_SORT_KEYS).decode()


def _statement(raw: Json) -> dict[str, object]:
    thing = cast("Json", raw["object"])
    kind = thing.get("objectType", "Activity")
    core: dict[str, object] = {name: value for name, value in raw.items() if name not in _ASSIGNED}
    core["actor"] = _agent(cast("Json", raw["actor"]))
    core["verb"] = cast("Json", raw["verb"])["id"]
    if kind == "Activity":
        core["object"] = {"activity": thing["id"]}
    elif kind == "StatementRef":
        core["object"] = {"statement": cast("str", thing["id"]).lower()}
    elif kind == "SubStatement":
        inner = _statement(thing)
        if isinstance(when := thing.get("timestamp"), str):
            inner["timestamp"] = str(forms.moment(when))
        core["object"] = inner
    else:
        core["object"] = _agent(thing)
    if "context" in raw:
        core["context"] = _context(cast("Json", raw["context"]))
    if "result" in raw:
        core["result"] = _result(cast("Json", raw["result"]))
    return core


def _agent(agent: Json) -> dict[str, object]:
    core: dict[str, object] = dict(agent)
    core.setdefault("objectType", "Agent")
    for name in IDENTIFIERS:
        given = agent.get(name)
        if name == "mbox" and isinstance(given, str):
            local, _, domain = given.rpartition("@")
            core[name] = f"{local}@{domain.lower()}"
        elif name == "mbox_sha1sum" and isinstance(given, str):
            core[name] = given.lower()
    members = agent.get("member")
    if isinstance(members, list):
        core["member"] = sorted((_agent(member) for member in members), key=_sortable)
    return core


def _sortable(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _context(context: Json) -> dict[str, object]:
    core: dict[str, object] = dict(context)
    for name in ("instructor", "team"):
        if name in context:
            core[name] = _agent(cast("Json", context[name]))
    for name, member in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in context:
            core[name] = [
                {**related, member: _agent(cast("Json", related[member]))}
                for related in cast("list[Json]", context[name])
            ]
    if "contextActivities" in context:
        core["contextActivities"] = {
            relation: [activity["id"] for activity in as_list(given)]
            for relation, given in cast("Json", context["contextActivities"]).items()
        }
    if "registration" in context:
        core["registration"] = cast("str", context["registration"]).lower()
    if "language" in context:
        core["language"] = cast("str", context["language"]).lower()
    if "statement" in context:
        core["statement"] = cast("str", cast("Json", context["statement"])["id"]).lower()
    return core


def _result(result: Json) -> dict[str, object]:
    core: dict[str, object] = dict(result)
    if "duration" in result:
        core["duration"] = _FINE.sub(r"\1", cast("str", result["duration"]))
    if "score" in result:
        core["score"] = {name: float(cast("float", value)) for name, value in cast("Json", result["score"]).items()}
    return core
