"""Who is named in a statement: every Agent and identified Group, as the canonical text of its account.

Stores keep a keyed digest of each to find statements by; erasure replaces them (`learners.xapi.redacting`).
"""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias, cast

from learners import accounts
from learners.xapi.statement import Statement
from learners.xapi.terms import IDENTIFIERS, Json
from ontology.refusals import Refusal

Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the statement down, such as ("context", "team", "member", 0)."""


class Mention(NamedTuple):
    """One place where somebody is named. `ifi` is canonical (`learners.accounts`).

    `main`: as the actor or the object of the statement itself, or as a member of a Group there. These are what the
    filter `agent` finds; with `related_agents` it finds all. `group`: the account is a Group's, not a person's.
    """

    ifi: str
    path: Path
    main: bool
    group: bool


def agents(statement: Statement) -> tuple[Mention, ...]:
    """Every mention, in the order of `places`. An anonymous Group has none of its own; its members have."""
    found = []
    for path, agent in places(statement.raw):
        text = ifi(agent)
        if text is not None:
            main = path[0] == "actor" or (path[0] == "object" and statement.kind in ("Agent", "Group"))
            found.append(Mention(text, path, main, agent.get("objectType") == "Group"))
    return tuple(found)


def places(raw: Json) -> Iterator[tuple[Path, Json]]:
    """Where Agents and Groups stand, members after their Group: actor, object, authority, context, SubStatement."""
    yield from _with_members(("actor",), raw["actor"])
    thing = cast("Json", raw["object"])
    kind = thing.get("objectType", "Activity")
    if kind in ("Agent", "Group"):
        yield from _with_members(("object",), thing)
    if "authority" in raw:
        yield from _with_members(("authority",), raw["authority"])
    context = cast("Json", raw.get("context", {}))
    for name in ("instructor", "team"):
        if name in context:
            yield from _with_members(("context", name), context[name])
    for name, member in (("contextAgents", "agent"), ("contextGroups", "group")):
        for number, related in enumerate(cast("list[Json]", context.get(name, []))):
            yield from _with_members(("context", name, number, member), related[member])
    if kind == "SubStatement":
        for path, agent in places(thing):
            yield ("object", *path), agent


def ifi(agent: Json) -> str | None:
    """The canonical text of the account that an Agent or Group is identified by; None for an anonymous Group.

    What the specification allows and `learners.accounts` would not take as typed by a person is taken as it is.
    """
    name = next((name for name in IDENTIFIERS if name in agent), None)
    if name is None:
        return None
    if name == "account":
        account = cast("Json", agent["account"])
        home, own = cast("str", account["homePage"]), cast("str", account["name"])
        text, plain = accounts.account(home, own), f"account:{home}|{own}"
    else:
        given = cast("str", agent[name])
        reads = {"mbox": accounts.mbox, "mbox_sha1sum": accounts.mbox_sha1sum, "openid": accounts.openid}
        text, plain = reads[name](given), f"{name}:{given.lower() if name == 'mbox' else given}"
    return plain if isinstance(text, Refusal) else text


def _with_members(path: Path, given: object) -> Iterator[tuple[Path, Json]]:
    agent = cast("Json", given)
    yield path, agent
    for number, member in enumerate(cast("list[Json]", agent.get("member", []))):
        yield (*path, "member", number), member
