"""`consent`: what a learner's data may be used for, as they said."""

import click

from api import printing
from api.commands.options import json_option, run, settings_now
from api.doors import given
from learners.access import Purpose
from learners.consent import PURPOSES, Consent, Held
from learners.ids import LearnerId
from ontology.refusals import Refusal

learner_option = click.option("--learner", required=True, metavar="ID", help="Whose.")
purpose_option = click.option("--purpose", required=True, type=click.Choice(PURPOSES), help="What for.")


@click.group(epilog="Example: skillway consent show --learner l-042")
def consent() -> None:
    """Show, give or withdraw a learner's consent: to inference, to the manager's view, to experiments.

    What was said before is kept. Without a word of the learner the policy's default holds.
    """


@consent.command(epilog="Example: skillway consent show --learner l-042")
@learner_option
@json_option
def show(learner: str, as_json: bool) -> None:
    """Say what holds now, since when, and what was said before."""
    holding, said = given(run(_read(learner)))
    if as_json:
        printing.as_json(
            {
                "learner": learner,
                "consents": [_held(each) for each in holding],
                "history": [_said(each) for each in said],
            }
        )
        return
    for each in holding:
        since = f"since {each.since:%Y-%m-%d %H:%M} UTC" if each.since else "by default"
        click.echo(
            f"{each.purpose:<13} {'given' if each.given else 'withdrawn' if each.since else 'not given':<10} {since}"
        )


@consent.command(epilog="Example: skillway consent give --learner l-042 --purpose experiments")
@learner_option
@purpose_option
@json_option
def give(learner: str, purpose: Purpose, as_json: bool) -> None:
    """Keep that the learner consents to a purpose from now on."""
    _say(learner, purpose, True, as_json)


@consent.command(epilog="Example: skillway consent withdraw --learner l-042 --purpose manager_view")
@learner_option
@purpose_option
@json_option
def withdraw(learner: str, purpose: Purpose, as_json: bool) -> None:
    """Keep that the learner does not consent to a purpose from now on; what rests on it ends at once."""
    _say(learner, purpose, False, as_json)


def _say(learner: str, purpose: Purpose, is_given: bool, as_json: bool) -> None:
    kept = given(run(_keep(LearnerId(learner), purpose, is_given)))
    if as_json:
        printing.as_json(_said(kept))
    else:
        click.echo(
            f"{kept.purpose}: {'given' if kept.given else 'withdrawn'} from {kept.at:%Y-%m-%d %H:%M:%S} UTC on"
        )


async def _read(learner: str) -> tuple[tuple[Held, ...], tuple[Consent, ...]] | Refusal:
    from api.wiring import identified
    from learners import consent as consenting

    async with identified(settings_now()) as (identity, record):
        visible = await identity.see(identity.local("consent show"), learner, action="consent.read")
        if isinstance(visible, Refusal):
            return visible
        said = await record.consents.of(visible)
        return consenting.held(said, await identity.defaults()), said


async def _keep(learner: LearnerId, purpose: Purpose, is_given: bool) -> Consent | Refusal:
    from api.wiring import identified

    command = f"consent {'give' if is_given else 'withdraw'}"
    async with identified(settings_now()) as (identity, record):
        visible = await identity.see(identity.local(command), learner, action="consent.write", things=[purpose])
        if isinstance(visible, Refusal):
            return visible
        return await record.consents.say(visible, purpose, given=is_given)


def _held(each: Held) -> dict[str, object]:
    since = None if each.since is None else each.since.isoformat()
    return {"purpose": each.purpose, "given": each.given, "since": since, "by": each.by}


def _said(each: Consent) -> dict[str, object]:
    return {"purpose": each.purpose, "given": each.given, "at": each.at.isoformat(), "by": each.by}
