"""Finding things by label, in a language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.searching import LabelIndex, fold
from ontology.ids import CompetencyId
from ontology.model import Competency, Text


def competency(id_: str, *labels: str, alt: tuple[str, ...] = (), hidden: tuple[str, ...] = ()) -> Competency:
    """A competency with labels such as `SQL@en`."""

    def texts(said: tuple[str, ...]) -> tuple[Text, ...]:
        return tuple(sorted(Text(language, text) for text, _, language in (each.rpartition("@") for each in said)))

    return Competency(id=CompetencyId(id_), labels=texts(labels), alt_labels=texts(alt), hidden_labels=texts(hidden))


INDEX = LabelIndex(
    [
        competency("c1", "Data modelling@en", "Datenmodellierung@de", alt=("Modelling of data@en",)),
        competency("c2", "Data@en", "Daten@de"),
        competency("c3", "Big data@en"),
        competency("c4", "Metadata@en", "Métadonnées@fr"),
        competency("c5", "Python@en", hidden=("data snake@en",)),
        competency("c6", "Unlike the others@en"),
    ],
    "en",
)


def ids(text: str, language: str = "en") -> list[str]:
    return [hit.id for hit in INDEX.search(text, language)]


def test_the_best_fit_comes_first() -> None:
    """The whole label, then its beginning, then a word's beginning, then anywhere."""
    assert ids("data") == ["c2", "c1", "c5", "c3", "c4"]
    assert ids("data modelling") == ["c1"]
    assert ids("modelling data") == ["c1"]


@pytest.mark.parametrize("text", ["metadonnees", "MÉTADONNÉES", " métadonnées "])
def test_case_accents_and_blanks_do_not_matter(text: str) -> None:
    """People type what their keyboard has."""
    assert ids(text, "fr") == ["c4"]


def test_a_language_is_searched_and_the_fallback_declared() -> None:
    """A thing without a label in the language is found by the one that it is shown with, and says so."""
    hits = {hit.id: hit.fitting for hit in INDEX.search("dat", "de")}
    assert hits.keys() == {"c1", "c2", "c3", "c4"}
    assert all(fitting is not None for fitting in hits.values())
    fallbacks = {thing: fitting.fallback for thing, fitting in hits.items() if fitting}
    assert fallbacks == {"c1": False, "c2": False, "c3": True, "c4": True}
    assert ids("modelling", "de") == []


def test_hidden_labels_are_found_and_not_shown() -> None:
    """A hidden label finds its thing; what is shown is the label that it has."""
    (hit,) = INDEX.search("data snake", "en")
    assert hit.fitting is not None
    assert (hit.fitting.kind, hit.fitting.text) == ("hidden", "Python")


def test_an_id_finds_its_thing() -> None:
    """Who knows the id can search for it, as a whole."""
    assert ids("c6") == ["c6"]
    assert "c6" not in ids("c")


def test_what_is_misspelt_finds_what_is_alike() -> None:
    """A shortlist for guesses has the likest names first, and none that is not alike at all."""
    assert INDEX.near("Date modeling", 2)[0] == "c1"
    assert INDEX.near("Datenmodelierung", 1) == ("c1",)
    assert INDEX.near("zzz", 5) == ()


def test_made_up_languages_cost_nothing() -> None:
    """Languages that no label has share one answer, as do forms of one that some have; what they find is the same."""
    assert INDEX.ordered("xx") is INDEX.ordered("yy-ZZ")
    assert INDEX.ordered("de-AT") is INDEX.ordered("de")
    assert INDEX.search("Dat", "xx") is INDEX.search(" dat", "yy")
    assert [hit.id for hit in INDEX.search("daten", "de-AT")] == ids("daten", "de")
    assert all(hit.fitting is not None and hit.fitting.fallback for hit in INDEX.search("dat", "xx"))


@given(st.text(max_size=30), st.sampled_from(["en", "de", "fr", "x"]))
def test_any_search_ends_in_an_ordered_list(text: str, language: str) -> None:
    """Whatever is searched for, hits ascend by their key and none comes twice."""
    keys = [hit.key for hit in INDEX.search(text, language)]
    assert keys == sorted(set(keys))


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    """Folding what is folded changes nothing more."""
    assert fold(fold(text)) == fold(text)
