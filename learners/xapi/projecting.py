"""The three forms in which statements are given out: `exact`, `ids` and `canonical`.

Source: xAPI 1.0.3, part 3, 2.1.3 (parameter `format`, and language filtering for canonical).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, TypeAlias, cast

from learners.xapi.terms import IDENTIFIERS, Json, as_list

Format: TypeAlias = Literal["exact", "ids", "canonical"]
FORMATS: Final[tuple[Format, ...]] = ("exact", "ids", "canonical")

_Transform: TypeAlias = Callable[[Json], Json]


def projected(
    raw: Json, form: Format, *, languages: Sequence[str] = (), known: Mapping[str, Json] | None = None
) -> Json:
    """A stored statement in the form that is asked for. `raw` is not changed.

    `languages` are what the reader prefers, best first (`accepted`). `known` are definitions of activities by IRI,
    for `canonical`; an activity that is not among them keeps its own.
    """
    if form == "exact":
        return raw
    if form == "ids":
        return _each(raw, _only_agent, _only_activity, _only_verb)
    definitions = known or {}

    def canonical(activity: Json) -> Json:
        definition = definitions.get(cast("str", activity["id"])) or activity.get("definition")
        return {**activity, "definition": _spoken(cast("Json", definition), languages)} if definition else activity

    def verb(given: Json) -> Json:
        return _spoken(given, languages)

    return _each(raw, lambda agent: agent, canonical, verb)


def merged(older: Json, newer: Json) -> Json:
    """The definition of an activity after a statement brought another: languages add up, the newer one wins.

    What decides answers (interaction type, correct responses) stays as it was first said: a changed one would change
    what earlier responses mean.
    """
    result = {**older, **{name: value for name, value in newer.items() if name not in _SETTLED or name not in older}}
    for name in ("name", "description", "extensions"):
        before, after = older.get(name), newer.get(name)
        if isinstance(before, dict) and isinstance(after, dict):
            result[name] = {**before, **after}
    return result


_SETTLED: Final = frozenset({"interactionType", "correctResponsesPattern"})


def accepted(header: str) -> tuple[str, ...]:
    """The language tags of an `Accept-Language` header, best first; what it refuses (`q=0`) and `*` are left out."""
    ranked = []
    for number, part in enumerate(header.split(",")):
        tag, _, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=").strip() or "1"
        try:
            weight = float(quality)
        except ValueError:
            continue
        if tag.strip() not in ("", "*") and weight > 0:
            ranked.append((-weight, number, tag.strip()))
    return tuple(tag for _, _, tag in sorted(ranked))


def _each(raw: Json, agent: _Transform, activity: _Transform, verb: _Transform) -> Json:
    """The statement with every Agent or Group, Activity and Verb transformed, in a SubStatement too."""
    result: dict[str, object] = {
        **raw,
        "actor": agent(cast("Json", raw["actor"])),
        "verb": verb(cast("Json", raw["verb"])),
    }
    thing = cast("Json", raw["object"])
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        result["object"] = activity(thing)
    elif kind in ("Agent", "Group"):
        result["object"] = agent(thing)
    elif kind == "SubStatement":
        result["object"] = _each(thing, agent, activity, verb)
    if "authority" in raw:
        result["authority"] = agent(cast("Json", raw["authority"]))
    if "context" in raw:
        result["context"] = _context(cast("Json", raw["context"]), agent, activity)
    return result


def _context(context: Json, agent: _Transform, activity: _Transform) -> Json:
    result = dict(context)
    for name in ("instructor", "team"):
        if name in context:
            result[name] = agent(cast("Json", context[name]))
    for name, member in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in context:
            related = cast("list[Json]", context[name])
            result[name] = [{**one, member: agent(cast("Json", one[member]))} for one in related]
    if "contextActivities" in context:
        result["contextActivities"] = {
            relation: [activity(one) for one in as_list(given)]
            for relation, given in cast("Json", context["contextActivities"]).items()
        }
    return result


def _only_agent(agent: Json) -> Json:
    kind = agent.get("objectType", "Agent")
    own = {name: agent[name] for name in IDENTIFIERS if name in agent}
    if own or "member" not in agent:
        return {"objectType": kind, **own}
    return {"objectType": kind, "member": [_only_agent(member) for member in cast("list[Json]", agent["member"])]}


def _only_activity(activity: Json) -> Json:
    return {"objectType": "Activity", "id": activity["id"]}


def _only_verb(verb: Json) -> Json:
    return {"id": verb["id"]}


_MAPS: Final = ("name", "description", "display")
_LISTS: Final = ("choices", "scale", "source", "target", "steps")


def _spoken(thing: Json, languages: Sequence[str]) -> Json:
    """A definition or a verb with one language in each of its language maps."""
    result = dict(thing)
    for name in _MAPS:
        if isinstance(given := thing.get(name), dict) and given:
            result[name] = _one_language(given, languages)
    for name in _LISTS:
        if isinstance(components := thing.get(name), list):
            result[name] = [_spoken(component, languages) for component in components]
    return result


def _one_language(texts: Mapping[str, str], languages: Sequence[str]) -> Mapping[str, str]:
    """The text in the language that fits best: the tag itself, else one that it is part of, else one that is part of
    it (RFC 4647, 3.4, and the way back); without any, the first that was written."""
    by_lower = {tag.lower(): tag for tag in texts}
    for wanted in languages:
        short = wanted.lower()
        while short:
            if short in by_lower:
                return {by_lower[short]: texts[by_lower[short]]}
            short = short.rpartition("-")[0]
        longer = next((tag for low, tag in by_lower.items() if low.startswith(wanted.lower() + "-")), None)
        if longer is not None:
            return {longer: texts[longer]}
    first = next(iter(texts))
    return {first: texts[first]}
