"""`graph`: the embedded engine, kept up on purpose or looked at."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api import printing
from api.commands.options import json_option, settings_now
from api.doors import Refused
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.embedded import Status


@click.group()
def graph() -> None:
    """Start, stop or look at the embedded graph.

    Commands start it by themselves and it stops with the last of them; while it is kept up, they are quicker.
    """


@graph.command(epilog="Example: skillway graph start")
@json_option
def start(as_json: bool) -> None:
    """Start the engine and keep it up until `skillway graph stop`."""
    from graph import embedded

    with printing.progress("starting the engine …", quiet=as_json):
        status = embedded.start(_folder())
    _show(status, as_json)


@graph.command(epilog="Example: skillway graph stop")
@json_option
def stop(as_json: bool) -> None:
    """Let the engine stop; refused while a service or a command uses it."""
    from graph import embedded

    with printing.progress("stopping the engine …", quiet=as_json):
        was, status = embedded.status(_folder()), embedded.stop(_folder())
    if was.running and not as_json:
        click.echo(f"stopped on {status.folder}")
        return
    _show(status, as_json)


@graph.command(epilog="Example: skillway graph status --json")
@json_option
def status(as_json: bool) -> None:
    """Say whether the engine runs, where, and for whom."""
    from graph import embedded

    _show(embedded.status(_folder()), as_json)


def _folder() -> Path:
    """The embedded graph's folder; refused where the graph is a server of its own."""
    settings = settings_now()
    folder = settings.graph.removeprefix("embedded:")
    if folder == settings.graph:
        raise Refused(
            Refusal(
                code="graph.not_embedded",
                message=f"SKILLWAY_GRAPH says {settings.graph}: that server is started and stopped by its own tools.",
                hint="Unset SKILLWAY_GRAPH, or set it to embedded:FOLDER, to use the embedded graph.",
            )
        )
    return Path(folder).expanduser()


def _show(status: "Status", as_json: bool) -> None:
    if as_json:
        printing.as_json({name: str(v) if isinstance(v, Path) else v for name, v in asdict(status).items()})
    elif status.running:
        kept = "until `skillway graph stop`" if status.pinned else "until its last user is gone"
        click.echo(f"runs on {status.folder}, port {status.port} of 127.0.0.1, {kept} (process {status.engine_pid})")
    else:
        click.echo(f"does not run on {status.folder}")
