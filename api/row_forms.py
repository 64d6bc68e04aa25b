"""How the rows of a source are read. It is kept with every refused row, so that a replay reads the row alike."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import tzinfo
from typing import Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from learners import accounts
from learners.tables.completion_columns import STATES, State, plain
from ontology.refusals import Refusal

DEFAULT_AUTHOR: Final = "completions"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowForm:
    """`comma`: decimals may be written with one. `zone`: the name of the zone that times without one are in.

    The rest is for completion reports: `score_top` and `progress_top` are the highest numbers that there can be (1 or
    100), `home_page` is where user names are accounts, `states` are its own words for a status, in plain form, and
    `author` says which system it is from.
    """

    comma: bool = False
    zone: str | None = None
    score_top: float = 1.0
    progress_top: float = 1.0
    home_page: str | None = None
    states: Mapping[str, State] = field(default_factory=dict)
    author: str = DEFAULT_AUTHOR

    def as_json(self) -> dict[str, object]:
        """What differs from the usual, so that a row is the same row whichever way its form was said."""
        usual = asdict(RowForm())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    @property
    def tz(self) -> tzinfo | None:
        return None if self.zone is None else ZoneInfo(self.zone)


def of_json(said: Mapping[str, object]) -> RowForm:
    """The form that was kept with a row."""
    states = said.get("states")
    home = said.get("home_page")
    return RowForm(
        comma=bool(said.get("comma")),
        zone=None if said.get("zone") is None else str(said["zone"]),
        score_top=float(str(said.get("score_top", 1.0))),
        progress_top=float(str(said.get("progress_top", 1.0))),
        home_page=None if home is None else str(home),
        states=cast("Mapping[str, State]", states) if isinstance(states, Mapping) else {},
        author=str(said.get("author", DEFAULT_AUTHOR)),
    )


def zone_named(text: str | None) -> str | Refusal | None:
    """The name of a time zone, if there is such a one."""
    if text is None:
        return None
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Refusal(
            code="zone.unknown",
            message=f"There is no time zone “{text}”.",
            hint="Name it as the IANA database does: Europe/Berlin, America/New_York, UTC.",
        )


def home_page_of(text: str | None) -> str | Refusal | None:
    """The home page of a system whose user names a report has."""
    if text is None:
        return None
    tried = accounts.account(text, "somebody")
    return tried if isinstance(tried, Refusal) else tried.removeprefix("account:").rpartition("|")[0]


def states_of(pairs: Mapping[str, str]) -> Mapping[str, State] | Refusal:
    """Further words for statuses: by theirs, ours."""
    found: dict[str, State] = {}
    for theirs, ours in pairs.items():
        state = next((state for state in STATES if state == ours.strip().casefold()), None)
        if state is None:
            return Refusal(
                code="status.unknown",
                message=f"“{ours}” is none of {', '.join(STATES)}.",
                hint="Write --status completed=Abgeschlossen: ours first.",
                candidates=tuple(STATES),
            )
        found[plain(theirs)] = state
    return found
