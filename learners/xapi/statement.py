"""A statement that was judged and found valid: the JSON as it came, and what is most asked of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from learners.xapi import forms
from learners.xapi.terms import VOIDED, Json, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`raw` is what was sent, or what is stored; `spoken` is the data model that it was judged by."""

    raw: Json
    spoken: Version

    @property
    def id(self) -> str | None:
        """The UUID in lower case; None where the sender leaves it to the store."""
        given = self.raw.get("id")
        return given.lower() if isinstance(given, str) else None

    @property
    def actor(self) -> Json:
        return cast("Json", self.raw["actor"])

    @property
    def verb(self) -> str:
        """The IRI of the verb."""
        return cast("str", cast("Json", self.raw["verb"])["id"])

    @property
    def object(self) -> Json:
        return cast("Json", self.raw["object"])

    @property
    def kind(self) -> str:
        """The objectType of the object: `Activity`, `Agent`, `Group`, `StatementRef` or `SubStatement`."""
        return cast("str", self.object.get("objectType", "Activity"))

    @property
    def result(self) -> Json:
        return cast("Json", self.raw.get("result", {}))

    @property
    def context(self) -> Json:
        return cast("Json", self.raw.get("context", {}))

    @property
    def activity(self) -> str | None:
        """The IRI of the activity that is the object."""
        return cast("str", self.object["id"]) if self.kind == "Activity" else None

    @property
    def registration(self) -> str | None:
        """The UUID of the registration, in lower case."""
        given = self.context.get("registration")
        return given.lower() if isinstance(given, str) else None

    @property
    def timestamp(self) -> datetime | None:
        """When it happened, in UTC, as far as the sender says. Without a zone it is taken to be in UTC."""
        given = self.raw.get("timestamp")
        return forms.moment(given) if isinstance(given, str) else None

    @property
    def refers_to(self) -> str | None:
        """The UUID, in lower case, of the statement that is the object."""
        return cast("str", self.object["id"]).lower() if self.kind == "StatementRef" else None

    @property
    def voids(self) -> str | None:
        """The UUID, in lower case, of the statement that this one voids."""
        return self.refers_to if self.verb == VOIDED else None
