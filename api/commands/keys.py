"""`keys`: the keys that seal people's data, listed and rotated."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import click

from api import keys as keeping
from api import printing
from api.commands.options import json_option, run, settings_now
from api.doors import Refused
from api.settings import Settings
from learners import vault
from learners.vault import Keys
from ontology.refusals import Refusal

MOST_PASSES = 5
"""How often everything is looked at before a key is given up, while others go on writing with it."""


@click.group(epilog="Example: skillway keys rotate")
def keys() -> None:
    """List and rotate the keys that make names, addresses, notes and statements readable.

    Keep a copy of them apart from the graph's backups: whoever loses them loses what they sealed, for good.
    """


@keys.command("list", epilog="Example: skillway keys list")
@json_option
def list_(as_json: bool) -> None:
    """Say which keys there are, by fingerprint, and where they come from. Keys themselves are never shown."""
    settings = settings_now()
    _say(settings, keeping.keys_of(settings), as_json)


@keys.command(epilog="Example: skillway keys new")
def new() -> None:
    """Print a new sealing key, for those who keep keys in SKILLWAY_KEYS: put it before the others there."""
    click.echo(vault.fresh(_today()).written().splitlines()[-1])


@keys.command(epilog="Example: skillway keys rotate, and when it is done: skillway keys rotate --retire")
@click.option("--retire", is_flag=True, help="Drop the older keys, once nothing is sealed by them any more.")
@json_option
def rotate(retire: bool, as_json: bool) -> None:
    """Make a new sealing key, and seal everything with it; the older one still opens until `--retire`.

    Stopped halfway, run it again: it goes on. It may run beside the service, which reads the file again by itself.
    The lookup key stays as long as the record: without it no account would be found.
    """
    settings = settings_now()
    found = keeping.keys_of(settings)
    if len(found.sealing) == 1 and not retire:
        if settings.keys:
            raise Refused(
                Refusal(
                    code="keys.by_hand",
                    message="The keys are in SKILLWAY_KEYS, where this command cannot write.",
                    hint="Put what `skillway keys new` prints before the other seal: entries there, restart the "
                    "service, and run this again.",
                )
            )
        found = found.with_new(_today())
        keeping.replace(settings.key_file, found.written())
    with printing.progress("sealing with the newest key", quiet=as_json) as say:
        counts = run(_reseal(settings, retire, say))
    if retire:
        found = found.only_newest()
        if not settings.keys:
            keeping.replace(settings.key_file, found.written())
    _say(settings, found, as_json, counts)
    if not as_json and len(found.sealing) > 1:
        click.echo("when every process has read the keys again: skillway keys rotate --retire", err=True)
    if not as_json and retire and settings.keys:
        click.echo("nothing is sealed by older keys: remove their entries from SKILLWAY_KEYS", err=True)


async def _reseal(settings: Settings, to_the_end: bool, say: Callable[[str], None]) -> Mapping[str, int]:
    """Seal everything anew; `to_the_end` until a look at everything finds nothing. How many there were, by kind."""
    from api.wiring import identified

    async with identified(settings) as (identity, record):
        await identity.did(identity.local("keys rotate"), "keys.write")
        counts = dict(await record.resealing.reseal(say))
        for _ in range(MOST_PASSES):
            if not to_the_end:
                break
            more = await record.resealing.reseal(say)
            if not any(more.values()):
                break
            counts = {kind: count + more[kind] for kind, count in counts.items()}
        else:
            raise Refused(
                Refusal(
                    code="keys.in_use",
                    message="Another process goes on sealing with an older key, so that it cannot be dropped.",
                    hint="Restart the services that have the keys in SKILLWAY_KEYS, and run this again.",
                )
            )
        return counts


def _say(settings: Settings, found: Keys, as_json: bool, counts: Mapping[str, int] | None = None) -> None:
    from graph.record.resealing import KINDS

    where = "SKILLWAY_KEYS" if settings.keys else str(settings.key_file)
    if as_json:
        sealing = [
            {"fingerprint": key.fingerprint, "made": key.made or None, "seals": place == 0}
            for place, key in enumerate(found.sealing)
        ]
        answer: dict[str, object] = {"from": where, "lookup": found.fingerprint, "sealing": sealing}
        printing.as_json(answer if counts is None else answer | {"sealed_anew": dict(counts)})
        return
    if counts is not None:
        anew = {KINDS[kind]: count for kind, count in counts.items() if count}
        click.echo(f"sealed anew: {printing.counts(anew) if anew else 'nothing'}")
    click.echo(f"keys from {where}")
    click.echo(f"  lookup  {found.fingerprint}")
    for place, key in enumerate(found.sealing):
        click.echo(f"  seal    {key.fingerprint}  {'seals' if place == 0 else 'opens'}  {key.made}".rstrip())


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
