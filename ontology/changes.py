"""What differs between two catalogues, thing by thing and in words: for the person who reviews an edit.

The files may have been rearranged from end to end; only what they say counts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ontology.model import (
    Assessment,
    Catalogue,
    Competency,
    Course,
    Role,
    RoleFamily,
    RoleLevel,
    Text,
    Thing,
)
from ontology.saying import KIND_NAMES, Saying

Parts: TypeAlias = Mapping[str, str]
"""What a field says, part by part: which part it is, in words, and its value, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One part of one field, in words. `old` is None where it is new, `new` where it is gone.

    `of` names the part, such as the competency of a need; it is empty where the value says it all.
    """

    field: str
    of: str = ""
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingChange:
    """A thing with what differs about it; things that are added or removed have no differences."""

    kind: str
    id: str
    label: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """From an old catalogue to a new one. Every tuple is by kind, then id, and no thing is in two of them.

    `retired` are things that were in use and no longer are, `header` is what differs about the ontology as a whole.
    """

    added: tuple[ThingChange, ...] = ()
    removed: tuple[ThingChange, ...] = ()
    changed: tuple[ThingChange, ...] = ()
    retired: tuple[ThingChange, ...] = ()
    unchanged: int = 0
    header: tuple[Difference, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many things: `added`, `removed`, `changed`, `retired`, `unchanged`."""
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "changed": len(self.changed),
            "retired": len(self.retired),
            "unchanged": self.unchanged,
        }

    @property
    def none(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.removed or self.changed or self.retired or self.header)

    @property
    def needs_changed(self) -> tuple[ThingChange, ...]:
        """Role levels whose needs differ, with those differences only: where people's gaps may move."""
        return tuple(
            ThingChange(kind=change.kind, id=change.id, label=change.label, differences=needs)
            for change in (*self.changed, *self.retired)
            if (needs := tuple(difference for difference in change.differences if difference.field == "needs"))
        )


def between(old: Catalogue, new: Catalogue) -> Changes:
    """What was added, removed, changed and retired on the way from `old` to `new`."""
    after = Saying(new)
    before = Saying(old, renamed=after)
    old_things, new_things = _by_name(old), _by_name(new)
    order = {name: place for place, name in enumerate(KIND_NAMES.values())}
    changed: list[ThingChange] = []
    retired: list[ThingChange] = []
    unchanged = 0
    for kind, name in sorted(old_things.keys() & new_things.keys(), key=lambda key: (order[key[0]], key[1])):
        was, now = old_things[kind, name], new_things[kind, name]
        if was == now:
            unchanged += 1
            continue
        differences = tuple(_differences(_fields(was, before), _fields(now, after)))
        change = ThingChange(kind=kind, id=name, label=after.label(name), differences=differences)
        (retired if now.retired and not was.retired else changed).append(change)
    return Changes(
        added=_only(new_things, old_things, after, order),
        removed=_only(old_things, new_things, before, order),
        changed=tuple(changed),
        retired=tuple(retired),
        unchanged=unchanged,
        header=tuple(_differences(_header(old), _header(new))),
    )


def _by_name(catalogue: Catalogue) -> dict[tuple[str, str], Thing]:
    return {(KIND_NAMES[type(thing)], thing.id): thing for thing in catalogue.things()}


def describe(changes: Changes) -> Iterator[str]:
    """The changes as lines for people; a single line where there are none."""
    if changes.none:
        yield "Nothing differs."
        return
    for difference in changes.header:
        yield f"The ontology: {_sentence(difference)}"
    titled = (
        ("Added", changes.added),
        ("Removed", changes.removed),
        ("Retired", changes.retired),
        ("Changed", changes.changed),
    )
    for title, things in titled:
        if things:
            yield f"{title} ({len(things):,})"
        for thing in things:
            shown = thing.id if thing.label == thing.id else f"{thing.label} ({thing.id})"
            yield f"  {thing.kind.replace('_', ' ')} {shown}"
            yield from (f"    {_sentence(difference)}" for difference in thing.differences)


def _sentence(difference: Difference) -> str:
    what = difference.field.replace("_", " ") + (f", {difference.of}" if difference.of else "")
    if difference.old is None:
        return f"{what}: + {difference.new}"
    if difference.new is None:
        return f"{what}: - {difference.old}"
    return f"{what}: {difference.old} → {difference.new}"


def _only(
    these: Mapping[tuple[str, str], Thing],
    others: Mapping[tuple[str, str], Thing],
    saying: Saying,
    order: Mapping[str, int],
) -> tuple[ThingChange, ...]:
    keys = sorted(these.keys() - others.keys(), key=lambda key: (order[key[0]], key[1]))
    return tuple(ThingChange(kind=kind, id=name, label=saying.label(name)) for kind, name in keys)


