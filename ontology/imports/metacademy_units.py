"""What the unit of a Metacademy concept says to its reader: goals, what it builds on and why, where to read."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ontology.imports.direct import Record, word


class Reading(NamedTuple):
    """A place to learn a concept from: `core` where its authors recommend it, `free` where it costs nothing."""

    core: bool
    free: bool
    title: str
    place: str
    url: str | None


def first_choice(readings: Sequence[Reading]) -> Reading | None:
    """What the graph recommends first: core before others, free before paid, then as they are listed."""
    return min(readings, key=lambda reading: (not reading.core, not reading.free, reading.url is None), default=None)


def place_in(record: Record) -> str:
    """Where in a resource: its edition, chapters or lectures, and what its readers should know."""
    edition, location = word(record, "edition"), record.get("location")
    places = location if isinstance(location, list) else [location]
    found = [f"edition {edition}"] if edition else []
    found += [one.strip() for one in places if isinstance(one, str) and one.strip()]
    said = [one for one in ("; ".join(found), word(record, "extra"), word(record, "note")) if one]
    return ". ".join(one.rstrip(".") for one in said)


def describe(goals: str, builds_on: Iterable[tuple[str, str]], readings: Iterable[Reading]) -> str:
    """Paragraphs in plain text. `builds_on` are titles with reasons, which may be empty."""
    paragraphs = [goals] if goals else []
    if prerequisites := [f"* {title}: {reason}" if reason else f"* {title}" for title, reason in builds_on]:
        paragraphs.append("\n".join(["Builds on:", *prerequisites]))
    if places := [_line(reading) for reading in readings]:
        paragraphs.append("\n".join(["Where to learn it:", *places]))
    return "\n\n".join(paragraphs)


def _line(reading: Reading) -> str:
    marks = [mark for mark, holds in (("recommended", reading.core), ("free", reading.free)) if holds]
    said = f"{reading.title} ({', '.join(marks)})" if marks else reading.title
    address = f" <{reading.url}>" if reading.url else ""
    return f"* {said}{': ' if reading.place else ''}{reading.place}{address}"
