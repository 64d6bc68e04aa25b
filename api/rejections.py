"""What was refused: looked at, mended, tried again, discarded. A replay goes the way that the row first came."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

from api import completion_intake
from api.administering import Desk, Names
from api.completion_intake import CompletionFacts, ReadRow
from api.import_reports import RowVerdict
from api.intake import BATCH, Handed, Taking
from api.people_intake import HandedPerson, PeopleTaking
from api.row_forms import RowForm, of_json
from api.views import EditionView
from learners.ids import AccountToken, EvidenceId, LearnerId
from learners.rejected import DOORS, Door, Rejected, Settled
from learners.tables import completion_columns, evidence, people
from learners.tables.completions import Nothing
from ontology.refusals import Refusal

MOST: Final = 100_000
"""Items that one replay tries."""
STEP: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What trying an item again came to."""

    item: Rejected
    verdict: RowVerdict

    @property
    def settles(self) -> bool:
        """Whether the item need not wait any more: it was taken, or waits under another id with another reason."""
        return self.verdict.taken or self.verdict.rejected not in (None, self.item.id)


async def kept(
    desk: Desk,
    *,
    door: Door | None = None,
    code: str | None = None,
    since: datetime | None = None,
    settled: Settled = "waiting",
    most: int = MOST,
) -> tuple[Rejected, ...]:
    """The items that wait, or were settled so, oldest first: all, or those of a door, with a code, since a time."""
    found: list[Rejected] = []
    while len(found) < most:
        step = min(STEP, most - len(found))
        after = found[-1].id if found else ""
        page = await desk.record.rejected.list(
            door=door, code=code, since=since, settled=settled, after=after, limit=step
        )
        found += page
        if len(page) < step:
            break
    return tuple(found)


async def replay_waiting(
    desk: Desk, *, tokens: Sequence[AccountToken] = (), learners: Sequence[LearnerId] = ()
) -> int:
    """Try what waits for accounts or learners that came in; how many items were taken."""
    taken = 0
    for start in range(0, max(len(tokens), len(learners)), STEP):
        some = tokens[start : start + STEP], learners[start : start + STEP]
        moved = True
        while moved:
            items = await desk.record.rejected.waiting_for(tokens=some[0], learners=some[1])
            tried = await replay(desk, items) if items else []
            taken += sum(each.verdict.taken for each in tried)
            moved = any(each.settles for each in tried)
    return taken


async def replay(desk: Desk, items: Sequence[Rejected]) -> list[Tried]:
    """Try items again, as if they came in now. What is taken is settled; what is refused waits on, or, where the
    reason is another one by now, waits under that."""
    tried = await _try(desk, [item for item in items if item.settled == "waiting"])
    settle = desk.record.rejected.settle
    if taken := [each.item.id for each in tried if each.verdict.taken]:
        await settle(taken, "replayed", at=desk.at, by=desk.caller.id)
    for each in tried:
        if each.settles and not each.verdict.taken:
            reason = f"It waits as {each.verdict.rejected}, for another reason: {each.verdict.code}."
            await settle([each.item.id], "mended", at=desk.at, by=desk.caller.id, reason=reason)
    return tried


async def _try(desk: Desk, items: Sequence[Rejected]) -> list[Tried]:
    view = await desk.view()
    found = [Tried(item=item, verdict=_unreadable(item)) for item in items if _has_no_cells(item)]
    for door in DOORS:
        of_door = [item for item in items if item.door == door and not _has_no_cells(item)]
        for form, some in _by_form(of_door).items():
            for start in range(0, len(some), BATCH):
                batch = some[start : start + BATCH]
                verdicts = await _again(desk, view, door, form, batch)
                found += [Tried(item=item, verdict=said) for item, said in zip(batch, verdicts, strict=True)]
    if found:
        await desk.identity.did(desk.caller, "rejected.write", things=[each.item.id for each in found])
    return found


def _has_no_cells(item: Rejected) -> bool:
    return item.door != "xapi" and not cells(item)


def _unreadable(item: Rejected) -> RowVerdict:
    """What is said of a row of which nothing could be read: only the file has it."""
    hint = "Nothing of the row could be kept: mend it in its file, import that again, and discard this."
    return RowVerdict(item.number, "", "refused", item.code, item.message, hint, item.id)


def _by_form(items: Sequence[Rejected]) -> Mapping[str, list[Rejected]]:
    found: dict[str, list[Rejected]] = {}
    for item in items:
        form = "{}" if item.door in ("people", "xapi") else json.dumps(_form(item).as_json(), sort_keys=True)
        found.setdefault(form, []).append(item)
    return found


async def _again(
    desk: Desk, view: EditionView | None, door: str, form: str, items: Sequence[Rejected]
) -> list[RowVerdict]:
    """A verdict for each item, in order."""
    if door == "people":
        names = Names(view)
        rows = [HandedPerson(i.number, cells(i), people.read(cells(i), names), i.id) for i in items]
        people_taking = PeopleTaking(record=desk.record, at=desk.at)
        try:
            return await people_taking.take(rows)
        finally:
            await _noted(desk, "people.write", people_taking.wrote)
    if view is None:
        return [_nothing_published(item) for item in items]
    if door == "xapi":
        return await _statements(desk, view, items)
    taking = Taking(
        record=desk.record,
        words=view.words,
        edition=view.edition.number,
        door="evidence" if door == "evidence" else "completions",
        at=desk.at,
        form=of_json(json.loads(form)),
    )
    try:
        if door == "evidence":
            return await taking.take(_facts(desk, view, taking.form, items))
        return await _completions(desk, view, taking, items)
    finally:
        await _noted(desk, "evidence.write", taking.wrote)


