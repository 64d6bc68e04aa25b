"""`import` and `template`: ontologies from tables and frameworks to Turtle; people and evidence into the record."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api import printing
from api.commands.options import Sectioned, json_option, run, settings_now
from api.doors import FINE, REFUSED, Refused, given
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from api.import_reports import ImportReport
    from api.table_imports import Source
    from api.ticking import Ticker

ABOUT_PEOPLE: Final = ("people", "evidence", "completions")
_OF_ONTOLOGIES: Final = ("out", "base", "language")
_OF_PEOPLE: Final = ("dry_run", "zone", "columns", "score_scale", "home_page", "statuses", "author", "most")


def pairs(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """A reader of repeated `OURS=THEIRS` options."""
    found = []
    for value in values:
        ours, equals, theirs = value.partition("=")
        if not equals or not ours.strip() or not theirs.strip():
            raise click.BadParameter(f"“{value}” is not OURS=THEIRS", ctx, param)
        found.append((ours.strip(), theirs.strip()))
    return tuple(found)


@click.command(
    "import",
    cls=Sectioned,
    sections={"For ontologies": _OF_ONTOLOGIES, "For people, evidence and completions": _OF_PEOPLE},
    epilog="Examples: skillway import tables skills.xlsx --base https://example.org/skills/ --out build"
    "      skillway import evidence ratings.csv --dry-run",
)
@click.argument("kind")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the Turtle and the report.")
@click.option("--base", help="IRI before the ids; frameworks have one of their own.")
@click.option("--language", help="Language of words without one; en unless the source names another.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, and write nothing.")
@click.option("--zone", metavar="NAME", help="The zone of times that name none, such as Europe/Berlin.")
@click.option(
    "--column", "columns", multiple=True, metavar="OURS=THEIRS", callback=pairs, help="What a column is called here."
)
@click.option(
    "--score-scale",
    type=click.Choice(["1", "100"]),
    help="What scores and progress of completions go up to, where their headings do not say.",
)
@click.option("--home-page", metavar="IRI", help="Where the user names of completions are accounts.")
@click.option(
    "--status", "statuses", multiple=True, metavar="OURS=THEIRS", callback=pairs,
    help="What a status means: completed, passed, failed, in_progress or not_started.",
)  # fmt: skip
@click.option("--author", metavar="NAME", help="Which system completions are from; it is their author.")
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True, help="Rows that are shown.")
@json_option
@click.pass_context
def import_(ctx: click.Context, /, kind: str, source: Path, as_json: bool, **options: Any) -> int:
    """Bring in an ontology (as Turtle), people, or evidence, with an account of every row.

    KIND is one of two sorts. Ontologies: tables, lms-catalog, skos, uk-gdad, direct, esco, metacademy, ucsd-catalog.
    They need --out, and publish nothing. Into the record of people: people, evidence, completions. SOURCE is CSV,
    XLSX or JSON lines (ontologies: also a folder).

    No row is dropped silently: a row that cannot be taken is kept with its reason (skillway rejected list), and the
    others are taken all the same; then the exit code is 1. The same file again changes nothing.
    """
    if not source.exists():
        raise Refused(
            Refusal(code="file.unknown", message=f"There is no file or folder {source}.", hint="Check the path.")
        )
    from ontology import imports

    if kind not in (*imports.KINDS, *ABOUT_PEOPLE):
        raise Refused(_unknown_kind(kind, (*imports.KINDS, *ABOUT_PEOPLE)))
    _fitting(ctx, kind)
    if kind in ABOUT_PEOPLE:
        return _about_people(kind, source, as_json, options)
    if options["out"] is None:
        raise click.UsageError("An ontology needs --out FOLDER, where its Turtle goes.", ctx)
    with printing.progress(f"importing {source} …", quiet=as_json):
        report = given(imports.run(kind, source, options["out"], base=options["base"], language=options["language"]))
    if as_json:
        printing.as_json(report.as_json())
    else:
        printing.import_report(report)
    return FINE


def _unknown_kind(kind: str, kinds: tuple[str, ...]) -> Refusal:
    return Refusal(
        code="import.unknown_kind",
        message=f"There is no importer “{kind}”.",
        hint=f"The kinds are: {', '.join(kinds)}.",
        candidates=kinds,
    )


def _fitting(ctx: click.Context, kind: str) -> None:
    """Options of the other sort of import are wrong use: they would be without effect, and nobody would notice."""
    wrong = _OF_ONTOLOGIES if kind in ABOUT_PEOPLE else _OF_PEOPLE
    for name in wrong:
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = next(param for param in ctx.command.params if param.name == name).opts[0]
            raise click.UsageError(f"{option} means nothing for {kind}.", ctx)


def _about_people(kind: str, file: Path, as_json: bool, options: dict[str, Any]) -> int:
    from api import record_printing
    from api.ticking import ticking

    if not file.is_file():
        raise Refused(
            Refusal(
                code="file.unknown", message=f"{file} is not a file.", hint="Name a CSV, XLSX or JSON lines file."
            )
        )
    source = _source(kind, file, options)
    with ticking(quiet=as_json) as tick:
        report = run(_imported(kind, source, tick))
    if as_json:
        printing.as_json(report.as_json())
    else:
        record_printing.import_report(report, str(file), most=options["most"])
    return FINE if report.fine else REFUSED


async def _imported(kind: str, source: "Source", tick: "Ticker") -> "ImportReport":
    from api import table_imports
    from api.administering import desk

    work = {
        "people": table_imports.import_people,
        "evidence": table_imports.import_evidence,
        "completions": table_imports.import_completions,
    }[kind]
    tick.say("opening the graph …")
    async with desk(settings_now(), f"import {kind}") as there:
        return await work(there, source, tick)


def _source(kind: str, file: Path, options: dict[str, Any]) -> "Source":
    from api import row_forms
    from api.table_imports import Source

    if kind != "completions":
        for name in ("score_scale", "home_page", "statuses", "author"):
            if options[name]:
                raise click.UsageError(f"--{name.replace('_', '-').removesuffix('es')} is for completions only.")
    form = row_forms.RowForm(
        zone=given(row_forms.zone_named(options["zone"])),
        home_page=given(row_forms.home_page_of(options["home_page"])),
        states=given(row_forms.states_of({theirs: ours for ours, theirs in options["statuses"]})),
        author=options["author"] or row_forms.DEFAULT_AUTHOR,
    )
    return Source(
        path=file,
        form=form,
        columns={theirs: ours for ours, theirs in options["columns"]},
        score_top=None if options["score_scale"] is None else float(options["score_scale"]),
        dry_run=options["dry_run"],
    )


@click.command(epilog="Example: skillway template tables skills.xlsx")
@click.argument("kind", type=click.Choice(["tables"]), expose_value=False)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def template(file: Path, force: bool) -> None:
    """Write an empty workbook with every sheet and column explained, to start by typing."""
    from ontology import exports

    given(exports.template(file, overwrite=force))
    click.echo(f"wrote {file}: type, then skillway import tables {file} --base IRI --out FOLDER")
