"""`export`: an edition, or files, as canonical Turtle or as tables."""

from pathlib import Path

import click

from api import keys, printing
from api.commands.options import EDITION_NUMBER, existing, run, settings_now
from api.doors import given


@click.command(
    epilog="Examples: skillway export --edition 3 > edition-3.ttl      skillway export tables skills.xlsx      "
    "skillway export person l-042 --out l-042.json"
)
@click.argument("form", default="turtle", metavar="[turtle|tables|person]")
@click.argument("target", required=False, metavar="[FILE|FOLDER|ID]")
@click.option("--out", help="The same as FILE or FOLDER.")
@click.option("--edition", "number", type=EDITION_NUMBER, metavar="N", help="Edition N; else the current one.")
@click.option("--source", multiple=True, metavar="PATH", help="Files or folders of Turtle instead of an edition.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--with-private-notes", is_flag=True, help="Of a person: with notes for managers only, for data protection."
)
def export(
    form: str, target: str | None, out: str | None, number: int | None, source: tuple[str, ...], force: bool,
    with_private_notes: bool,
) -> None:  # fmt: skip
    """Write an edition as canonical Turtle (byte for byte as it was published) or as tables; or all about a person.

    Turtle goes to FILE, or to stdout without one. Tables go to FILE.xlsx, or to a FOLDER of CSV files. What is held
    about the person ID goes to --out as JSON, or to stdout, without anything that only managers may know.
    """
    if form == "person":
        _person(target, out, force, with_private_notes, wrong=number is not None or bool(source))
        return
    if with_private_notes:
        raise click.UsageError("--with-private-notes goes with `export person ID`.")
    from api.editing import catalogue_of, edition_as_turtle

    if form not in ("turtle", "tables"):
        if target is not None:
            raise click.UsageError(f"“{form}” is neither turtle nor tables.")
        form, target = ("tables" if form.endswith(".xlsx") else "turtle"), form
    if number is not None and source:
        raise click.UsageError("Name --edition or --source, not both.")
    named = out or target
    place = Path(named) if named else None
    if place is not None and place.is_file() and not force:
        raise click.UsageError(f"{place} is there already: --force writes over it.")
    if form == "turtle":
        turtle = given(run(edition_as_turtle(settings_now(), number, existing(source))))
        if place is None:
            click.echo(turtle, nl=False)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(turtle, encoding="utf-8", newline="\n")
    else:
        from ontology import exports

        if place is None:
            raise click.UsageError("Tables need a place: FILE.xlsx or a FOLDER.")
        with printing.progress("writing tables …"):
            given(exports.export(given(run(catalogue_of(settings_now(), number, existing(source)))), place))
    click.echo(f"wrote {place}", err=True)


def _person(learner: str | None, out: str | None, force: bool, with_private_notes: bool, *, wrong: bool) -> None:
    """Write what is held about one person."""
    from api.person_data import packed
    from api.person_export import export_person

    if learner is None or wrong:
        raise click.UsageError("`export person` takes the ID of one learner, and no edition or source.")
    place = Path(out) if out else None
    if place is not None and place.exists() and not force:
        raise click.UsageError(f"{place} is there already: --force writes over it.")
    text = packed(given(run(export_person(settings_now(), learner, with_private_notes=with_private_notes))))
    if place is None:
        click.echo(text, nl=False)
        return
    keys.replace(place, text)
    click.echo(f"wrote {place}, readable by you alone", err=True)
