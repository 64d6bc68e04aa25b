"""`rejected`: what could not be taken, with its reason, until it is mended, replayed or discarded."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from api import printing
from api.commands.options import json_option, run, settings_now
from api.doors import FINE, REFUSED, Refused, given
from learners.rejected import DOORS, Door, Rejected

if TYPE_CHECKING:
    from api.administering import Desk
    from api.rejections import Tried

_SETTLED: Final = ("waiting", "mended", "replayed", "discarded")
_door = click.option("--door", type=click.Choice(DOORS), help="Only what came in there.")
_code = click.option("--code", metavar="CODE", help="Only what was refused for this reason, such as learner.unknown.")
_since = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only what came in on this day (UTC) or later."
)


@click.group(epilog="Example: skillway rejected list --door evidence --code learner.unknown")
def rejected() -> None:
    """What could not be taken into the record: list it, mend it, replay it, discard it.

    Rows that wait for a learner or an account are replayed by themselves when it comes in.
    """


@rejected.command("list", epilog="Example: skillway rejected list --code competency.unknown --json")
@_door
@_code
@_since
@click.option("--settled", type=click.Choice(_SETTLED), default="waiting", show_default=True, help="Only these.")
@click.option("--most", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Items that are shown.")
@json_option
def list_(
    door: Door | None, code: str | None, since: datetime | None, settled: Any, most: int, as_json: bool
) -> None:
    """The items that wait, oldest first, and how many there are for each reason."""
    from api.rejections import kept

    async def work(desk: "Desk") -> tuple[Sequence[Rejected], dict[tuple[Door, str], int]]:
        found = await kept(desk, door=door, code=code, since=_utc(since), settled=settled, most=most)
        await desk.identity.did(desk.caller, "rejected.read", things=[item.id for item in found])
        return found, dict(await desk.record.rejected.counts())

    items, waiting = _at_desk("rejected list", work)
    if as_json:
        counts = [{"door": door, "code": code, "waiting": count} for (door, code), count in sorted(waiting.items())]
        printing.as_json({"waiting": counts, "rejected": [_as_json(item, with_row=False) for item in items]})
        return
    if not items:
        printing.say("Nothing here." if waiting else "Nothing waits: everything that came in was taken.")
    else:
        printing.table(
            "rejected",
            ("id", "door", "row", "since", "reason"),
            [
                (item.id, item.door, "" if item.number is None else str(item.number), f"{item.at:%Y-%m-%d %H:%M}",
                 f"{item.message} ({item.code})")
                for item in items
            ],
            right=("row",),
        )  # fmt: skip
    some = door is not None or code is not None or since is not None
    for (at, reason), count in () if some else sorted(waiting.items(), key=lambda pair: (-pair[1], pair[0])):
        printing.say(f"{count:,} waiting: {at}, {reason}")


@rejected.command(epilog="Example: skillway rejected show r-0123456789abcdef01234567")
@click.argument("id_", metavar="ID")
@json_option
def show(id_: str, as_json: bool) -> None:
    """One item: what came in, why it was refused, and what became of it."""

    async def work(desk: "Desk") -> Rejected:
        item = await _one(desk, id_)
        await desk.identity.did(desk.caller, "rejected.read", things=[item.id])
        return item

    item = _at_desk("rejected show", work)
    if as_json:
        printing.as_json(_as_json(item, with_row=True))
        return
    printing.say(f"{item.id}: {item.message} {item.hint} ({item.code})")
    where = "" if item.number is None else f", row {item.number}"
    printing.say(f"came in as {item.door}{where}, {item.at:%Y-%m-%d %H:%M} UTC; {_became(item)}")
    for name, value in _cells(item).items():
        printing.say(f"  {name}: {value}")


@rejected.command(epilog="Example: skillway rejected mend r-0123456789abcdef01234567 --set competency=sql")
@click.argument("id_", metavar="ID")
@click.option(
    "--set",
    "changes",
    multiple=True,
    required=True,
    metavar="COLUMN=VALUE",
    help="What a cell should say. Repeatable.",
)
@json_option
def mend(id_: str, changes: tuple[str, ...], as_json: bool) -> int:
    """Change cells of a refused row, and try it again at once. COLUMN= empties a cell; the old row stays on file."""
    from api import rejections

    said = _changes(changes)

    async def work(desk: "Desk") -> "Tried":
        return given(await rejections.mend(desk, await _one(desk, id_), said))

    return _tell([_at_desk("rejected mend", work)], as_json)


@rejected.command(epilog="Example: skillway rejected replay --code competency.unknown")
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option("--all", "every", is_flag=True, help="Everything that waits.")
@_door
@_code
@json_option
@click.pass_context
def replay(
    ctx: click.Context, /, ids: tuple[str, ...], every: bool, door: Door | None, code: str | None, as_json: bool
) -> int:
    """Try items again, as if they came in now: by id, by reason, by door, or --all."""
    from api import rejections

    if bool(ids) == (every or door is not None or code is not None):
        raise click.UsageError("Name items, or say --all, --door or --code.", ctx)

    async def work(desk: "Desk") -> "list[Tried]":
        items = [await _one(desk, id_) for id_ in ids] or await rejections.kept(desk, door=door, code=code)
        if settled := next((item for item in items if item.settled != "waiting"), None):
            raise Refused(rejections.settled_already(settled))
        return await rejections.replay(desk, items)

    return _tell(_at_desk("rejected replay", work), as_json)


@rejected.command(epilog='Example: skillway rejected discard r-0123456789abcdef01234567 --reason "a test row"')
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--reason", required=True, help="Why it is not wanted; it stays with the item.")
@json_option
def discard(ids: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Say that items are not wanted. They stay on file, and do not wait any more."""
    from api import rejections

    async def work(desk: "Desk") -> tuple[str, ...]:
        items = [await _one(desk, id_) for id_ in ids]
        if settled := next((item for item in items if item.settled != "waiting"), None):
            raise Refused(rejections.settled_already(settled))
        await desk.identity.did(desk.caller, "rejected.write", things=list(ids))
        return await desk.record.rejected.settle(
            [item.id for item in items], "discarded", at=desk.at, by=desk.caller.id, reason=reason
        )

    done = _at_desk("rejected discard", work)
    if as_json:
        printing.as_json({"discarded": list(done)})
    else:
        printing.say(f"{printing.many(len(done), 'item')} discarded")


