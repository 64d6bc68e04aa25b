"""`people`: who is in the record, which accounts are whose, and which records are one person's."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from api import printing
from api.commands.options import json_option, run, settings_now
from api.doors import FINE, REFUSED, Refused, given
from learners import accounts
from learners.evidence import Verdict
from learners.ids import LearnerId
from learners.people import Contact, Merge, Profile
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from api.administering import Desk
    from api.joining import Duplicate, Joined

_account = click.option("--account", "typed", metavar="HOME=NAME", help="An account: https://lms.example.org=ana .")
_mbox = click.option("--mbox", metavar="ADDRESS", help="A mail address.")
_reason = click.option("--reason", default="", help="Why; it is kept.")


@click.group(epilog="Example: skillway people merge p17 p4 --dry-run")
def people() -> None:
    """Who is in the record: accounts, duplicates, and merges that can be undone."""


@people.command("list", epilog="Example: skillway people list --most 1000 --json")
@click.option("--after", metavar="LEARNER", default="", help="Begin behind this id.")
@click.option(
    "--most", type=click.IntRange(1, 100_000), default=100, show_default=True, help="People that are shown."
)
@json_option
def list_(after: str, most: int, as_json: bool) -> None:
    """All learners by id, with their place in the organisation and without names."""

    async def work(desk: "Desk") -> list[Profile]:
        found: list[Profile] = []
        while len(found) < most:
            last = found[-1].learner if found else after
            page = await desk.record.people.everyone(last, min(1_000, most - len(found)))
            found += page
            if not page:
                break
        await desk.identity.did(desk.caller, "people.read")
        return found

    found = _at_desk("people list", work)
    if as_json:
        printing.as_json([_profile(each) for each in found])
        return
    if not found:
        printing.say("Nobody is in the record yet: skillway import people FILE")
        return
    printing.table(
        "people",
        ("learner", "role level", "target", "manager", "team"),
        [(p.learner, p.role_level or "", p.target or "", p.manager or "", p.team or "") for p in found],
    )
    if len(found) == most:
        printing.say(f"… there may be more: --after {found[-1].learner}")


@people.command(epilog="Example: skillway people show p17")
@click.argument("learner")
@json_option
def show(learner: str, as_json: bool) -> None:
    """One person: name, mail address, accounts, place, and what is merged. Each look is audited."""

    from api import joining

    async def work(desk: "Desk") -> tuple[Profile, Contact, tuple[Merge, ...]]:
        visible = given(await desk.see(learner, "people.read"))
        profile = await desk.record.people.profile(visible)
        contact = await desk.record.people.contact(visible)
        if profile is None or contact is None:
            raise Refused(joining.unknown(learner))
        return profile, contact, await desk.record.people.merges(visible.id)

    profile, contact, merges = _at_desk("people show", work)
    if as_json:
        said = {**_profile(profile), "name": contact.name, "email": contact.email, "accounts": list(contact.accounts)}
        printing.as_json({**said, "merges": [_merge(merge) for merge in merges]})
        return
    printing.say(f"{profile.learner}: {contact.name or 'no name'}, {contact.email or 'no mail address'}")
    for word, value in (
        ("role level", profile.role_level), ("target", profile.target), ("manager", profile.manager),
        ("team", profile.team),
    ):  # fmt: skip
        printing.say(f"  {word}: {value or 'not known'}")
    for text in contact.accounts:
        if not text.startswith("mbox_sha1sum:"):  # the digests of a mail address say nothing new
            printing.say(f"  account: {text}")
    for merge in merges:
        printing.say(f"  {_told(merge)}")


@people.command(epilog="Example: skillway people link p17 --account https://lms.example.org=ana")
@click.argument("learner")
@_account
@_mbox
@json_option
def link(learner: str, typed: str | None, mbox: str | None, as_json: bool) -> int:
    """Say that an account is a learner's. What had waited for that account is tried again."""
    texts = _one_account(typed, mbox)

    async def work(desk: "Desk") -> tuple[Verdict, int]:
        from api import joining

        return await joining.link(desk, LearnerId(learner), texts)

    verdict, replayed = _at_desk("people link", work)
    if as_json:
        printing.as_json(_outcome(verdict) | {"replayed": replayed})
    elif verdict.outcome in ("accepted", "known"):
        printing.say(f"linked to {learner}" if verdict.outcome == "accepted" else f"it was {learner}'s already")
        if replayed:
            printing.say(f"{printing.many(replayed, 'item')} that had waited for it could be taken")
    else:
        raise Refused(Refusal(code=verdict.code, message=verdict.message, hint=verdict.hint))
    return FINE if verdict.outcome in ("accepted", "known") else REFUSED


@people.command(epilog="Example: skillway people unlink p17 --mbox ana@example.org")
@click.argument("learner")
@_account
@_mbox
@json_option
def unlink(learner: str, typed: str | None, mbox: str | None, as_json: bool) -> None:
    """Take an account from a learner. What came in under it stays theirs."""
    texts = _one_account(typed, mbox)

    async def work(desk: "Desk") -> bool:
        await desk.identity.did(desk.caller, "people.write", learners=[learner])
        taken = [await desk.record.people.unbind(text, LearnerId(learner)) for text in texts]
        return any(taken)

    if not _at_desk("people unlink", work):
        raise Refused(
            Refusal(
                code="account.not_theirs",
                message=f"That account is not {learner}'s.",
                hint=f"skillway people show {learner} lists their accounts.",
            )
        )
    if as_json:
        printing.as_json({"learner": learner, "outcome": "accepted"})
    else:
        printing.say(f"it is no longer {learner}'s")


