"""References from one row of tables to another: kept, refused with their row, or left out with a warning."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import shown
from ontology.imports.table_rows import Ids, missing
from ontology.model import Thing

T = TypeVar("T", bound=Thing)


class Settling:
    """References from thing to thing: kept, refused with their row, or left out because their target was refused."""

    def __init__(self, ledger: Ledger, ids: Ids) -> None:
        self._ledger, self._ids = ledger, ids
        self._later: list[Callable[[], None]] = []

    def __call__(
        self,
        things: dict[str, tuple[Place, T]],
        kind: str,
        field: str,
        target: str,
        targets: Mapping[str, tuple[Place, Thing]],
        *,
        must: bool = False,
    ) -> None:
        """Refuse each row whose `field` names what is in no table; what a row must have may not be refused either."""
        for thing, (at, made) in list(things.items()):
            for named in _named(made, field):
                place = self._ids.refused.get((target, named))
                if named in targets or (place is not None and not must):
                    continue
                self._ledger.refuse(at, *missing(target, named, place))
                self._ids.refused.setdefault((kind, thing), at)
                things.pop(thing, None)
        if not must:
            self._later.append(lambda: self._leave_out(things, field, target, targets))

    def finish(self) -> None:
        """Leave out references to things that were refused in the end, with a warning for each."""
        for leave_out in self._later:
            leave_out()

    def _leave_out(
        self,
        things: dict[str, tuple[Place, T]],
        field: str,
        target: str,
        targets: Mapping[str, tuple[Place, Thing]],
    ) -> None:
        for thing, (at, made) in things.items():
            gone = [named for named in _named(made, field) if named not in targets]
            for named in gone:
                code, message = missing(target, named, self._ids.refused.get((target, named)))
                self._ledger.warn(at, code, f"“{thing}” was loaded without {field} “{shown(named)}”: {message}")
            if gone:
                value = getattr(made, field)
                kept = tuple(one for one in value if one not in gone) if isinstance(value, tuple) else None
                things[thing] = (at, cast("T", cast("Any", replace)(made, **{field: kept})))


def _named(thing: Thing, field: str) -> tuple[str, ...]:
    value = getattr(thing, field)
    return value if isinstance(value, tuple) else () if value is None else (value,)
