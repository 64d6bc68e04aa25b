"""Everything that can be set from outside, read once from the environment into a frozen value.

`docs/settings.md` shows the same table to operators; a test holds the two together. A value that cannot be used is a
`SettingsError` that names its variable, never a silent default. This module stays light: every command reads it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_data_path

from api import setting_forms as form
from api.errors import SettingsError

MOST_ALTERNATIVES = 10
"""Other paths, or replacements of one step, that are asked for at once at any door."""


class Row(NamedTuple):
    """One setting as operators see it: `default` in words or as it would be typed."""

    variable: str
    default: str
    meaning: str


def _read_from(
    variable: str, default: str, read: Callable[[str], object], meaning: str, shown: str = ""
) -> dict[str, Any]:
    """What a field keeps of its setting; `shown` stands in the table for a default that is not a constant."""
    return {"row": Row(variable, shown or default, meaning), "default": default, "read": read}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a request may be. Every refusal names the limit and the actual value."""

    body_bytes: int = field(
        metadata=_read_from(
            "SKILLWAY_MAX_BODY_BYTES",
            "262144",
            form.whole(1_024, 16_777_216),
            "bytes of one request, variables included",
        )
    )
    tokens: int = field(
        metadata=_read_from(
            "SKILLWAY_MAX_TOKENS", "2000", form.whole(100, 100_000), "words and marks in one document"
        )
    )
    depth: int = field(
        metadata=_read_from(
            "SKILLWAY_MAX_DEPTH", "15", form.whole(3, 100), "levels of fields, counted through fragments"
        )
    )
    aliases: int = field(
        metadata=_read_from("SKILLWAY_MAX_ALIASES", "50", form.whole(0, 10_000), "aliases, counted through fragments")
    )
    root_fields: int = field(
        metadata=_read_from("SKILLWAY_MAX_ROOT_FIELDS", "20", form.whole(1, 1_000), "questions in one request")
    )
    page_size: int = field(
        metadata=_read_from("SKILLWAY_MAX_PAGE_SIZE", "200", form.whole(1, 10_000), "things on one page of a list")
    )
    cost: int = field(
        metadata=_read_from(
            "SKILLWAY_MAX_COST",
            "1000000",
            form.whole(100, 100_000_000),
            "things that an answer could hold by the page sizes asked for; a list without one counts as 5",
        )
    )
    objects: int = field(
        metadata=_read_from(
            "SKILLWAY_MAX_OBJECTS", "10000", form.whole(100, 10_000_000), "things that one answer holds"
        )
    )
    variables: int = field(
        metadata=_read_from(
            "SKILLWAY_MAX_VARIABLES", "2000", form.whole(10, 100_000), "values in all variables of a request"
        )
    )
    searches: int = field(
        metadata=_read_from(
            "SKILLWAY_MAX_SEARCHES",
            "50",
            form.whole(1, 10_000),
            "searches that one request may ask for: each path, what-if, why-not and alternative is one",
        )
    )
    xapi_body_bytes: int = field(
        metadata=_read_from(
            "SKILLWAY_XAPI_MAX_BODY_BYTES",
            "4194304",
            form.whole(65_536, 8_388_608),
            "bytes of one request with statements",
        )
    )
    xapi_statements: int = field(
        metadata=_read_from("SKILLWAY_XAPI_MAX_STATEMENTS", "1000", form.whole(1, 5_000), "statements in one request")
    )
    xapi_page: int = field(
        metadata=_read_from("SKILLWAY_XAPI_PAGE", "200", form.whole(1, 500), "statements on one page of an answer")
    )
    request_seconds: float = field(
        metadata=_read_from("SKILLWAY_REQUEST_SECONDS", "30", form.seconds, "seconds until a request is given up")
    )
    solve_seconds: float = field(
        metadata=_read_from(
            "SKILLWAY_SOLVE_SECONDS",
            "10",
            form.seconds,
            "seconds of searching for one request, or one command; then the best found, with its bound",
        )
    )
    graph_seconds: float = field(
        metadata=_read_from("SKILLWAY_GRAPH_SECONDS", "10", form.seconds, "seconds for one traversal in the graph")
    )
    solvers: int = field(
        metadata=_read_from("SKILLWAY_SOLVERS", "1", form.whole(1, 64), "paths that are computed at the same time")
    )
    plan_workers: int = field(
        metadata=_read_from(
            "SKILLWAY_PLAN_WORKERS",
            "1",
            form.whole(0, 64),
            "processes that bring stale plans up to date in the background; 0: plans are, when they are read",
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One process's settings. `home` holds all data; `graph` says where the graph is."""

    home: Path = field(
        metadata=_read_from("SKILLWAY_HOME", "", form.folder, "folder of all data", "the user's data folder")
    )
    graph: str = field(
        metadata=_read_from(
            "SKILLWAY_GRAPH",
            "",
            form.graph,
            "the graph: `embedded:FOLDER`, `bolt://HOST:PORT` or `neo4j://HOST:PORT`",
            "embedded:$SKILLWAY_HOME/graph",
        )
    )
    graph_user: str = field(
        metadata=_read_from(
            "SKILLWAY_GRAPH_USER", "neo4j", form.text, "user of a Neo4j; the embedded graph has its own"
        )
    )
    graph_password: str = field(
        repr=False, metadata=_read_from("SKILLWAY_GRAPH_PASSWORD", "", form.text, "password of that user", "none")
    )
    graph_database: str = field(
        metadata=_read_from(
            "SKILLWAY_GRAPH_DATABASE", "", form.text, "database of a Neo4j", "the server's own default"
        )
    )
    graph_heap_mb: int = field(
        metadata=_read_from(
            "SKILLWAY_GRAPH_HEAP_MB",
            "0",
            form.whole(0, 1_000_000),
            "memory of the embedded graph's engine in MB; 0 leaves it to Skillway",
        )
    )
    keys: str = field(
        repr=False,
        metadata=_read_from(
            "SKILLWAY_KEYS", "", form.text, "the keys that seal people's data, as text; wins over the file", "none"
        ),
    )
    key_file: Path = field(
        metadata=_read_from(
            "SKILLWAY_KEY_FILE",
            "",
            form.folder,
            "the file of those keys; made at the first need",
            "$SKILLWAY_HOME/keys/people.keys",
        )
    )
    host: str = field(
        metadata=_read_from(
            "SKILLWAY_HOST",
            "127.0.0.1",
            form.host,
            "address to serve on; other than loopback every request but health needs a token",
        )
    )
    tokens: str = field(
        metadata=_read_from(
            "SKILLWAY_TOKENS",
            "auto",
            form.tokens,
            "`required`: every request but health needs a token; `auto`: what concerns people does, and everything "
            "where other machines reach the service",
        )
    )
    token_key_file: Path = field(
        metadata=_read_from(
            "SKILLWAY_TOKEN_KEY_FILE",
            "",
            form.folder,
            "the file of the keys that sign tokens; made with the first token",
            "$SKILLWAY_HOME/keys/tokens.keys",
        )
    )
    port: int = field(
        metadata=_read_from("SKILLWAY_PORT", "8000", form.whole(0, 65_535), "port to serve on; 0 takes a free one")
    )
    allowed_hosts: tuple[str, ...] = field(
        metadata=_read_from(
            "SKILLWAY_ALLOWED_HOSTS",
            "",
            form.hosts,
            "more host names that requests may name, without port, parted by commas; loopback names always may",
            "none",
        )
    )
    allowed_origins: tuple[str, ...] = field(
        metadata=_read_from(
            "SKILLWAY_ALLOWED_ORIGINS",
            "",
            form.origins,
            "origins of web pages that may ask, such as http://localhost:5173, parted by commas; "
            "the service's own may",
            "none",
        )
    )
    url: str = field(
        metadata=_read_from(
            "SKILLWAY_URL",
            "http://127.0.0.1:8000",
            form.address,
            "address under which others know this service: the home page of accounts that it vouches for",
        )
    )
    inside_container: bool = field(
        metadata=_read_from(
            "SKILLWAY_INSIDE_CONTAINER",
            "0",
            form.switch,
            "1 says that the process runs in a container whose port is published on the host's loopback only; "
            "then SKILLWAY_HOST may be any address, and counts as loopback",
        )
    )
    log_level: str = field(
        metadata=_read_from("SKILLWAY_LOG_LEVEL", "info", form.log_level, "debug, info, warning or error")
    )
    limits: Limits

    @property
    def is_exposed(self) -> bool:
        """Whether other machines reach the service, as far as this process knows."""
        return not is_loopback(self.host) and not self.inside_container

    @property
    def needs_tokens(self) -> bool:
        """Whether every request but health needs a token."""
        return self.tokens == "required" or self.is_exposed


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. An empty variable counts as unset. Raises `SettingsError`."""
    values = _values(Settings, environment)
    if values["home"] == Path():
        values["home"] = user_data_path("skillway", appauthor=False)
    if not values["graph"]:
        values["graph"] = f"embedded:{values['home'] / 'graph'}"
    if values["key_file"] == Path():
        values["key_file"] = values["home"] / "keys" / "people.keys"
    if values["token_key_file"] == Path():
        values["token_key_file"] = values["home"] / "keys" / "tokens.keys"
    return Settings(**values, limits=Limits(**_values(Limits, environment)))


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine can reach an address or name."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def rows() -> tuple[Row, ...]:
    """Every setting, in the order of the table in `docs/settings.md`."""
    return tuple(spec.metadata["row"] for kind in (Settings, Limits) for spec in fields(kind) if spec.metadata)


def _values(kind: type[Settings] | type[Limits], environment: Mapping[str, str]) -> dict[str, Any]:
    """What the environment says for each field of a class; empty text where there is no constant default."""
    values: dict[str, Any] = {}
    for spec in fields(kind):
        if not spec.metadata:
            continue
        variable = spec.metadata["row"].variable
        said = environment.get(variable, "").strip()
        try:
            values[spec.name] = spec.metadata["read"](said) if said else _default(spec.metadata)
        except ValueError as wrong:
            raise SettingsError(variable, f"“{said}” cannot be used: {wrong}.") from None
    return values


def _default(metadata: Mapping[str, Any]) -> object:
    default, read_one = metadata["default"], metadata["read"]
    return "" if default == "" and read_one is form.graph else read_one(default)
