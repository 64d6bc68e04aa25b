"""How the values of settings are read: each form gives a value, or raises `ValueError` with what it must be."""

import re
from collections.abc import Callable
from pathlib import Path

LOG_LEVELS = ("debug", "info", "warning", "error")
_GRAPH = re.compile(r"embedded:.+|(bolt|neo4j)(\+s|\+ssc)?://[^/\s]+.*")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")
_ORIGIN = re.compile(rf"https?://({_HOST.pattern})(:\d{{1,5}})?")


def text(value: str) -> str:
    return value


def folder(value: str) -> Path:
    return Path(value).expanduser()


def graph(value: str) -> str:
    if not _GRAPH.fullmatch(value):
        raise ValueError("must be embedded:FOLDER, bolt://HOST:PORT or neo4j://HOST:PORT")
    return value


def host(value: str) -> str:
    if not _HOST.fullmatch(value) and ":" not in value:
        raise ValueError("must be a host name or an address")
    return value.strip("[]")


def switch(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("must be 1 (yes) or 0 (no)")
    return value == "1"


def hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in value.split(",") if host.strip())
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ValueError(f"“{host}” is not a host name; give names without port, parted by commas")
    return hosts


def origins(value: str) -> tuple[str, ...]:
    origins = tuple(origin.strip().lower() for origin in value.split(",") if origin.strip())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"“{origin}” is not an origin; give SCHEME://HOST:PORT without a path, parted by commas")
    return origins


def tokens(value: str) -> str:
    if value not in ("auto", "required"):
        raise ValueError("must be auto or required")
    return value


def address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s?#]+", value):
        raise ValueError("must be an address such as https://skills.example.org")
    return value.rstrip("/")


def log_level(value: str) -> str:
    if value.lower() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return value.lower()


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """A reader of whole numbers in [lowest, highest]."""

    def read(value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            raise ValueError("must be a whole number") from None
        if not lowest <= number <= highest:
            raise ValueError(f"must lie from {lowest:,} to {highest:,}")
        return number

    return read


def seconds(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ValueError("must be a number of seconds") from None
    if not 0.05 <= number <= 3600:
        raise ValueError("must lie from 0.05 to 3,600 seconds")
    return number