def _at_desk(command: str, work: Any) -> Any:
    from api.administering import desk

    async def seated() -> Any:
        async with desk(settings_now(), command) as there:
            return await work(there)

    return run(seated())


async def _one(desk: "Desk", id_: str) -> Rejected:
    from api import rejections

    item = await desk.record.rejected.one(id_)
    if item is None:
        raise Refused(rejections.unknown(id_))
    return item


def _tell(tried: "Sequence[Tried]", as_json: bool) -> int:
    taken = sum(each.verdict.taken for each in tried)
    if as_json:
        items = [{"id": each.item.id, **each.verdict._asdict()} for each in tried]
        for each, said in zip(tried, items, strict=True):
            said["id"], said["of"] = each.item.id, each.verdict.id
        printing.as_json({"tried": len(tried), "taken": taken, "items": items})
    else:
        for each in tried[:50]:
            row, moved = each.verdict, each.verdict.rejected not in (None, each.item.id)
            now = f" It waits as {each.verdict.rejected} now." if moved else ""
            printing.say(f"{each.item.id}: {row.outcome}{': ' + row.message if row.message else ''}{now}")
            if row.hint and not row.taken:
                printing.say(f"  {row.hint} ({row.code})")
        printing.say(f"{printing.many(len(tried), 'item')} tried, {taken:,} taken")
    return FINE if taken == len(tried) else REFUSED


def _changes(values: Sequence[str]) -> dict[str, str]:
    found = {}
    for value in values:
        column, equals, said = value.partition("=")
        if not equals or not column.strip():
            raise click.UsageError(f"“{value}” is not COLUMN=VALUE, such as competency=sql.")
        found[column.strip()] = said.strip()
    return found


def _became(item: Rejected) -> str:
    if item.settled == "waiting":
        return "it waits"
    return f"{item.settled} by {item.settled_by}" + (f": {item.reason}" if item.reason else "")


def _cells(item: Rejected) -> dict[str, object]:
    from api.rejections import cells

    return dict(cells(item)) or {"content": item.row}


def _as_json(item: Rejected, *, with_row: bool) -> dict[str, object]:
    said: dict[str, object] = {
        "id": item.id,
        "door": item.door,
        "row": item.number,
        "code": item.code,
        "message": item.message,
        "hint": item.hint,
        "at": item.at.isoformat(),
        "settled": item.settled,
        "settled_at": None if item.settled_at is None else item.settled_at.isoformat(),
        "settled_by": item.settled_by,
        "reason": item.reason,
        "mends": item.mends,
    }
    return {**said, "cells": _cells(item)} if with_row else said


def _utc(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)