def _differences(was: Mapping[str, Parts], now: Mapping[str, Parts]) -> Iterator[Difference]:
    """By field in the order of the model, then by part."""
    for field in dict.fromkeys((*was, *now)):
        old, new = was.get(field, {}), now.get(field, {})
        for part in sorted(old.keys() | new.keys()):
            if old.get(part) != new.get(part):
                of = "" if part in (old.get(part), new.get(part)) else part
                yield Difference(field=field, of=of, old=old.get(part), new=new.get(part))


def _header(catalogue: Catalogue) -> dict[str, Parts]:
    return {
        "base": _single(catalogue.base),
        "language": _single(catalogue.language),
        "titles": _texts(catalogue.titles),
    }


def _fields(thing: Thing, saying: Saying) -> dict[str, Parts]:
    """Every field of a thing, in words."""
    fields: dict[str, Parts] = {"labels": _texts(thing.labels)}
    if isinstance(thing, Competency | Course | Role):
        fields["alt_labels"] = _tagged(thing.alt_labels)
    if isinstance(thing, Competency):
        fields["hidden_labels"] = _tagged(thing.hidden_labels)
    fields["definitions"] = _texts(thing.definitions)
    match thing:
        case Competency():
            fields |= _competency(thing, saying)
        case Course():
            fields |= _course(thing, saying)
        case Assessment():
            fields["hours"] = _single(thing.hours)
            fields["assesses"] = {
                saying.named(one.competency): f"up to {saying.level(one.competency, one.up_to)}"
                for one in thing.assesses
            }
        case Role():
            fields["family"] = _single(thing.family, saying.named)
            fields["matches"] = _set(f"{match.kind} {match.iri}" for match in thing.matches)
        case RoleLevel():
            fields |= _role_level(thing, saying)
        case RoleFamily():
            pass
        case _:
            fields["levels"] = {f"rank {level.rank}": saying.proficiency(level) for level in thing.levels}
    fields["retired"] = _single("yes" if thing.retired else "no")
    fields["replaced_by"] = _single(thing.replaced_by, saying.named)
    return fields


def _competency(competency: Competency, saying: Saying) -> dict[str, Parts]:
    requires: dict[str, set[str]] = {}
    for at_level, any_of in competency.requires:
        requires.setdefault(saying.level(competency.id, at_level), set()).add(saying.group(any_of))
    return {
        "kind": _single(competency.kind),
        "scale": _single(competency.scale, saying.named),
        "broader": _set(map(saying.named, competency.broader)),
        "related": _set(map(saying.named, competency.related)),
        "equivalent": _set(map(saying.named, competency.equivalent)),
        "matches": _set(f"{match.kind} {match.iri}" for match in competency.matches),
        "requires": _set(f"for {level}: {group}" for level, groups in requires.items() for group in groups),
    }


def _course(course: Course, saying: Saying) -> dict[str, Parts]:
    return {
        "hours": _single(course.hours),
        "languages": _set(course.languages),
        "modality": _single(course.modality),
        "provider": _single(course.provider),
        "url": _single(course.url),
        "cost": _single(course.cost),
        "teaches": {
            saying.named(one.competency): (
                f"from {saying.level(one.competency, one.from_level) if one.from_level else 'nothing'} "
                f"to {saying.level(one.competency, one.to_level)}"
            )
            for one in course.teaches
        },
        "requires": _set(map(saying.group, course.requires)),
    }


def _role_level(role_level: RoleLevel, saying: Saying) -> dict[str, Parts]:
    return {
        "role": _single(role_level.role, saying.named),
        "rank": _single(role_level.rank),
        "track": _single(role_level.track),
        "needs": {
            saying.named(need.competency): (
                saying.level(need.competency, need.level)
                + ("" if need.essential else ", optional")
                + (f", weight {_number(need.weight)}" if need.weight != 1 else "")
            )
            for need in role_level.needs
        },
        "moves": {saying.named(move.to): move.kind for move in role_level.moves},
    }


def _single(value: object, say: Callable[[str], str] = str) -> Parts:
    return {} if value is None else {"": say(_number(value) if isinstance(value, float) else str(value))}


def _number(value: float) -> str:
    return str(value).removesuffix(".0")


def _set(values: Iterable[str]) -> Parts:
    return {value: value for value in values}


def _texts(texts: Iterable[Text]) -> Parts:
    """By language, so that a rewording is one change."""
    said: dict[str, str] = {}
    for language, text in texts:
        part = language or "no language"
        said[part] = f"{said[part]} | {text}" if part in said else text
    return said


def _tagged(texts: Iterable[Text]) -> Parts:
    return _set(f"{text.text} ({text.language})" if text.language else text.text for text in texts)