async def _noted(desk: Desk, action: str, learners: set[LearnerId]) -> None:
    if learners:
        await desk.identity.did(desk.caller, action, things=["replay"], learners=sorted(learners))


def _facts(desk: Desk, view: EditionView, form: RowForm, items: Sequence[Rejected]) -> list[Handed]:
    reader = evidence.EvidenceTable(words=view.words, choose=Names(view), at=desk.at, zone=form.tz, comma=form.comma)
    return [Handed(item.number, cells(item), reader.read(cells(item)), item.id) for item in items]


async def _completions(desk: Desk, view: EditionView, taking: Taking, items: Sequence[Rejected]) -> list[RowVerdict]:
    reader = completion_intake.table(taking.form, Names(view), view.catalogue)
    facts = CompletionFacts(record=desk.record, words=view.words, at=desk.at, author=taking.form.author)
    rows = [ReadRow(item.number, cells(item), reader.read(cells(item)), item.id) for item in items]
    verdicts = iter(await taking.take(await facts.facts(rows)))
    return [RowVerdict(row.number, "", "known") if isinstance(row.said, Nothing) else next(verdicts) for row in rows]


async def _statements(desk: Desk, view: EditionView, items: Sequence[Rejected]) -> list[RowVerdict]:
    from api.xapi import replaying

    number, url = view.edition.number, desk.settings.url
    verdicts = await replaying.replay(desk.record, view.words, items, at=desk.at, edition=number, url=url)
    came = [_fact(item) for item, said in zip(items, verdicts, strict=True) if said.outcome == "accepted"]
    await _noted(desk, "evidence.write", set((await desk.record.evidence.owners(came)).values()))
    return [
        RowVerdict(
            item.number,
            said.id,
            said.outcome,
            said.code,
            said.message,
            said.hint,
            None if said.outcome in ("accepted", "known") else item.id,
        )
        for item, said in zip(items, verdicts, strict=True)
    ]


def _fact(item: Rejected) -> EvidenceId:
    """The first fact that follows from the statement of an item."""
    said = json.loads(item.row).get("statement")
    return EvidenceId(f"xapi:{said.get('id') if isinstance(said, dict) else said}")


def _nothing_published(item: Rejected) -> RowVerdict:
    return RowVerdict(
        item.number,
        "",
        "refused",
        item.code,
        "Nothing is published, so evidence has nothing to be about.",
        "Publish an ontology first: skillway publish FOLDER.",
        item.id,
    )


def cells(item: Rejected) -> Mapping[str, object]:
    """The cells of a refused row."""
    found = json.loads(item.row).get("cells")
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else {}


def _form(item: Rejected) -> RowForm:
    return of_json(json.loads(item.row))


async def mend(desk: Desk, item: Rejected, changes: Mapping[str, str]) -> Tried | Refusal:
    """Change cells of a refused row and try it again. The row as it came stays, settled as mended."""
    refused = _unmendable(item, changes)
    if refused is not None:
        return refused
    row = json.loads(item.row)
    row["cells"] = {name: value for name, value in {**cells(item), **changes}.items() if value != ""}
    changed = replace(item, row=json.dumps(row, ensure_ascii=False, separators=(",", ":")))
    (tried,) = await _try(desk, [changed])
    if tried.settles:
        reason = f"Changed: {', '.join(changes)}."
        await desk.record.rejected.settle([item.id], "mended", at=desk.at, by=desk.caller.id, reason=reason)
    return tried


def _unmendable(item: Rejected, changes: Mapping[str, str]) -> Refusal | None:
    columns = {
        "people": people.COLUMNS,
        "evidence": evidence.COLUMNS,
        "completions": tuple(completion_columns.COLUMNS),
    }.get(item.door)
    if item.settled != "waiting":
        return settled_already(item)
    if columns is None or not cells(item):
        return Refusal(
            code="rejected.not_a_row",
            message=f"{item.id} is not a row with cells that could be mended.",
            hint="Mend it where it comes from, and send it again; then discard this.",
        )
    unknown = sorted(name for name in changes if name not in columns)
    if unknown:
        return Refusal(
            code="column.unknown",
            message=f"There is no column “{unknown[0]}” in a row of {item.door}.",
            hint=f"Its columns are {', '.join(columns)}.",
            candidates=tuple(columns),
        )
    return None


def settled_already(item: Rejected) -> Refusal:
    """Why an item that does not wait any more cannot be changed."""
    return Refusal(
        code="rejected.settled",
        message=f"{item.id} was {item.settled} already.",
        hint="What waits is listed by: skillway rejected list",
    )


def unknown(id_: str) -> Refusal:
    """Why there is no such item."""
    return Refusal(
        code="rejected.unknown",
        message=f"Nothing that was refused has the id “{id_[:80]}”.",
        hint="skillway rejected list shows the ids.",
    )
