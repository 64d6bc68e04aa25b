"""What `SKILLWAY_GRAPH` may say."""

from pathlib import Path

import pytest

from graph import GraphTarget
from graph.errors import TargetInvalid


def test_a_folder_or_an_address() -> None:
    """Both ways to name a graph are understood."""
    assert GraphTarget.parse("embedded:/data/graph").folder == Path("/data/graph")
    target = GraphTarget.parse("neo4j://db.example:7687", user="u", password="secret")
    assert (target.uri, target.user, target.password) == ("neo4j://db.example:7687", "u", "secret")


@pytest.mark.parametrize(
    "text", ["", "embedded:", "bolt://", "http://db:7474", "/data/graph", "bolt://u:p@db:7687", "bolt://db:x"]
)
def test_anything_else_is_refused(text: str) -> None:
    """What names no graph is refused with the shape that it should have."""
    with pytest.raises(TargetInvalid) as refused:
        GraphTarget.parse(text)
    assert refused.value.mend


def test_the_password_is_never_shown() -> None:
    """Neither messages nor logs can show the password."""
    target = GraphTarget.parse("bolt://db:7687", user="u", password="secret")
    assert "secret" not in repr(target)
    assert "secret" not in str(target)
