"""`erase`: a person goes from the record, everywhere, with a receipt."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from api import printing
from api.commands.options import json_option, run, settings_now
from api.doors import given
from learners.access import ERASING
from learners.erasing import CHANGED, REMAINS, REMOVED, Found, Receipt
from ontology.refusals import Refusal


@click.group(epilog='Example: skillway erase person l-042 --reason "asked for it"')
def erase() -> None:
    """Erase a person, or let somebody who was erased come back."""


@erase.command(epilog='Example: skillway erase person l-042 --reason "asked for it on 2 March" --out receipt.json')
@click.argument("learner", metavar="ID")
@click.option("--reason", required=True, help="Why; kept, sealed, in the audit log.")
@click.option("--yes", is_flag=True, help="Do it. Without this, what would go is shown first, and asked about.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the receipt there, as JSON.")
@json_option
def person(learner: str, reason: str, yes: bool, out: Path | None, as_json: bool) -> None:
    """Remove all that is held about a person: name, accounts, evidence, notes, statements, plans, consents.

    Facts that they judged about others stay, without their name; so do entries of the audit log. The receipt says
    what was removed, what remains, and why. It cannot be undone; stopped halfway, the same command goes on.
    """
    if not yes:
        found = given(run(_found(learner, reason)))
        if as_json:
            printing.as_json({"erased": False, "learner": learner, "found": dict(found.counts)})
            return
        _show(found)
        click.confirm("Erase all of this for good?", abort=True, err=True)
    with printing.progress("erasing", quiet=as_json) as say:
        receipt = given(run(_erase(learner, reason, say)))
    answer = {"erased": True, **asdict(receipt), "at": receipt.at.isoformat(), "remains": list(REMAINS)}
    if out is not None:
        out.write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if as_json:
        printing.as_json(answer)
    else:
        printing.say(receipt.text().rstrip())


@erase.command("let-back", epilog="Example: skillway erase let-back l-042")
@click.argument("learner", metavar="ID")
@json_option
def let_back(learner: str, as_json: bool) -> None:
    """Let somebody who was erased be brought in again, by tables or statements: nothing comes back by itself."""
    was = run(_let_back(learner))
    if not was:
        given(Refusal(code="learner.not_erased", message="Nobody was erased under that id."))
    if as_json:
        printing.as_json({"let_back": was})
    else:
        click.echo("They may be brought in again.")


async def _found(learner: str, reason: str) -> Found | Refusal:
    from api.wiring import identified

    async with identified(settings_now()) as (identity, record):
        visible = await identity.see(identity.local(f"erase person (asked about): {reason}"), learner, action=ERASING)
        return visible if isinstance(visible, Refusal) else await record.erasing.found(visible)


async def _erase(learner: str, reason: str, say: Callable[[str], None]) -> Receipt | Refusal:
    from api.wiring import identified

    async with identified(settings_now()) as (identity, record):
        visible = await identity.see(identity.local(f"erase person: {reason}"), learner, action=ERASING)
        if isinstance(visible, Refusal):
            return visible
        return await record.erasing.erase(visible, on_progress=say)


async def _let_back(learner: str) -> bool:
    from api.wiring import identified

    async with identified(settings_now()) as (identity, record):
        was = await record.erasing.let_back(learner)
        await identity.did(identity.local("erase let-back"), "people.write", learners=[learner] if was else [])
        return was


def _show(found: Found) -> None:
    """What would go, and what would be changed."""
    others = f", also known as {', '.join(found.aliases)}" if found.aliases else ""
    printing.say(f"About {found.learner}{others} there is, and would be removed:")
    for kind, words in REMOVED.items():
        click.echo(f"  {found.counts[kind]:>7,}  {words}")
    click.echo("and would be changed:")
    for kind, words in CHANGED.items():
        click.echo(f"  {found.counts[kind]:>7,}  {words}")
