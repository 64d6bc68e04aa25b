"""A person with something everywhere: exported whole, then erased, and looked for in every corner afterwards."""

import asyncio
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api import keys, settings
from api.wiring import wired
from graph import GraphTarget
from learners.vault import Vault
from tests.api.conftest import client_of
from tests.api.lms import EXPERIENCED, a_token
from tests.conftest import cypher
from tests.journeys.conftest import Skillway

NAME, MAIL, ACCOUNT = "Zdenka Quirrelmoss", "zdenka.quirrelmoss@example.org", "https://lms.example.org=zquirrel77"
SECRETS = ("Zdenka", "Quirrelmoss", "zquirrel77", "heliotrope", "vermilion", "obsidian", "amaranth")
"""Words that name the person, or stand in notes about them: they must be nowhere once she is erased."""
ID, OTHER_ID = "px-7141", "px-7141-old"
SEALED = re.compile(r"gAAAA[A-Za-z0-9_-]{40,}={0,2}")

PEOPLE = f"""learner,name,email,accounts,role_level,target,manager,team
boss-1,Mara Boss,mara@example.org,,,,,
{ID},{NAME},{MAIL},{ACCOUNT},data-engineer,senior-data-engineer,boss-1,Berths
{OTHER_ID},Z. Quirrelmoss,zq@example.org,,,,,
rep-1,Rolf Report,rolf@example.org,,data-engineer,,{ID},Berths
"""
EVIDENCE = f"""id,learner,competency,source,level,occurred_at,author,note,visibility
e1,{ID},sql,manager,2,2026-01-10T09:00:00Z,boss-1,heliotrope,manager
e2,{ID},python,self,3,2026-01-11T09:00:00Z,{ID},vermilion,learner
e3,{OTHER_ID},python,observed,2,2026-01-12T09:00:00Z,boss-1,,
e4,{ID},python,manager,,2026-01-13T09:00:00Z,boss-1,obsidian,manager
e5,rep-1,python,manager,2,2026-01-14T09:00:00Z,{ID},well done,learner
e6,{ID},sql,manager,99,2026-01-15T09:00:00Z,boss-1,amaranth,manager
"""


@dataclass(frozen=True)
class Erased:
    """What was there before, what she was given, and what is left."""

    target: GraphTarget
    vault: Vault
    home: Path
    own: dict[str, Any]
    whole: dict[str, Any]
    shown: dict[str, Any]
    receipt: dict[str, Any]


@pytest.fixture(scope="module")
def erased(
    sampled: Skillway, graph_target: GraphTarget, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Erased]:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "evidence.csv").write_text(EVIDENCE)
    assert sampled("import", "people", folder / "people.csv").code == 0
    taken = sampled("import", "evidence", folder / "evidence.csv", "--json")
    assert taken.code in (0, 1), taken.err
    here = settings.read(os.environ)
    asyncio.run(_statements(here))
    for command in (
        ("people", "merge", OTHER_ID, ID, "--reason", "Zdenka has two numbers"),
        ("consent", "give", "--learner", ID, "--purpose", "experiments"),
        ("plans", "propose", "--learner", ID),
        ("token", "issue", "--learner", ID),
        ("state", "--learner", ID),
        ("path", "--learner", ID),
    ):
        done = sampled(*command)
        assert done.code == 0, (command, done.err)
    own = sampled("export", "person", ID).json
    whole = sampled("export", "person", ID, "--with-private-notes").json
    shown = sampled("erase", "person", ID, "--reason", "asked for by Zdenka Quirrelmoss", "--json").json
    receipt = sampled("erase", "person", ID, "--reason", "asked for by Zdenka Quirrelmoss", "--yes", "--json")
    assert receipt.code == 0, receipt.out + receipt.err
    yield Erased(
        target=graph_target, vault=keys.opened(here), home=here.home, own=own, whole=whole, shown=shown,
        receipt=receipt.json,
    )  # fmt: skip


