"""Settings: read once, refused clearly, documented completely."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from api import settings
from api.errors import SettingsError

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_documented_settings_are_the_settings() -> None:
    """Every setting is in docs/settings.md with its default and meaning, in the same order, and nothing else is."""
    table = [line for line in DOCS.read_text().splitlines() if line.startswith("| `SKILLWAY_")]
    assert table == [f"| `{row.variable}` | {row.default} | {row.meaning} |" for row in settings.rows()]


def test_nothing_needs_to_be_set() -> None:
    """With an empty environment the service serves on loopback from an embedded graph under its own folder."""
    plain = settings.read({})
    assert (plain.host, plain.port) == ("127.0.0.1", 8000)
    assert plain.graph == f"embedded:{plain.home / 'graph'}"
    assert plain.limits.depth == 15


def test_the_graph_lies_under_the_home_folder(tmp_path: Path) -> None:
    """Moving SKILLWAY_HOME moves the embedded graph with it."""
    assert settings.read({"SKILLWAY_HOME": str(tmp_path)}).graph == f"embedded:{tmp_path / 'graph'}"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SKILLWAY_PORT", "eighty"),
        ("SKILLWAY_PORT", "65536"),
        ("SKILLWAY_GRAPH", "http://127.0.0.1:7474"),
        ("SKILLWAY_GRAPH", "embedded:"),
        ("SKILLWAY_HOST", "not a host"),
        ("SKILLWAY_ALLOWED_HOSTS", "skillway:8000"),
        ("SKILLWAY_ALLOWED_ORIGINS", "localhost:5173"),
        ("SKILLWAY_ALLOWED_ORIGINS", "http://localhost:5173/"),
        ("SKILLWAY_INSIDE_CONTAINER", "yes"),
        ("SKILLWAY_TOKENS", "never"),
        ("SKILLWAY_LOG_LEVEL", "loud"),
        ("SKILLWAY_MAX_DEPTH", "0"),
        ("SKILLWAY_SOLVE_SECONDS", "nan"),
        ("SKILLWAY_REQUEST_SECONDS", "soon"),
    ],
)
def test_a_bad_value_names_its_variable(variable: str, value: str) -> None:
    """A value that cannot be used is refused; the message names the variable, the value and the rule."""
    with pytest.raises(SettingsError) as refused:
        settings.read({variable: value})
    assert refused.value.variable == variable
    assert variable in str(refused.value)
    assert value in str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org"])
def test_other_machines_need_tokens(host: str) -> None:
    """Where other machines reach the service every request needs a token; in a container only when that is said."""
    assert settings.read({"SKILLWAY_HOST": host}).needs_tokens
    inside = settings.read({"SKILLWAY_HOST": host, "SKILLWAY_INSIDE_CONTAINER": "1"})
    assert (inside.host, inside.needs_tokens) == (host, False)
    required = {"SKILLWAY_HOST": host, "SKILLWAY_INSIDE_CONTAINER": "1", "SKILLWAY_TOKENS": "required"}
    assert settings.read(required).needs_tokens


def test_loopback_needs_tokens_only_where_that_is_said() -> None:
    """On loopback the ontology is asked without a token, unless SKILLWAY_TOKENS says otherwise."""
    assert not settings.read({}).needs_tokens
    assert settings.read({"SKILLWAY_TOKENS": "required"}).needs_tokens


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_loopback_has_many_names(host: str) -> None:
    """Every way to write loopback is served."""
    assert settings.is_loopback(settings.read({"SKILLWAY_HOST": host}).host)


def test_settings_are_frozen_and_keep_their_secret() -> None:
    """Settings cannot change after the start, and printing them does not show the password."""
    plain = settings.read({"SKILLWAY_GRAPH_PASSWORD": "very-secret", "SKILLWAY_KEYS": "more-secret"})
    assert "very-secret" not in repr(plain)
    assert "more-secret" not in repr(plain)
    with pytest.raises(FrozenInstanceError):
        plain.port = 1  # type: ignore[misc]
