"""What a plan asks for, and its history, as JSON: as they are kept. `planning.stored` has the certificates."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from ontology.ids import CompetencyId, CourseId, RoleLevelId
from planning.plans import Asked, Event
from planning.preferences import Deadline, Limits, Preferences, Wish


def of_asked(asked: Asked) -> str:
    """One line; the same for equal questions. Wishes and limits are left out where there are none."""
    said: dict[str, Any] = {
        "to": asked.to,
        "follows": asked.follows,
        "goals": dict(asked.goals),
        "without": sorted(asked.without),
        "include_optional": asked.include_optional,
    }
    if asked.preferences != Preferences():
        said["preferences"] = of_preferences(asked.preferences)
    if asked.limits != Limits():
        said["limits"] = of_limits(asked.limits)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def asked_of(text: str) -> Asked:
    """The question of what `of_asked` wrote."""
    said = json.loads(text)
    return Asked(
        to=None if said["to"] is None else RoleLevelId(said["to"]),
        follows=said["follows"],
        goals=tuple((CompetencyId(competency), rank) for competency, rank in said["goals"].items()),
        without=frozenset(CourseId(course) for course in said["without"]),
        include_optional=said["include_optional"],
        preferences=preferences_of(said["preferences"]) if "preferences" in said else Preferences(),
        limits=limits_of(said["limits"]) if "limits" in said else Limits(),
    )


def of_event(event: Event) -> str:
    """One line."""
    return json.dumps(
        [event.at.isoformat(), event.deed, event.by, event.status, event.version],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def event_of(text: str) -> Event:
    """The event of what `of_event` wrote."""
    at, deed, by, status, version = json.loads(text)
    return Event(at=datetime.fromisoformat(at), deed=deed, by=by, status=status, version=version)


def of_preferences(preferences: Preferences) -> Mapping[str, Any]:
    """As JSON holds it."""
    return asdict(preferences)


def preferences_of(said: Mapping[str, Any]) -> Preferences:
    """What `of_preferences` gave, from JSON."""
    wishes = {
        name: Wish(values=tuple(said[name]["values"]), weight=said[name]["weight"])
        for name in ("language", "modality", "provider")
    }
    return Preferences(money=said["money"], affinity=said["affinity"], **wishes)


def of_limits(limits: Limits) -> Mapping[str, Any]:
    """As JSON holds it."""
    deadline = limits.deadline
    return {
        "hours": limits.hours,
        "money": limits.money,
        "deadline": deadline
        and [deadline.starts_on.isoformat(), deadline.ends_on.isoformat(), deadline.hours_per_week],
    }


def limits_of(said: Mapping[str, Any]) -> Limits:
    """What `of_limits` gave, from JSON."""
    deadline = said["deadline"]
    return Limits(
        hours=said["hours"],
        money=said["money"],
        deadline=deadline
        and Deadline(
            starts_on=date.fromisoformat(deadline[0]),
            ends_on=date.fromisoformat(deadline[1]),
            hours_per_week=deadline[2],
        ),
    )