async def _statements(here: settings.Settings) -> None:
    """What a learning system reports: what she did, and what others did with her."""
    her = {"objectType": "Agent", "mbox": f"mailto:{MAIL}", "name": NAME}
    rolf = {"objectType": "Agent", "mbox": "mailto:rolf@example.org"}
    activity = {"objectType": "Activity", "id": "https://example.org/elsewhere"}

    def said(actor: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"id": str(uuid4()), "actor": actor, "verb": {"id": EXPERIENCED}, "object": activity, **more}

    async with wired(here) as wiring:
        await wiring.editions.seen()
        token = a_token(here, "xapi:write", "xapi:read")
        headers = {"authorization": f"Bearer {token}", "x-experience-api-version": "1.0.3"}
        async with client_of(wiring) as client:
            answer = await client.post(
                "/xapi/statements",
                json=[
                    said(her),
                    said(rolf, context={"instructor": her}),
                    said(rolf, object=her | {"objectType": "Agent"}, result={"response": f"{NAME} helped me"}),
                    said({"objectType": "Group", "name": "two", "member": [her, rolf]}),
                    said({"account": {"homePage": "https://lms.example.org", "name": "zquirrel77"}}),
                ],
                headers=headers,
            )  # fmt: skip
            assert answer.status_code == 200, answer.text


def everything(target: GraphTarget) -> list[str]:
    """Every property of every node and relationship, as JSON."""
    found = cypher(target, "MATCH (n) RETURN labels(n), properties(n)")
    found += cypher(target, "MATCH ()-[r]->() RETURN type(r), properties(r)")
    return [json.dumps(row, ensure_ascii=False, default=str) for row in found]


def test_she_is_nowhere_in_the_database(erased: Erased) -> None:
    """No property of any node or relationship has her name, mail, accounts, notes or pseudonym, sealed or not."""
    rows = everything(erased.target)
    assert any("rep-1" in row for row in rows), "the database is there"
    for row in rows:
        opened = [erased.vault.open(sealed) for sealed in SEALED.findall(row)]
        for text in (row, *opened):
            for secret in (*SECRETS, MAIL, ID):
                assert secret.lower() not in text.lower(), (secret, row[:300])


def test_she_is_nowhere_in_the_files(erased: Erased) -> None:
    """Neither the engine's files, nor any other file of the service, ever had her name, mail, account or a note; no
    log has her pseudonym."""
    places = [erased.home, *([erased.target.folder] if erased.target.folder else [])]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert files
    for path in files:
        raw = path.read_bytes().lower()
        for secret in (*SECRETS, MAIL):
            assert secret.lower().encode() not in raw, (secret, path)
        if path.suffix == ".log" or "log" in path.parent.name:
            assert ID.encode() not in raw, path


def test_the_receipt_says_what_went_and_what_remains(erased: Erased) -> None:
    """What was shown before is what was removed; the receipt names what stays, and why."""
    removed = erased.receipt["removed"]
    assert removed["facts"] >= 4 and removed["names"] == 2 and removed["accounts"] >= 3
    assert removed["statements"] == 2 and removed["plans"] == 1 and removed["tokens"] == 1
    assert removed["refused items"] >= 1
    assert erased.receipt["changed"]["facts about others"] == 1
    assert erased.receipt["changed"]["reports"] == 1
    assert erased.receipt["changed"]["mentions"] >= 3
    before = erased.shown["found"]
    assert {kind: before[kind] for kind in ("facts", "statements", "accounts")} == {
        kind: removed[kind] for kind in ("facts", "statements", "accounts")
    }
    assert any("backup" in sentence.lower() for sentence in erased.receipt["remains"])