@people.command(epilog='Example: skillway people merge p17 p4 --reason "two HR systems" --dry-run')
@click.argument("alias", metavar="FROM")
@click.argument("learner", metavar="INTO")
@_reason
@click.option("--dry-run", is_flag=True, help="Show what would be joined, and join nothing.")
@json_option
def merge(alias: str, learner: str, reason: str, dry_run: bool, as_json: bool) -> None:
    """Two records are one person's: what came in, or comes in, under FROM counts for INTO.

    Nothing is moved, so `people unmerge FROM` undoes it exactly.
    """

    async def work(desk: "Desk") -> "Joined":
        from api import joining

        return given(await joining.join(desk, LearnerId(alias), LearnerId(learner), reason=reason, dry_run=dry_run))

    joined = _at_desk("people merge", work)
    if as_json:
        printing.as_json(joined.as_json())
        return
    for name, has in ((alias, joined.alias), (learner, joined.learner)):
        printing.say(
            f"{name}: {printing.many(has.facts, 'fact')}, {printing.many(len(has.contact.accounts), 'account')},"
            f" {printing.many(has.reports, 'report')}"
        )
    for word, (one, other) in joined.differ.items():
        printing.say(f"  {word}: {one or 'not known'} in {alias}, {other or 'not known'} in {learner}, which counts")
    if dry_run:
        printing.say("dry run: nothing was joined")
    else:
        printing.say(f"{alias} counts for {learner} now; skillway people unmerge {alias} undoes it")


@people.command(epilog="Example: skillway people unmerge p17")
@click.argument("alias", metavar="FROM")
@json_option
def unmerge(alias: str, as_json: bool) -> None:
    """Undo a merge: both records are as if it had never been."""

    async def work(desk: "Desk") -> Merge:
        await desk.identity.did(desk.caller, "people.write", learners=[alias])
        return given(await desk.record.people.unmerge(LearnerId(alias), by=desk.caller.id, at=desk.at))

    undone = _at_desk("people unmerge", work)
    if as_json:
        printing.as_json(_merge(undone))
    else:
        printing.say(f"{undone.alias} and {undone.learner} are two again")


@people.command(epilog="Example: skillway people merges --json")
@json_option
def merges(as_json: bool) -> None:
    """All merges, undone ones too, oldest first."""

    async def work(desk: "Desk") -> tuple[Merge, ...]:
        await desk.identity.did(desk.caller, "people.read")
        return await desk.record.people.merges()

    found = _at_desk("people merges", work)
    if as_json:
        printing.as_json([_merge(each) for each in found])
        return
    for each in found:
        printing.say(_told(each))
    if not found:
        printing.say("Nothing was merged.")


@people.command(epilog="Example: skillway people duplicates")
@json_option
def duplicates(as_json: bool) -> None:
    """Rows that were refused since their account is another learner's: probably one person under two ids."""

    async def work(desk: "Desk") -> "list[Duplicate]":
        from api import joining

        return await joining.duplicates(desk)

    found = _at_desk("people duplicates", work)
    if as_json:
        printing.as_json([each._asdict() for each in found])
        return
    for each in found:
        printing.say(f"{each.why} {each.mend} (refused row: {each.rejected})")
    if not found:
        printing.say("No two learners claim one account.")


def _at_desk(command: str, work: Any) -> Any:
    from api.administering import desk

    async def seated() -> Any:
        async with desk(settings_now(), command) as there:
            return await work(there)

    return run(seated())


def _one_account(typed: str | None, mbox: str | None) -> tuple[str, ...]:
    """The canonical texts of the one account that is named; of a mail address its digests, too."""
    if (typed is None) == (mbox is None):
        raise click.UsageError("Name one account: --account HOME=NAME, or --mbox ADDRESS.")
    found = given(accounts.mbox(mbox) if mbox is not None else accounts.typed(typed or ""))
    return given(accounts.of_email(mbox or found.removeprefix("mbox:"))) if found.startswith("mbox:") else (found,)


def _outcome(verdict: Verdict) -> dict[str, object]:
    said = {"code": verdict.code, "message": verdict.message, "hint": verdict.hint} if verdict.code else {}
    return {"learner": verdict.id, "outcome": verdict.outcome, **said}


def _profile(profile: Profile) -> dict[str, object]:
    since = profile.role_level_since
    return {
        "learner": profile.learner,
        "role_level": profile.role_level,
        "role_level_since": None if since is None else since.isoformat(),
        "target": profile.target,
        "manager": profile.manager,
        "team": profile.team,
    }


def _merge(merge: Merge) -> Mapping[str, object]:
    return {
        "from": merge.alias,
        "into": merge.learner,
        "by": merge.by,
        "at": merge.at.isoformat(),
        "reason": merge.reason,
        "undone_by": merge.undone_by,
        "undone_at": None if merge.undone_at is None else merge.undone_at.isoformat(),
    }


def _told(merge: Merge) -> str:
    why = f" ({merge.reason})" if merge.reason else ""
    undone = "" if merge.undone_at is None else f"; undone {merge.undone_at:%Y-%m-%d %H:%M} by {merge.undone_by}"
    return f"{merge.alias} merged into {merge.learner}, {merge.at:%Y-%m-%d %H:%M} by {merge.by}{why}{undone}"
