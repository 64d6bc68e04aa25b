"""The demo: the sample world on a graph of its own, one gap and path, its people, then the API to play with."""

import shlex
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from api import path_printing, printing, sample_people
from api.about_paths import Beside
from api.answers import Labelled
from api.commands.options import run
from api.doors import given
from api.editing import Unfit, publish_edition, sample_files
from api.paths import PathAsked, ask_path
from api.questions import ask_gap
from api.settings import Settings
from graph import embedded
from learners import sample

FROM: Final = "data-engineer"
TO: Final = "senior-data-engineer"
HAVE: Final = (("sql", 3), ("python", 2))
QUERY: Final = f"""query {{
  path(to: "{TO}", from: "{FROM}") {{
    ... on LearningPath {{
      hours proved
      steps {{ course {{ label }} hours because }}
    }}
  }}
}}"""
WHO: Final = "godwit"
ME: Final = "{ me { ... on Learner { skills { nodes { status level competency { label } } } } } }"
"""What GraphiQL can ask with a learner's token."""


def show(settings: Settings, *, serve: bool) -> None:
    """Publish the sample world, answer one question about it, and serve until Ctrl-C.

    Its data lies in the folder `demo` of `SKILLWAY_HOME`; your own editions are not touched.
    """
    home = settings.home / "demo"
    home.mkdir(parents=True, exist_ok=True)
    settings = replace(
        settings,
        home=home,
        graph=f"embedded:{home / 'graph'}",
        key_file=home / "keys" / "people.keys",
        token_key_file=home / "keys" / "tokens.keys",
        log_level="warning",
    )
    with ExitStack() as held:
        with printing.progress("starting the graph …"):
            joined = embedded.join(Path(settings.graph.removeprefix("embedded:")))
        held.callback(embedded.leave, joined)
        _publish(settings)
        _ask(settings)
        _people(settings)
        if serve:
            from api.serving import serve as serve_forever

            serve_forever(settings, on_start=_links)


def _publish(settings: Settings) -> None:
    with printing.progress("checking and publishing the sample world …") as say:
        done = run(
            publish_edition(
                settings,
                sample_files(),
                note="The sample world",
                author="demo",
                at=datetime.now(UTC),
                on_progress=say,
            )
        )
    if isinstance(done, Unfit):
        raise RuntimeError(done.message)
    state = "published" if done.written else "found as it was left"
    click.echo(f"The sample world, {state}: edition {done.edition.number}, {printing.counts(done.counts)}.")
    click.echo(f"Its files: {sample_files()[0].parent}\n")


def _ask(settings: Settings) -> None:
    typed = " ".join(f"--have {competency}={rank}" for competency, rank in HAVE)
    click.echo(click.style(f"$ skillway gap --to {TO} --from {FROM} {typed}", bold=True))
    gap = given(run(ask_gap(settings, target=TO, source=FROM, have=HAVE, include_optional=False)))
    printing.gap(gap.target, gap.gap, Labelled(gap.catalogue, "en"))
    click.echo(click.style(f"$ skillway path --to {TO} --from {FROM} {typed}", bold=True))
    asked = PathAsked(target=TO, source=FROM, have=HAVE)
    path = run(ask_path(settings, asked, Beside(), on_progress=lambda _: None))
    labelled = Labelled(path.catalogue, "en")
    path_printing.learning_path(f"to {labelled.text(path.target)}", path.path, labelled)


def _people(settings: Settings) -> None:
    """The people of the sample world: each shows a case, in a line, with the command that shows more."""
    with printing.progress("bringing in the people …"):
        loaded = run(sample_people.load(settings))
    there = "brought in" if loaded else "found as they were left"
    click.echo(f"\nIts people, {there}. {sample.MANAGER} leads most of them; each shows a case:\n")
    for story in sample.STORIES:
        click.echo(f"  {click.style(f'{story.learner:<7}', bold=True)} {story.words}")
        click.echo(click.style(f"          skillway {story.look}", dim=True))
    click.echo(f"\nA team:   skillway team heat --manager {sample.MANAGER}")
    click.echo(f"Who next? skillway team coverage --manager {sample.MANAGER} --to {TO} --people 4")
    click.echo(f"\nIn another terminal, first:  export SKILLWAY_HOME={shlex.quote(str(settings.home))}")
    click.echo('For “me” in GraphiQL (headers: {"Authorization": "Bearer TOKEN"}):')
    click.echo(f"  skillway token issue --learner {WHO}")
    click.echo(f"  {ME}")


def _links(address: str) -> None:
    click.echo(f"\nGraphiQL, with example queries:  {click.style(f'{address}/graphql', fg='cyan', bold=True)}")
    click.echo(f"Ready-made, for a terminal:\n\n  curl -s {address}/graphql -H 'Content-Type: application/json' \\")
    click.echo('''    -d '{"query": "''' + " ".join(QUERY.split()).replace('"', '\\"') + """"}'\n""")
    click.echo("Ctrl-C stops everything; the data stays for the next time.")