def test_others_keep_what_is_theirs(erased: Erased, skillway: Skillway) -> None:
    """The fact that she judged about somebody stays, without her name; her report reports to nobody."""
    kept = cypher(erased.target, "MATCH (e:Evidence {id: 'e5'}) RETURN e.learner, e.level, e.author")
    assert kept[0][:2] == ["rep-1", 2.0] and kept[0][2].startswith("nobody-")
    assert cypher(erased.target, "MATCH (l:Learner {id: 'rep-1'}) RETURN l.manager") == [[None]]
    assert skillway("state", "--learner", "rep-1").code == 0
    remaining = cypher(erased.target, "MATCH (s:Statement) RETURN count(s)")
    assert remaining == [[3]]


def test_the_trace_of_who_looked_stays(erased: Erased, skillway: Skillway) -> None:
    """The audit log still says that somebody looked, and what for, under a name that leads nowhere."""
    entries = skillway("audit", "--learner", ID, "--json").json
    actions = {entry["action"] for entry in entries}
    assert {"state.read", "data.export", "data.erase"} <= actions
    assert {entry["learner"] for entry in entries} <= {erased.receipt["name"], *{e["learner"] for e in entries}}
    assert all(entry["learner"].startswith("nobody-") for entry in entries)


def test_erasing_again_finds_nobody(erased: Erased, skillway: Skillway) -> None:
    """A second time there is nobody to erase, and nothing is changed."""
    before = len(everything(erased.target))
    again = skillway("erase", "person", ID, "--reason", "again", "--yes", "--json")
    assert again.code == 1 and again.json["error"]["code"] == "learner.not_visible"
    assert len(everything(erased.target)) == before + 1, "the entry of the audit log"


def test_her_own_copy_is_whole_and_keeps_the_notes_of_managers(erased: Erased) -> None:
    """Her copy has who she is, evidence with reasons, plans, consents, statements and who looked; and not a word of
    what only managers may know. The copy for data protection has it all, and says that it is confidential."""
    own, whole = json.dumps(erased.own, ensure_ascii=False), json.dumps(erased.whole, ensure_ascii=False)
    assert erased.own["identity"]["name"] == NAME and erased.own["identity"]["email"] == MAIL
    assert {fact["id"] for fact in erased.own["evidence"]} == {"e1", "e2", "e3"}
    assert erased.own["state"]["skills"] and erased.own["plans"] and erased.own["statements"]
    assert erased.own["consents"]["said"] and erased.own["tokens"] and erased.own["looked"]
    assert "vermilion" in own
    for hidden in ("heliotrope", "obsidian", "amaranth", '"e4"', "obsidian"):
        assert hidden not in own, hidden
        assert hidden in whole, hidden
    assert "CONFIDENTIAL" in whole and "CONFIDENTIAL" not in own


def test_she_does_not_come_back_by_herself(
    erased: Erased, skillway: Skillway, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same table next night does not bring her back, under her id or her accounts, until somebody lets her."""
    folder = tmp_path_factory.mktemp("again")
    (folder / "people.csv").write_text(f"learner,name,email\n{ID},{NAME},\nnew-1,{NAME},{MAIL}\n")
    (folder / "evidence.csv").write_text(EVIDENCE.splitlines()[0] + "\n" + EVIDENCE.splitlines()[2] + "\n")
    refused = skillway("import", "people", folder / "people.csv", "--json")
    assert "learner.erased" in refused.out
    skillway("import", "evidence", folder / "evidence.csv", "--json")
    assert cypher(erased.target, "MATCH (l:Learner {id: $id}) RETURN l.id", id=ID) == []
    assert cypher(erased.target, "MATCH (e:Evidence {id: 'e2'}) RETURN e.id") == []
    assert [row["rejected"] for row in refused.json["rows"]] == [None, None]
    assert cypher(erased.target, "MATCH (r:Rejected {learner: $id}) RETURN r.id", id=ID) == [], "nor her row"
    assert skillway("erase", "let-back", ID).code == 0
    assert skillway("import", "people", folder / "people.csv").code in (0, 1)
    assert cypher(erased.target, "MATCH (l:Learner {id: $id}) RETURN l.id", id=ID) == [[ID]]
