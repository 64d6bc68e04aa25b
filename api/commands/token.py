"""`token`: bearer tokens for people, programs and administrators, signed by this installation's keys."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from api import printing
from api.commands.options import json_option, run, settings_now
from api.doors import given
from learners.access import SCOPES, Part
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from api.tokens import Issued
    from graph.record.tokens import KnownToken

DEFAULT_HOURS = {"learner": 12.0, "curator": 12.0, "administrator": 12.0, "service": 90 * 24.0}


@click.group(epilog="Example: skillway token issue --learner l-042")
def token() -> None:
    """Issue tokens, list those that hold, take them back, and rotate the keys that sign them."""


def _subject_options(command: Callable[..., None]) -> Callable[..., None]:
    """Whom a token is for: exactly one of the four."""
    for option in (
        click.option("--learner", metavar="ID", help="A learner: sees themselves, and those who report to them."),
        click.option("--curator", metavar="NAME", help="A curator: sees the ontology, and no people."),
        click.option("--administrator", metavar="NAME", help="An administrator: one person for a stated purpose."),
        click.option("--service", metavar="NAME", help="A program, such as an LMS: what its scopes allow."),
    ):
        command = option(command)
    return command


@token.command(epilog="Example: skillway token issue --service lms --scope xapi:write --scope xapi:read")
@_subject_options
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="What a program may. Repeatable.")
@click.option("--hours", type=click.FloatRange(0, min_open=True), help="How long it holds: 12; programs 2,160.")
@json_option
def issue(
    learner: str | None, curator: str | None, administrator: str | None, service: str | None,
    scopes: tuple[str, ...], hours: float | None, as_json: bool,
) -> None:  # fmt: skip
    """Make a token and print it: the one time that it is shown. Nobody keeps it."""
    from api import tokens

    named: dict[Part, str | None] = {
        "learner": learner, "curator": curator, "administrator": administrator, "service": service,
    }  # fmt: skip
    part, name = _one(named)
    if hours is not None and hours > tokens.MOST_HOURS:
        raise click.UsageError(f"A token holds for at most {tokens.MOST_HOURS:,} hours, a leap year.")
    if part == "service" and not scopes:
        raise click.UsageError("A program may nothing without --scope: " + ", ".join(SCOPES) + ".")
    if part in ("learner", "curator") and scopes:
        raise click.UsageError(
            "Scopes are for programs and administrators; what people see follows from who they are."
        )
    subject = given(tokens.subject_of(part, name))
    issued = run(_issue(subject, scopes, DEFAULT_HOURS[part] if hours is None else hours))
    until = issued.expires_at.isoformat(timespec="minutes")
    if as_json:
        answer = {"token": issued.token, "id": issued.id, "subject": issued.subject}
        printing.as_json(answer | {"scopes": list(issued.scopes), "expires_at": issued.expires_at.isoformat()})
        return
    click.echo(issued.token)
    click.echo(f"for {issued.subject} until {until}; take it back with: skillway token revoke {issued.id}", err=True)


@token.command("list", epilog="Example: skillway token list --json")
@json_option
def list_(as_json: bool) -> None:
    """List tokens that have not expired: whose, what for, until when. The tokens themselves are kept nowhere."""
    found = run(_unexpired())
    if as_json:
        printing.as_json([_shown(each) for each in found])
    elif not found:
        click.echo("no tokens that hold")
    else:
        printing.table(
            "Tokens",
            ("id", "for", "scopes", "issued", "expires", "state"),
            [
                (
                    each.id, each.subject, ", ".join(each.scopes), f"{each.issued_at:%Y-%m-%d %H:%M}",
                    f"{each.expires_at:%Y-%m-%d %H:%M}", "taken back" if each.revoked_at else "holds",
                )
                for each in found
            ],
        )  # fmt: skip


@token.command(epilog="Example: skillway token revoke 3f2a9c0d1e4b5a67")
@click.argument("id_", metavar="[ID]", required=False)
@_subject_options
@json_option
def revoke(
    id_: str | None, learner: str | None, curator: str | None, administrator: str | None, service: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Take back one token by its id, or all of somebody. A running service knows within a second."""
    from api import tokens

    named: dict[Part, str | None] = {
        "learner": learner, "curator": curator, "administrator": administrator, "service": service,
    }  # fmt: skip
    if id_ is None:
        part, name = _one(named)
        subject: str | None = given(tokens.subject_of(part, name))
    elif any(named.values()):
        raise click.UsageError("Name a token or whom it is for, not both.")
    else:
        subject = None
    taken = given(run(_revoke(id_, subject)))
    if as_json:
        printing.as_json([_shown(each) for each in taken])
    else:
        click.echo(f"took back {printing.many(len(taken), 'token')}")


