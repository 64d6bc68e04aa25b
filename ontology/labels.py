"""Which words to show: the caller's language, else the catalogue's, else any."""

from collections.abc import Iterable

from ontology.model import Text


def best(texts: Iterable[Text], language: str, default: str) -> Text | None:
    """The text in the language, else in a regional form or the parent of it, else in the default, else the first.

    `Text.language` of the answer says which it was.
    """
    ordered = sorted(texts)
    for wanted in (language.lower(), default.lower()):
        for text in ordered:
            if text.language == wanted:
                return text
        for text in ordered:
            if text.language.partition("-")[0] == wanted.partition("-")[0]:
                return text
    return ordered[0] if ordered else None
