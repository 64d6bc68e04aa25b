"""`import` and `template`: from tables and frameworks to Turtle."""

from pathlib import Path

import click

from api import printing
from api.commands.options import json_option
from api.doors import Refused, given
from ontology.refusals import Refusal


@click.command(
    "import", epilog="Example: skillway import tables skills.xlsx --base https://example.org/skills/ --out build"
)
@click.argument("kind")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the Turtle and the report.")
@click.option("--base", default=None, help="IRI before the ids; frameworks have one of their own.")
@click.option("--language", default=None, help="Language of words without one; en unless the source names another.")
@json_option
def import_(kind: str, source: Path, out: Path, base: str | None, language: str | None, as_json: bool) -> None:
    """Turn tables (CSV folder or XLSX) or a framework into Turtle, with a report of every row.

    KIND: tables, skos, uk-gdad, direct, esco, metacademy, ucsd-catalog. SOURCE is a file or a folder. Every row read
    ends as loaded, merged or refused with a reason; OUT/import-report.json lists them.
    """
    from ontology import imports

    if not source.exists():
        raise Refused(
            Refusal(code="file.unknown", message=f"There is no file or folder {source}.", hint="Check the path.")
        )
    with printing.progress(f"importing {source} …", quiet=as_json):
        report = given(imports.run(kind, source, out, base=base, language=language))
    if as_json:
        printing.as_json(report.as_json())
        return
    printing.import_report(report)


@click.command(epilog="Example: skillway template tables skills.xlsx")
@click.argument("kind", type=click.Choice(["tables"]), expose_value=False)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def template(file: Path, force: bool) -> None:
    """Write an empty workbook with every sheet and column explained, to start by typing."""
    from ontology import exports

    given(exports.template(file, overwrite=force))
    click.echo(f"wrote {file}: type, then skillway import tables {file} --base IRI --out FOLDER")