@token.command(epilog="Example: skillway token rotate, and weeks later: skillway token rotate --retire")
@click.option("--retire", is_flag=True, help="Drop the older keys: whatever they signed is void from now on.")
@json_option
def rotate(retire: bool, as_json: bool) -> None:
    """Put a new signing key first; tokens of the older ones go on to hold, until `--retire`."""
    from api import tokens

    signer = tokens.rotate(settings_now().token_key_file, today=_today(), retire=retire)
    run(_note("token rotate --retire" if retire else "token rotate"))
    if as_json:
        printing.as_json(
            [{"key": key.id, "made": key.made, "signs": place == 0} for place, key in enumerate(signer.keys)]
        )
        return
    for place, key in enumerate(signer.keys):
        click.echo(f"{key.id}  made {key.made or 'at an unknown time'}, {'signs' if place == 0 else 'known'}")


def _one(named: dict[Part, str | None]) -> tuple[Part, str]:
    said = [(part, name) for part, name in named.items() if name is not None]
    if len(said) != 1:
        raise click.UsageError("Name one of --learner, --curator, --administrator and --service.")
    return said[0]


async def _issue(subject: str, scopes: Sequence[str], hours: float) -> "Issued":
    from api import tokens
    from api.wiring import identified
    from graph.record.tokens import KnownToken

    settings, now = settings_now(), datetime.now(UTC)
    async with identified(settings) as (identity, record):
        signer = tokens.signer(settings.token_key_file, make=True, today=_today())
        assert signer is not None, "it is made where there is none"
        issued = signer.issue(subject, scopes=scopes, hours=hours, at=now)
        known = KnownToken(
            id=issued.id, subject=issued.subject, scopes=issued.scopes, issued_at=issued.issued_at,
            expires_at=issued.expires_at,
        )  # fmt: skip
        await record.tokens.keep(known)
        part, _, name = subject.partition(":")
        things = [issued.id] if part == "learner" else [issued.id, subject]
        caller = identity.local("token issue")
        await identity.did(caller, "token.write", things=things, learners=[name] if part == "learner" else [])
        return issued


async def _note(command: str) -> None:
    """Say in the audit log that the signing keys were changed."""
    from api.wiring import identified

    async with identified(settings_now()) as (identity, _):
        await identity.did(identity.local(command), "keys.write")


async def _unexpired() -> "tuple[KnownToken, ...]":
    from api.wiring import identified

    async with identified(settings_now()) as (_, record):
        return await record.tokens.unexpired(datetime.now(UTC))


async def _revoke(id_: str | None, subject: str | None) -> "tuple[KnownToken, ...] | Refusal":
    from api.wiring import identified

    async with identified(settings_now()) as (identity, record):
        now, caller = datetime.now(UTC), identity.local("token revoke")
        found = [
            each
            for each in await record.tokens.unexpired(now)
            if (each.id == id_ if subject is None else each.subject == subject)
        ]
        if not found:
            return Refusal(
                code="token.unknown",
                message="No token that has not expired fits that.",
                hint="skillway token list shows all of them.",
            )
        held = [each for each in found if each.revoked_at is None]
        await record.tokens.revoke(held, by=caller.id, at=now)
        await identity.did(caller, "token.write", things=[each.id for each in held])
        return tuple(replace(each, revoked_at=each.revoked_at or now) for each in found)


def _shown(each: "KnownToken") -> dict[str, object]:
    return {
        "id": each.id,
        "subject": each.subject,
        "scopes": list(each.scopes),
        "issued_at": each.issued_at.isoformat(),
        "expires_at": each.expires_at.isoformat(),
        "revoked_at": None if each.revoked_at is None else each.revoked_at.isoformat(),
    }


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
