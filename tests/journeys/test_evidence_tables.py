"""An administrator with messy spreadsheets: people, evidence and completions come in, and what is refused is kept."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.journeys.conftest import Ran, Skillway

PEOPLE = """\
learner;name;email;accounts;role_level;target;manager;team;salary
p1;Ana Lima;Ana@Example.org;https://lms.example.org=ana;data-engineer;Senior data engineer;m1;Data;1
p2;Ben;ben@example.org;;data-engineer;;m1;Data;2
m1;Mia;mia@example.org;;;;;;3
"""


def counts(ran: Ran) -> tuple[int, ...]:
    """read, accepted, known, conflict, refused; and that they add up."""
    said = ran.json
    found = tuple(said[name] for name in ("read", "accepted", "known", "conflict", "refused"))
    assert found[0] == sum(found[1:]) + said["nothing"]
    assert ran.code == (1 if found[3] or found[4] else 0)
    return found


def codes(ran: Ran) -> dict[int, str]:
    return {row["row"]: row["code"] for row in ran.json["rows"]}


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Writes a file and gives its path."""
    folder = tmp_path_factory.mktemp("tables")

    def written(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture(scope="module")
def peopled(sampled: Skillway, write: Any) -> Skillway:
    """The sample world, and three people from a file with a byte-order mark and semicolons."""
    ran = sampled("import", "people", write("people.csv", "\ufeff" + PEOPLE), "--json")
    assert counts(ran) == (3, 3, 0, 0, 0)
    assert ran.json["unread_columns"] == ["salary"]
    return sampled


def sheet(path: Path, name: str, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.title = name
    for row in rows:
        book.active.append(list(row))
    book.create_sheet("notes of my own")
    book.save(path)
    return path


def test_the_same_people_again_change_nothing_and_doubled_rows_are_one(peopled: Skillway, write: Any) -> None:
    """HR sends the whole file every night."""
    again = peopled("import", "people", write("again.csv", PEOPLE + PEOPLE.splitlines()[1] + "\n"), "--json")
    assert counts(again) == (4, 0, 4, 0, 0)
    assert codes(again) == {5: "row.repeated"}


def test_a_row_about_somebody_is_taken_whole_or_kept_with_its_reason(peopled: Skillway, write: Any) -> None:
    """Every flaw has its verdict; the good rows are there all the same; nobody's address is repeated."""
    rows = [
        ("h1", "", "", ""), ("x@example.org", "", "", ""), ("h2", "ana@EXAMPLE.org", "", ""), ("h3", "no", "", ""),
        ("h4", "", "h4", ""), ("h5", "", "h6", ""), ("h6", "", "h7", ""), ("h7", "", "h5", ""), ("h8", "", "m1", ""),
        ("h8", "", "p1", ""), ("h9", "", "m99", ""), ("h10", "", "", "no such"), ("m1", "", "p1", ""),
    ]  # fmt: skip
    text = "learner,email,manager,role_level\n" + "".join(",".join(row) + "\n" for row in rows)
    dry = peopled("import", "people", write("flaws.csv", text), "--dry-run", "--json")
    ran = peopled("import", "people", write("flaws.csv", text), "--json")
    assert counts(ran) == (13, 2, 0, 1, 10)
    assert codes(ran) == codes(dry) == {
        3: "learner.mail_address", 4: "account.taken", 5: "email.invalid", 6: "manager.self", 7: "manager.circle",
        8: "manager.circle", 9: "manager.circle", 10: "manager.two", 11: "manager.two", 12: "manager.unknown",
        13: "role_level.unknown", 14: "manager.circle",
    }  # fmt: skip
    by_row = {row["row"]: row for row in ran.json["rows"]}
    assert "h5 → h6 → h7 → h5" in by_row[7]["message"]
    assert "m1 → p1 → m1" in by_row[14]["message"], "over what is in the record already"
    assert by_row[4]["message"] == "The mail address of h2 belongs to p1 already."
    assert "ana@" not in ran.out.lower() and "x@" not in ran.out
    kept = peopled("rejected", "list", "--door", "people", "--json").json["rejected"]
    assert Counter(item["code"] for item in kept) == Counter(
        row["code"] for row in ran.json["rows"] if row["outcome"] in ("refused", "conflict")
    )
    listed = {person["learner"]: person for person in peopled("people", "list", "--json").json}
    assert listed.keys() == {"p1", "p2", "m1", "h1", "h9"}
    assert listed["m1"]["manager"] is None, "a refused row leaves the person as they were"
    assert "h2" in peopled("people", "duplicates").out


def test_facts_come_from_csv_workbooks_and_json_lines_alike(peopled: Skillway, write: Any, tmp_path: Path) -> None:
    """The same rows in another form are known: a day in a workbook is the day in a text."""
    facts = [
        ("a1", "p1", "SQL", "manager", 2, "2026-03-02", "m1", "Well <b>done</b>", "manager"),
        ("a2", "p1", "sql", "peer", 2.5, "2026-03-03T10:00:00Z", "p2", "", ""),
        ("a3", "p2", "Python", "self", "Working", "2026-03-04", "p2", "", ""),
    ]
    names = ("id", "learner", "competency", "source", "level", "occurred_at", "author", "note", "visibility")
    csv_text = "\n".join(",".join(map(str, row)) for row in (names, *facts))
    first = peopled("import", "evidence", write("facts.csv", csv_text), "--json")
    assert counts(first) == (3, 3, 0, 0, 0)
    lines = "\n".join(json.dumps({n: v for n, v in zip(names, row, strict=True) if v != ""}) for row in facts)
    assert counts(peopled("import", "evidence", write("facts.jsonl", lines), "--json")) == (3, 0, 3, 0, 0)
    rows: list[list[object]] = [list(names), *map(list, facts)]
    rows[1][5], rows[3][5] = date(2026, 3, 2), datetime(2026, 3, 4)
    book = sheet(tmp_path / "facts.xlsx", "Evidence", rows)
    assert counts(peopled("import", "evidence", book, "--json")) == (3, 0, 3, 0, 0)


def test_a_fact_is_never_changed_and_corrections_may_come_in_any_order(peopled: Skillway, write: Any) -> None:
    """Other content under a known id is a conflict that does not say what is there; a correction names it."""
    text = (
        "id,learner,competency,source,level,occurred_at,supersedes\n"
        "c3,p1,sql,manager,3,2026-04-03,c2\nc2,p1,sql,manager,2,2026-04-02,c1\nc1,p1,sql,manager,1,2026-04-01,\n"
        "c1,p1,sql,manager,4,2026-04-01,\nc4,p2,sql,manager,1,2026-04-01,c1\nc5,p2,sql,manager,1,2026-04-01,c9\n"
    )
    dry = peopled("import", "evidence", write("corrections.csv", text), "--dry-run", "--json")
    ran = peopled("import", "evidence", write("corrections.csv", text), "--json")
    assert counts(ran) == counts(dry) == (6, 3, 0, 1, 2)
    assert codes(ran) == {5: "evidence.conflict", 6: "supersedes.other_learner", 7: "supersedes.unknown"}
    assert "2026-04-01" not in ran.out and "manager,1" not in ran.out
    assert counts(peopled("import", "evidence", write("corrections.csv", text), "--json")) == (6, 0, 3, 1, 2)


def test_what_waits_for_a_person_is_taken_when_they_come(peopled: Skillway, write: Any) -> None:
    """By learner id and by account, without anybody's doing; the list is empty afterwards."""
    fact = write("early.csv", "id,learner,competency,source,level,occurred_at\nw1,late1,sql,manager,1,2026-04-01\n")
    assert codes(peopled("import", "evidence", fact, "--json")) == {2: "learner.unknown"}
    report = write(
        "early-done.csv",
        "email,course,status,completed_at\nLate2@example.org,sql-first-steps,Completed,2026-04-01\n",
    )
    assert codes(peopled("import", "completions", report, "--json")) == {2: "learner.unknown"}
    assert "late2@example.org" not in peopled("rejected", "list", "--code", "learner.unknown", "--json").out.lower()
    came = peopled(
        "import", "people", write("late.csv", "learner,email\nlate1,\nlate2,late2@example.org\n"), "--json"
    )
    assert came.json["replayed"] == 2
    assert peopled("rejected", "list", "--code", "learner.unknown", "--json").json["rejected"] == []
    assert counts(peopled("import", "evidence", fact, "--json")) == (1, 0, 1, 0, 0)
    assert counts(peopled("import", "completions", report, "--json")) == (1, 0, 1, 0, 0)


def test_a_refused_row_is_mended_replayed_or_discarded_and_stays_on_file(peopled: Skillway, write: Any) -> None:
    """A mended row is tried at once, in the form in which it came: here, decimals with a comma."""
    head = "id;learner;competency;source;level;occurred_at\n"
    text = head + "m1;p1;sqll;manager;1,5;2026-04-01\nm2;p1;sql;manager;9;2026-04-01\n"
    ran = peopled("import", "evidence", write("mend.csv", text), "--json")
    first, second = (row["rejected"] for row in ran.json["rows"])
    shown = peopled("rejected", "show", first, "--json").json
    assert shown["cells"]["competency"] == "sqll" and shown["settled"] == "waiting"
    worse = peopled("rejected", "mend", first, "--set", "competency=sql", "--set", "level=7,5", "--json")
    assert worse.code == 1 and worse.json["items"][0]["code"] == "level.off_scale"
    now = worse.json["items"][0]["rejected"]
    assert now != first and peopled("rejected", "show", first, "--json").json["settled"] == "mended"
    assert peopled("rejected", "show", now, "--json").json["mends"] == first
    assert peopled("rejected", "mend", now, "--set", "level=1,5", "--json").code == 0
    assert peopled("rejected", "mend", now, "--set", "level=1", "--json").json["error"]["code"] == "rejected.settled"
    tried = peopled("rejected", "replay", second, "--json")
    assert tried.code == 1 and tried.json["items"][0]["code"] == "level.off_scale"
    assert peopled("rejected", "discard", second, "--reason", "a test row", "--json").json == {"discarded": [second]}
    gone = peopled("rejected", "show", second, "--json").json
    assert (gone["settled"], gone["reason"], gone["cells"]["level"]) == ("discarded", "a test row", "9")
    assert peopled("rejected", "replay", second, "--json").json["error"]["code"] == "rejected.settled"
    assert peopled("rejected", "show", "r-none", "--json").json["error"]["code"] == "rejected.unknown"


def test_two_records_of_one_person_become_one_and_two_again(peopled: Skillway) -> None:
    """A dry run tells what would be joined and joins nothing; undoing leaves everybody as they were."""
    before = peopled("people", "list", "--json").json
    dry = peopled("people", "merge", "p2", "p1", "--dry-run", "--json")
    assert dry.json["done"] is False and dry.json["differ"]["name"] == {"from": "Ben", "into": "Ana Lima"}
    assert peopled("people", "list", "--json").json == before
    assert peopled("people", "merge", "p2", "p1", "--reason", "two systems", "--json").json["done"] is True
    assert "p2" not in {person["learner"] for person in peopled("people", "list", "--json").json}
    assert peopled("people", "merge", "p1", "p2", "--json").code == 1
    assert peopled("people", "unmerge", "p2", "--json").json["undone_by"].startswith("local:")
    assert peopled("people", "list", "--json").json == before


def test_an_account_is_one_persons_until_it_is_taken_away(peopled: Skillway) -> None:
    """Two claims are a conflict that names the other; a mail address goes with its digests."""
    account = ("--account", "https://idp.example.org=77")
    assert peopled("people", "link", "p1", *account).code == 0
    taken = peopled("people", "link", "p2", *account, "--json").json
    assert taken["code"] == "account.taken" and "p1" in taken["message"]
    assert peopled("people", "unlink", "p1", *account).code == 0
    assert peopled("people", "unlink", "p1", *account, "--json").json["error"]["code"] == "account.not_theirs"
    assert peopled("people", "link", "p2", *account).code == 0
    assert "account:https://idp.example.org|77" in peopled("people", "show", "p2").out
    assert peopled("people", "link", "nobody", *account, "--json").json["code"] == "learner.unknown"


def test_a_completion_report_says_something_once(peopled: Skillway, write: Any) -> None:
    """Whole reports, night after night: only what changed is new; nobody guesses what a grade goes up to."""
    head = "User ID,Course Name,Completion Status,Final Grade,Completion Date,Progress (%),Department\n"
    text = (
        head + "p1,SQL: first steps,Completed,,2026-02-01,100,IT\np2,SQL in depth,In Progress,,,40,IT\n"
        "p2,The yard game,Passed,85,2026-02-03,,IT\np2,Relational databases,Not started,,,,IT\n"
    )
    report = write("report.csv", text)
    assert peopled("import", "completions", report, "--json").json["error"]["code"] == "score.scale_unknown"
    scaled = ("--score-scale", "100", "--json")
    ran = peopled("import", "completions", report, *scaled)
    assert (counts(ran), ran.json["nothing"]) == ((4, 3, 0, 0, 0), 1)
    assert counts(peopled("import", "completions", report, *scaled)) == (4, 0, 3, 0, 0)
    changed = write("changed.csv", text.replace("In Progress,,,40", "Completed,90,2026-05-02,100"))
    assert counts(peopled("import", "completions", changed, *scaled)) == (4, 1, 2, 0, 0)
    assert counts(peopled("import", "completions", changed, *scaled)) == (4, 0, 3, 0, 0)
    own = write("own.csv", "Kurs;Wer;Stand;Am\nSQL: first steps;p2;Erledigt;2026-02-01\n")
    named = [f"--column={ours}={theirs}" for ours, theirs in
             (("title", "Kurs"), ("learner", "Wer"), ("status", "Stand"), ("completed_at", "Am"))]  # fmt: skip
    assert codes(peopled("import", "completions", own, *named, "--json")) == {2: "status.unknown"}
    assert counts(peopled("import", "completions", own, *named, "--status=completed=Erledigt", "--json"))[1] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("people", "missing.csv"), "file.unknown"),
        (("people", "."), "file.unknown"),
        (("evidence", "empty.csv"), "column.missing"),
        (("evidence", "none.csv"), "rows.none"),
        (("evidence", "utf16.csv"), "encoding.wrong"),
        (("completions", "empty.csv"), "column.missing"),
        (("evidence", "none.csv", "--zone", "Middle/Earth"), "zone.unknown"),
        (("completions", "none.csv", "--column", "who=learner"), "column.unknown"),
        (("completions", "none.csv", "--status", "finished=x"), "status.unknown"),
        (("evidence", "none.csv", "--out", "x"), "usage"),
        (("people", "none.csv", "--score-scale", "100"), "usage"),
        (("evidnce", "none.csv"), "import.unknown_kind"),
        (("tables", "none.csv"), "usage"),
        (("tables", "none.csv", "--out", "x", "--dry-run"), "usage"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_read(
    peopled: Skillway, write: Any, arguments: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Options of the other sort of import, files that are none, zones that are not there."""
    monkeypatch.chdir(write("empty.csv", "a,b\n1,2\n").parent)
    write("none.csv", "id,learner,source,occurred_at\n")
    write("utf16.csv", "id,learner".encode("utf-16"))
    ran = peopled("import", *arguments, "--json")
    assert ran.json["error"]["code"] == code
    assert ran.code == (2 if code == "usage" else 1)


def test_a_note_of_ten_megabytes_and_broken_rows_stand_alone(peopled: Skillway, write: Any) -> None:
    """One bad row is one verdict; markup in a note is text."""
    text = (
        "id,learner,competency,source,level,occurred_at,note\n"
        f"n1,p1,sql,manager,1,2026-04-01,{'x' * 10_000_000}\nn2,p1,sql,manager,1,2026-04-01,{'y' * 10_001}\n"
        'n3,p1,sql,manager,1,2026-04-01,"<script>alert(1)</script>"\n"n4"x,p1,sql,manager,1,2026-04-01,\n'
        "n5,p1,sql,manager,1,2026-04-01,\xff\n"
    ).encode("latin-1")
    ran = peopled("import", "evidence", write("long.csv", text), "--json")
    assert counts(ran) == (5, 1, 0, 0, 4)
    assert codes(ran) == {2: "row.too_long", 3: "note.too_long", 5: "csv.broken", 6: "encoding.wrong"}
    tried = peopled("rejected", "replay", "--code", "row.too_long", "--json")
    assert tried.json["items"][0]["code"] == "row.too_long", "nothing of it could be kept, and that is what is said"
