"""`check`, `diff`, `publish` and `editions`: a curator's way from files to the current edition."""

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from api import printing
from api.answers import of_changes, of_edition, of_finding
from api.commands.options import EDITION_NUMBER, existing, json_option, run, settings_now
from api.doors import given

if TYPE_CHECKING:
    from api.edition_replays import Replayed

_most = click.option(
    "--most", type=click.IntRange(min=1), default=5, show_default=True, help="Findings shown per rule."
)


@click.command(epilog="Example: skillway check ontology/")
@click.argument("paths", nargs=-1, required=True, metavar="FOLDER_OR_FILES...")
@click.option("--alone", is_flag=True, help="Do not compare with the current edition.")
@_most
@json_option
@click.pass_context
def check(ctx: click.Context, paths: tuple[str, ...], alone: bool, most: int, as_json: bool) -> None:
    """Check an ontology: what is wrong with it, where, and how to mend it.

    Exits with 1 when a finding is an error. Where something has been published, it also warns of ids of the current
    edition that are gone.
    """
    from api.editing import check_files

    files = existing(paths)
    with printing.progress("checking …", quiet=as_json):
        checked = run(check_files(settings_now(), files, alone=alone))
    if as_json:
        printing.as_json(
            {
                "ok": checked.ok,
                "findings": [of_finding(finding) for finding in checked.findings],
                "counts": dict(checked.counts),
            }
        )
    else:
        printing.findings(checked.findings, most=most)
        verdict = (
            click.style("fine", fg="green", bold=True) if checked.ok else click.style("not fine", fg="red", bold=True)
        )
        click.echo(f"{verdict}: {printing.tally(checked.findings)}; {printing.counts(checked.counts)}")
    ctx.exit(0 if checked.ok else 1)


@click.command(epilog="Examples: skillway diff old/ new/      skillway diff 3 4      skillway diff 4 ontology/")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@json_option
def diff(before: str, after: str, as_json: bool) -> None:
    """What differs between A and B, by thing. Each is a folder, a file or the number of an edition."""
    from api.editing import compare
    from ontology import changes

    with printing.progress("comparing …", quiet=as_json):
        found = given(run(compare(settings_now(), before, after)))
    if as_json:
        printing.as_json(of_changes(found))
        return
    for line in changes.describe(found):
        printing.say(line)


@click.command(epilog='Example: skillway publish ontology/ --note "New data roles"')
@click.argument("paths", nargs=-1, metavar="FOLDER_OR_FILES...")
@click.option("--sample", is_flag=True, help="Publish the sample world.")
@click.option("--edition", "again", type=EDITION_NUMBER, metavar="N", help="Publish edition N again (undo).")
@click.option("--if-empty", is_flag=True, help="Do nothing where an edition is there already.")
@click.option("--rebuild", is_flag=True, help="Write every thing anew, where a graph was changed by hand.")
@click.option("--note", default="", help="What this edition is about.")
@click.option("--author", default=None, help="Who publishes; the name of the user by default.")
@_most
@json_option
@click.pass_context
def publish(
    ctx: click.Context,
    paths: tuple[str, ...],
    sample: bool,
    again: int | None,
    if_empty: bool,
    rebuild: bool,
    note: str,
    author: str | None,
    most: int,
    as_json: bool,
) -> None:
    """Check, and load as the current edition: all of it in one transaction, or nothing.

    Publishing the same content again changes nothing. What the new edition no longer has stays as a retired stub.
    Facts that were refused because nobody knew what they are about are tried again by themselves.
    """
    from api.editing import Unfit, publish_edition, sample_files
    from api.edition_replays import Replayed

    if sum((bool(paths), sample, again is not None)) != 1:
        raise click.UsageError("Name files or folders, or --sample, or --edition N: one of them.", ctx)
    files = sample_files() if sample else existing(paths)
    with printing.progress("checking …", quiet=as_json) as say:
        outcome = run(
            publish_edition(
                settings_now(),
                files,
                again=again,
                if_empty=if_empty,
                rebuild=rebuild,
                note=note,
                author=author or _user(),
                at=datetime.now(UTC),
                on_progress=say,
            )
        )
    if isinstance(outcome, Unfit):
        if as_json:
            printing.as_json(
                {
                    "error": {
                        "code": "edition.unfit",
                        "message": outcome.message,
                        "hint": "Mend the errors; `skillway check` shows them all.",
                        "candidates": [],
                    },
                    "findings": [of_finding(finding) for finding in outcome.findings],
                }
            )
        else:
            printing.findings(outcome.findings, most=most)
            click.echo(click.style("refused: ", fg="red", bold=True) + outcome.message, err=True)
        ctx.exit(1)
    replayed = Replayed() if outcome.left_alone else _tried_again(quiet=as_json)
    if as_json:
        printing.as_json(
            {
                "edition": of_edition(outcome.edition),
                "added": outcome.added,
                "changed": outcome.changed,
                "removed": outcome.removed,
                "unchanged": outcome.unchanged,
                "counts": dict(outcome.counts),
                "warnings": outcome.warnings,
                "seconds": round(outcome.seconds, 2),
                "replayed": {"tried": replayed.tried, "taken": replayed.taken},
            }
        )
        return
    if outcome.written:
        click.echo(
            f"published edition {outcome.edition.number}: {outcome.added:,} added, {outcome.changed:,} changed, "
            f"{outcome.removed:,} removed, {outcome.unchanged:,} unchanged ({outcome.seconds:.1f} s)"
        )
    elif outcome.left_alone:
        click.echo(f"edition {outcome.edition.number} is there already; nothing was published")
    else:
        click.echo(
            f"nothing to publish: edition {outcome.edition.number} says the same already "
            f"({outcome.unchanged:,} things, {outcome.seconds:.1f} s)"
        )
    click.echo(f"  {printing.counts(outcome.counts)}")
    if outcome.warnings:
        plural = "s" if outcome.warnings != 1 else ""
        click.echo(f"  {outcome.warnings:,} warning{plural}: `skillway check` shows them")
    if replayed.taken:
        waited = printing.many(replayed.tried, "fact")
        click.echo(f"  {replayed.taken:,} of {waited} that waited for an edition that knows them were taken")


def _tried_again(*, quiet: bool) -> "Replayed":
    """What was refused and may be known now, tried again. The edition is published, whatever becomes of it."""
    from api.edition_replays import CODES, Replayed, after_publishing

    try:
        with printing.progress("trying again what was refused …", quiet=quiet):
            return run(after_publishing(settings_now()))
    except Exception as error:
        why = getattr(error, "message", type(error).__name__)
        click.echo(f"what was refused before could not be tried again: {why}", err=True)
        click.echo(f"  later: {'; '.join(f'skillway rejected replay --code {code}' for code in CODES)}", err=True)
        return Replayed()


@click.command(epilog="Example: skillway editions --json")
@json_option
def editions(as_json: bool) -> None:
    """The published editions, newest first: number, time, author, note, digest."""
    from api.editing import all_editions

    found = run(all_editions(settings_now()))
    if as_json:
        printing.as_json(
            [
                {**of_edition(e), "at": e.at.isoformat(), "author": e.author, "note": e.note, "current": n == 0}
                for n, e in enumerate(found)
            ]
        )
        return
    if not found:
        click.echo("Nothing has been published yet: skillway publish FOLDER, or skillway publish --sample")
        return
    printing.table(
        "editions",
        ("edition", "published", "by", "note", "digest"),
        ((str(e.number), f"{e.at:%Y-%m-%d %H:%M} UTC", e.author, e.note, e.digest[:12]) for e in found),
        right=("edition",),
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
