"""Every code that reading can give, with what it means; rules and shapes have their own.

`rules.table` lists the codes over the whole catalogue, `data/shapes.ttl` those of single things.
"""

from typing import Final

READING: Final[dict[str, str]] = {
    "assessing-doubled": "an assessment names one competency twice; the higher level is read",
    "bracket-loose": "a bracket belongs to nothing that was read",
    "context-remote": "a JSON-LD file names a context elsewhere; nothing is fetched",
    "dangling-reference": "a level names a scale, or a competency a narrower one, that is not there",
    "encoding": "a file is not UTF-8",
    "entity-declared": "an RDF/XML file has a document type, which could declare entities",
    "file-too-large": "a file is larger than what is read",
    "file-unreadable": "a file is not there or cannot be opened",
    "format-suffix": "a file holds another form of RDF than its name says; it is read as what it holds",
    "format-unknown": "the suffix of a file says nothing",
    "graph-named": "triples are in a named graph; only the default graph is read",
    "header-conflict": "files name different bases or default languages",
    "header-incomplete": "the header names no base, or no default language",
    "header-missing": "no file has a header",
    "id-doubled": "one id is said to be two kinds of things",
    "id-missing": "a thing has a class but no id",
    "import-not-followed": "a file imports another; nothing is fetched",
    "link-not-followed": "a folder holds a link to another folder; name that folder itself",
    "literal-too-long": "a value is longer than 1 MB",
    "move-doubled": "a role level moves to another in two ways; it is read as vertical",
    "need-doubled": "a role level needs one competency twice; the higher level is read",
    "nested-too-deep": "a file is nested so deep that it could only be meant to break a parser",
    "nothing-found": "there is no RDF, no skills ontology in it, or only its header",
    "outside-vocabulary": "a term of another vocabulary is not carried",
    "syntax": "a file is not what it says it is",
    "teaching-doubled": "a course teaches one competency twice; the widest span is read",
    "term-misplaced": "a term of ours stands on a thing of a kind that has no place for it",
    "term-unknown": "a term looks like ours but is not",
    "type-missing": "something does not say what it is",
    "value-doubled": "something is said twice that can be said once; the smaller is read",
    "value-unreadable": "a value cannot be read and is left out",
}
