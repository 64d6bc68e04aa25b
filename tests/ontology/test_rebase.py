"""The same ontology under another base."""

from hypothesis import HealthCheck, given, settings

from ontology import turtle
from ontology.ids import expand
from ontology.model import Catalogue
from ontology.rebase import rebase
from tests.catalogues import catalogues


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogue=catalogues())
def test_there_and_back(catalogue: Catalogue) -> None:
    """A catalogue under another base and back again is the same catalogue, to the byte of its Turtle."""
    other = rebase(catalogue, "https://example.com/quite/other/")
    assert turtle.write(rebase(other, catalogue.base)) == turtle.write(catalogue)
    assert rebase(other, catalogue.base) == catalogue


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogue=catalogues())
def test_every_thing_stays_the_thing_that_it_is(catalogue: Catalogue) -> None:
    """The full IRIs of all things are the same before and after."""
    other = rebase(catalogue, "https://example.com/quite/other/")
    assert {expand(t.id, catalogue.base) for t in catalogue.things()} == {
        expand(t.id, other.base) for t in other.things()
    }
    assert turtle.parse(turtle.write(other)) == other
