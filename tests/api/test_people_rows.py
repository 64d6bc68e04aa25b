"""People from a file: every row ends as a person or as a refusal that says why, whatever the file is like."""

import io
import json

import pytest

from api import row_reading
from api.people_rows import BadRow, Kind, People, Person
from api.row_reading import TableRefused
from ontology.ids import RoleLevelId
from ontology.refusals import Refusal
from planning import goals
from planning.goals import Question
from tests.planning import small

CATALOGUE = small.company()


def choose(kind: Kind, text: str) -> str | Refusal:
    """By id only: labels are the business of whoever looks names up."""
    things = {"role_level": CATALOGUE.role_level, "competency": CATALOGUE.competency, "course": CATALOGUE.course}
    if text in things[kind]:
        return text
    return Refusal(code=f"{kind}.unknown", message=f"There is no {kind} “{text}”.")


def read(content: bytes | str, to: RoleLevelId | None = None) -> list[Person | BadRow]:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(People(CATALOGUE, choose, to=to).read(stream))


def codes(rows: list[Person | BadRow]) -> dict[int, str]:
    """The refusal of each row that has one."""
    return {row.row: row.refusal.code for row in rows if isinstance(row, BadRow)}


def asked(**words: object) -> Question:
    question = goals.ask(CATALOGUE, **words)  # type: ignore[arg-type]
    assert isinstance(question, Question)
    return question


EXPECTED = [
    Person(row=2, learner="p1", question=asked(to="senior", have={"sql": 2, "git": 0}, done=["sql-1", "sql-2"])),
    Person(row=3, learner="p2", question=asked(goal={"sql": 3}, source="junior", without=["sql-camp"])),
]


def in_json(row: int, person: Person) -> Person:
    return Person(row=row, learner=person.learner, question=person.question)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_row_is_the_question_that_it_says(mark: bytes, delimiter: str) -> None:
    """Comma or semicolon, with a byte-order mark or without, the same cells make the same question."""
    lines = [
        ["learner", "To", "from", "have", "done", "goal", "without"],
        ["p1", "senior", "", "sql=2|git=0", "sql-1|sql-2", "", ""],
        ["p2", "", "junior", "", "", "sql=3", "sql-camp"],
        ["", "", "", "", "", "", ""],
    ]
    assert read(mark + "\r\n".join(delimiter.join(line) for line in lines).encode()) == EXPECTED


def test_json_lines_say_the_same() -> None:
    """Lists and objects, or the text of a cell: as it comes to hand."""
    lines = [
        {"learner": "p1", "to": "senior", "have": {"sql": 2, "git": 0}, "done": ["sql-1", "sql-2"]},
        {"learner": "p2", "from": "junior", "goal": "sql=3", "without": "sql-camp", "to": None},
    ]
    rows = read("\n\n".join(json.dumps(line) for line in lines))
    assert rows == [in_json(1, EXPECTED[0]), in_json(3, EXPECTED[1])]


def test_where_everybody_goes_whose_row_says_nothing() -> None:
    """A default target is for rows without one; a row's own goals are added to it."""
    rows = read("learner,target,goal\np1,,\np2,junior,\np3,,git=1\n", to=small.SENIOR)
    assert [row.question for row in rows if isinstance(row, Person)] == [
        asked(to="senior"),
        asked(to="junior"),
        asked(to="senior", goal={"git": 1}),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("p1,nowhere,,", "role_level.unknown"),
        ("p1,senior,sql,", "rank.invalid"),
        ("p1,senior,sql=,", "rank.invalid"),
        ("p1,senior,sql=-1,", "rank.invalid"),
        ("p1,senior,sql=nan,", "rank.invalid"),
        ("p1,senior,sql=9,", "competency.level_off_scale"),
        ("p1,senior,cobol=1,", "competency.unknown"),
        ("p1,senior,sql=1|sql=2,", "competency.contradicted"),
        ("p1,senior,,cobol-1", "course.unknown"),
        ("p1,,,", "goal.missing"),
        ("p1,nobody,,", "role_level.retired"),
        (",senior,,", "learner.invalid"),
        ("Ann Example,senior,,", "learner.invalid"),
        ("ann@example.org,senior,,", "learner.invalid"),
        ("=1+1,senior,,", "learner.invalid"),
        ("p0,senior,,", "learner.doubled"),
        ("p1,senior," + "|".join(["sql=1"] * 2_001) + ",", "cell.too_many"),
        ("p1,senior," + "x" * 100_001 + ",", "row.too_long"),
        ("p1,senior," + "x" * 1_000_001 + ",", "row.too_long"),
    ],
)
def test_a_bad_row_is_refused_and_the_rest_goes_on(row: str, code: str) -> None:
    """Its number and its reason are told; the rows before and behind it are people."""
    rows = read(f"learner,to,have,done\np0,senior,,\n{row}\np9,senior,,\n")
    assert [one.row for one in rows] == [2, 3, 4]
    assert codes(rows) == {3: code}


