"""The ontology as evidence needs it: an edition's catalogue, and what became of things that it no longer has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ontology.model import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`gone` are things of earlier editions by id, each with what replaced it, if anything did."""

    catalogue: Catalogue
    gone: Mapping[str, str | None] = field(default_factory=dict)
