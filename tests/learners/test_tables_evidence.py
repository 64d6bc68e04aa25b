"""The table of evidence: what a row says, however a spreadsheet spells it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.evidence import Evidence, Note
from learners.tables import times
from learners.tables.cells import Kind, RowRefused
from learners.tables.evidence import COLUMNS, EvidenceTable
from ontology.refusals import Refusal
from tests.learners.facts import WORDS

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def choose(kind: Kind, text: str) -> str | Refusal:
    known: Any = getattr(WORDS.catalogue, kind)
    return text if text in known else Refusal(code=f"{kind}.unknown", message=f"no {text}")


TABLE = EvidenceTable(words=WORDS, choose=choose, at=NOW)
ROW = {
    "id": "e1",
    "learner": "p1",
    "competency": "sql",
    "source": "manager",
    "level": "2",
    "occurred_at": "2026-03-02",
}


def read(table: EvidenceTable = TABLE, **cells: object) -> Evidence | Refusal:
    return table.read({**ROW, **cells})


def fact(table: EvidenceTable = TABLE, **cells: object) -> Evidence:
    found = read(table, **cells)
    assert isinstance(found, Evidence), found
    return found


def code(table: EvidenceTable = TABLE, **cells: object) -> str:
    found = read(table, **cells)
    assert isinstance(found, Refusal), found
    return found.code


def test_a_row_is_the_fact_that_it_says() -> None:
    """A day without a time is noon of that day in UTC."""
    found = fact(note="well <b>done</b>", visibility="Manager", author="m1", link="https://x.org/1", supersedes="e0")
    assert found.occurred_at == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert found.note == Note(text="well <b>done</b>", visibility="manager")
    assert (found.author, found.link, found.supersedes, found.level) == ("m1", "https://x.org/1", "e0", 2.0)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"level": "2.5"}, ("level", 2.5)),
        ({"level": 3}, ("level", 3.0)),
        ({"level": "", "score": "85 %"}, ("score", 0.85)),
        ({"level": "", "score": "85%"}, ("score", 0.85)),
        ({"level": "", "score": "0.85"}, ("score", 0.85)),
        ({"level": "", "passed": "yes"}, ("passed", True)),
        ({"level": "", "passed": False}, ("passed", False)),
        ({"level": "", "source": "completion", "progress": "40%"}, ("progress", 0.4)),
        ({"source": " MANAGER "}, ("source", "manager")),
        ({"withdrawn": "x", "supersedes": "e0"}, ("withdrawn", True)),
    ],
)
def test_cells_are_read_as_people_write_them(cells: dict[str, Any], said: tuple[str, object]) -> None:
    """Percentages, words for true and false, any case; JSON's own values as well."""
    assert getattr(fact(**cells), said[0]) == said[1]


def test_decimals_with_a_comma_are_read_where_cells_are_parted_by_semicolons() -> None:
    """Elsewhere `2,5` may be two cells that lost their quotation marks."""
    assert fact(EvidenceTable(words=WORDS, choose=choose, at=NOW, comma=True), level="2,5").level == 2.5
    assert code(level="2,5") == "level.invalid"


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ({"id": ""}, "id.missing"),
        ({"id": "self:p1:1"}, "evidence.id_reserved"),
        ({"learner": None}, "learner.missing"),
        ({"learner": "ana@x.org"}, "learner.mail_address"),
        ({"source": ""}, "source.missing"),
        ({"source": "boss"}, "source.unknown"),
        ({"competency": "sqll"}, "competency.unknown"),
        ({"course": "sql-2"}, "evidence.two_subjects"),
        ({"level": "expert"}, "level.unknown"),
        ({"level": "9"}, "level.off_scale"),
        ({"level": "", "score": "1.7"}, "score.invalid"),
        ({"level": "", "score": "1e999"}, "score.invalid"),
        ({"level": ""}, "evidence.says_nothing"),
        ({"visibility": "boss", "note": "x"}, "visibility.unknown"),
        ({"passed": "perhaps"}, "passed.invalid"),
        ({"occurred_at": ""}, "occurred_at.missing"),
        ({"occurred_at": "02.03.2026"}, "time.invalid"),
        ({"occurred_at": "46083"}, "time.invalid"),
        ({"occurred_at": "2026-02-30"}, "time.impossible"),
        ({"occurred_at": "2026-03-02T25:00Z"}, "time.impossible"),
        ({"occurred_at": "2026-03-02 10:00"}, "time.no_zone"),
        ({"occurred_at": "2027-01-01"}, "time.future"),
        ({"note": "x" * 10_001}, "note.too_long"),
        ({"level": [2]}, "cell.invalid"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(cells: dict[str, Any], refused: str) -> None:
    """By the rule that it breaks, with a mend."""
    assert code(**cells) == refused
    found = read(**cells)
    assert isinstance(found, Refusal) and found.message


def test_times_without_a_zone_are_in_the_one_that_is_said_for_the_file() -> None:
    """Summer time counts; a day alone is that day's noon in UTC all the same."""
    table = EvidenceTable(words=WORDS, choose=choose, at=NOW, zone=ZoneInfo("Europe/Berlin"))
    assert fact(table, occurred_at="2026-03-02 10:00").occurred_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert fact(table, occurred_at="2026-05-02 10:00").occurred_at == datetime(2026, 5, 2, 8, tzinfo=UTC)
    assert fact(table, occurred_at="2026-05-02").occurred_at == datetime(2026, 5, 2, 12, tzinfo=UTC)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=st.timezones()))
def test_any_iso_time_is_read_back(moment: datetime) -> None:
    """Whatever its zone, the moment is the same in UTC."""
    whole = moment.utcoffset()
    if whole is not None and whole.seconds % 60 == 0:
        assert times.read(moment.isoformat(), "occurred_at") == moment.astimezone(UTC)


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20) | st.floats() | st.none() | st.booleans()))
def test_any_row_has_an_answer(cells: dict[str, object]) -> None:
    """Whatever stands in the cells, there is a fact or a refusal with a code, never an error."""
    found = TABLE.read({**ROW, **cells})
    assert isinstance(found, Evidence) or (found.code and found.message)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    """Never an error, and never a time without a zone."""
    try:
        assert times.read(text, "occurred_at").utcoffset() is not None
    except RowRefused as row:
        assert row.refusal.code.startswith("time.")