def test_what_is_likely_and_what_was_begun() -> None:
    """A probability behind the rank, the hours that remain behind the course: as `path` takes them."""
    rows = read("learner,to,maybe,in_progress\np1,senior,sql=2:0.6|git=1:0.25,sql-2=7.5\n")
    likely, begun = {"sql": (2, 0.6), "git": (1, 0.25)}, {"sql-2": 7.5}
    assert rows == [Person(row=2, learner="p1", question=asked(to="senior", likely=likely, in_progress=begun))]
    lines = (
        '{"learner": "p1", "to": "senior", "maybe": {"sql": "2:0.6", "git": "1:0.25"}, "in_progress": {"sql-2": 7.5}}'
    )
    assert read(lines) == [in_json(1, rows[0])]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("maybe", "begun", "code"),
    [
        ("sql=2", "", "rank.invalid"),
        ("sql=2:nan", "", "rank.invalid"),
        ("sql=2:1e999", "", "rank.invalid"),
        ("sql=2:0.5|sql=2:0.6", "", "competency.contradicted"),
        ("", "sql-2", "hours.invalid"),
        ("", "sql-2=inf", "hours.invalid"),
        ("", "sql-2=3|sql-2=4", "course.contradicted"),
    ],
)
def test_what_is_likely_or_begun_must_make_sense(maybe: str, begun: str, code: str) -> None:
    """What is no number, or two of them, is refused in its row."""
    assert codes(read(f"learner,to,maybe,in_progress\np1,senior,{maybe},{begun}\n")) == {2: code}


def test_a_key_under_two_names_is_refused() -> None:
    """`to` and `target` are the same: a row with both does not say where to go."""
    assert codes(read('{"learner": "p1", "to": "senior", "target": "junior"}')) == {1: "column.doubled"}


def test_names_and_addresses_are_not_repeated() -> None:
    """What was taken for a learner and is none appears in no message, nor does what other columns hold."""
    rows = read("learner,name,email,to\nAnn Example,Ann,ann@example.org,\n")
    assert codes(rows) == {2: "learner.invalid"}
    assert "Ann" not in repr(rows)
    people = People(CATALOGUE, choose)
    list(people.read(io.BytesIO(b"learner,name,E-Mail,to\np1,Ann,ann@example.org,senior\n")))
    assert people.table.unread == ("name", "e-mail")


def test_bytes_that_are_not_utf_8_concern_their_row_only() -> None:
    """A row in another encoding is refused, and where it lies is told."""
    rows = read("learner,to\np1,senior\np2,sénior\np3,senior\n".encode("latin-1"))
    assert codes(rows) == {3: "encoding.wrong"}


def test_a_broken_quotation_does_not_hide_what_it_swallows() -> None:
    """The lines that a quotation mark runs over are named, and what stands behind them is read."""
    rows = read('learner,to\np1,senior\np2,"sen"ior\np3,senior\n')
    assert codes(rows) == {3: "csv.broken"}
    swallowing = read('learner,to\np1,senior\np2,"senior\np3,senior\n')
    assert codes(swallowing) == {3: "csv.broken"}
    refused = swallowing[-1]
    assert isinstance(refused, BadRow)
    assert "Lines 3 to 4" in refused.refusal.message


@pytest.mark.parametrize(
    "line", ["{", "[1]", '"p1"', "[" * 5_000, '{"learner": 7}{}', '{"learner": ' + "1" * 5_000 + "}"]
)
def test_a_line_that_is_no_object_is_refused(line: str) -> None:
    """Whatever else is on a line, the lines around it are read."""
    rows = read('{"learner": "p1", "to": "senior"}\n' + line + '\n{"learner": "p2", "to": "senior"}')
    assert codes(rows) == {2: "json.broken"}
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "people.none"),
        (b"\n\n \n", "people.none"),
        (b"learner,to\n", "people.none"),
        (b"name,to\nAnn,senior\n", "column.missing"),
        (b"learner,to,target\np1,senior,junior\n", "column.doubled"),
        ("learner,to\np1,senior\n".encode("utf-16"), "encoding.wrong"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(content: bytes, code: str) -> None:
    """One clear error instead of one for each row."""
    with pytest.raises(TableRefused) as refused:
        read(content)
    assert refused.value.refusal.code == code


class Endless(io.RawIOBase):
    """A stream without an end, which counts what was taken from it."""

    def __init__(self, line: bytes) -> None:
        self.line = line
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = min(len(buffer), 1 << 16)
        at = self.taken % len(self.line)
        buffer[:count] = (self.line * (count // len(self.line) + 2))[at : at + count]
        self.taken += count
        return count


@pytest.mark.parametrize(("line", "code"), [(b"learner\n", "people.too_many"), (b"learner,", "file.too_large")])
def test_a_file_without_end_is_refused_with_the_limit(
    line: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read as a stream, up to a limit that the refusal names: of rows, or of bytes where no line ever ends."""
    monkeypatch.setattr(row_reading, "MOST_ROWS", 500)
    monkeypatch.setattr(row_reading, "MOST_BYTES", 3 << 20)
    source = Endless(line)
    with pytest.raises(TableRefused) as refused:
        list(People(CATALOGUE, choose).read(io.BufferedReader(source)))
    assert refused.value.refusal.code == code
    assert ("500" if code == "people.too_many" else "3 MB") in refused.value.refusal.message
    assert source.taken < 5 << 20
