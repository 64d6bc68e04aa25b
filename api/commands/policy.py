"""`policy`: the rules by which evidence becomes a state; what a change of them does to people, before it is made."""

from pathlib import Path
from typing import Any

import click

from api import printing
from api.commands.options import existing, json_option, run, settings_now
from api.doors import given
from learners.rules import Policy

MOST_NAMED = 8
"""So many learners are named on a line; the rest are counted, and are in the JSON."""

version_option = click.option(
    "--version", "version", type=click.IntRange(1), metavar="N", help="A version that was the policy before."
)


@click.group(epilog="Example: skillway policy show > policy.toml")
def policy() -> None:
    """Show the policy, check a changed one, see whom it would qualify or unqualify, and apply it.

    A policy is one commented file. Those that were applied are kept; one of them can be applied again.
    """


@policy.command(epilog="Example: skillway policy show > policy.toml")
@version_option
@json_option
def show(version: int | None, as_json: bool) -> None:
    """Print the policy's file, to be copied and changed. With --json: which it is, and when each was applied."""
    from api import policies

    found, applied = run(policies.current(settings_now(), version))
    if not as_json:
        click.echo(found.text, nl=False)
        return
    printing.as_json(
        {
            "policy": _named(found),
            "applied": [
                {"version": one.version, "digest": one.digest, "at": one.at.isoformat(), "by": one.by}
                for one in applied
            ],
        }
    )


@policy.command(epilog="Example: skillway policy check policy.toml")
@click.argument("file", type=click.Path())
@json_option
def check(file: str, as_json: bool) -> None:
    """Read a policy file, and say what is wrong with it and where. Needs no graph."""
    found = _read(file)
    if as_json:
        printing.as_json({"ok": True, "policy": _named(found)})
    else:
        own = f", with numbers of their own for {', '.join(found.competencies)}" if found.competencies else ""
        printing.say(f"fine: {found.label}{own}")


@policy.command(epilog="Example: skillway policy preview policy.toml")
@click.argument("file", type=click.Path(), required=False)
@version_option
@json_option
def preview(file: str | None, version: int | None, as_json: bool) -> None:
    """List whom a policy would qualify or unqualify, rank by rank. Nothing is changed; each look is audited."""
    _preview(_wanted(file, version), as_json=as_json)


@policy.command(epilog="Example: skillway policy apply policy.toml")
@click.argument("file", type=click.Path(), required=False)
@version_option
@click.option("--yes", is_flag=True, help="Do not list whom it touches and ask first.")
@json_option
def apply(file: str | None, version: int | None, yes: bool, as_json: bool) -> None:
    """Make a file the policy, or with --version take back a change. All states follow with the next answer."""
    from api import policies

    wanted = _wanted(file, version)
    if not yes:
        if as_json:
            raise click.UsageError("With --json say --yes, too: there is nobody to ask.")
        _preview(wanted, as_json=False)
        click.confirm("Make it the policy?", abort=True)
    found, applied = run(policies.apply(settings_now(), wanted))
    if as_json:
        printing.as_json({"policy": _named(found), "at": applied.at.isoformat(), "by": applied.by})
    else:
        printing.say(f"the policy is {found.label} since {applied.at:%Y-%m-%d %H:%M} UTC")


def _wanted(file: str | None, version: int | None) -> Policy | int:
    if (file is None) == (version is None):
        raise click.UsageError("Name a file, or an earlier policy by --version.")
    return _read(file) if file is not None else version or 0


def _read(file: str) -> Policy:
    from api import policies

    (path,) = existing((file,))
    return given(policies.read_file(Path(path)))


def _preview(wanted: Policy | int, *, as_json: bool) -> None:
    from api import policies

    with printing.progress("looking at everybody …", quiet=as_json) as note:
        found = run(policies.preview(settings_now(), wanted, on_progress=note))
    if as_json:
        printing.as_json(
            {
                "edition": {"number": found.view.edition.number, "digest": found.view.edition.digest},
                "policy": _named(found.wanted),
                "current": _named(found.current),
                "learners": found.learners,
                "qualified": found.qualified,
                "unqualified": found.unqualified,
                "unknown": list(found.unknown),
                "changes": [
                    {
                        "competency": effect.competency,
                        "level": effect.level,
                        "qualified": list(effect.qualified),
                        "unqualified": list(effect.unqualified),
                    }
                    for effect in found.effects
                ],
            }
        )
        return
    if found.effects:
        printing.table(
            f"{found.wanted.label} instead of {found.current.label}",
            ("competency", "rank", "would qualify", "would no longer"),
            [
                (effect.competency, str(effect.level), _ids(effect.qualified), _ids(effect.unqualified))
                for effect in found.effects
            ],
            right=("rank",),
        )
    printing.say(
        f"{printing.many(found.learners, 'learner')} looked at: {printing.many(found.qualified, 'rank')} gained, "
        f"{found.unqualified} lost"
    )
    if found.unknown:
        printing.say(f"named in the policy and not in the edition: {', '.join(found.unknown)}")


def _ids(learners: tuple[str, ...]) -> str:
    more = len(learners) - MOST_NAMED
    named = ", ".join(learners[:MOST_NAMED])
    return f"{len(learners)}: {named}{f' and {more} more' if more > 0 else ''}" if learners else ""


def _named(found: Policy) -> dict[str, Any]:
    return {"name": found.name, "version": found.version, "digest": found.digest}
