"""The command line: one group, its commands loaded only when they are called.

Every reading command takes `--json`; people get tables. It exits with 0 (fine), 1 (findings of severity error, or a
refusal) or 2 (wrong use). This is one of the three doors, and the one place that runs the event loop.
"""

import sys
from importlib import import_module
from importlib.metadata import version as installed_version
from typing import Any, NamedTuple

import click


class Command(NamedTuple):
    """Where a command lives, and its line in `--help`."""

    target: str
    line: str


COMMANDS = {
    "demo": Command("api.commands.serving:demo", "the sample world: a path printed, the API served"),
    "serve": Command("api.commands.serving:serve", "serve the GraphQL API of the current edition"),
    "import": Command("api.commands.importing:import_", "an ontology as Turtle; people, evidence and completions"),
    "template": Command("api.commands.importing:template", "an empty workbook to type an ontology into"),
    "check": Command("api.commands.publishing:check", "check an ontology, and say what to mend"),
    "diff": Command("api.commands.publishing:diff", "what differs between two ontologies, by thing"),
    "publish": Command("api.commands.publishing:publish", "check, and load as the current edition"),
    "editions": Command("api.commands.publishing:editions", "the published editions, newest first"),
    "export": Command("api.commands.exporting:export", "an edition as canonical Turtle or as tables"),
    "state": Command("api.commands.state:state", "what the record says that a learner can do, and why"),
    "gap": Command("api.commands.asking:gap", "what a role level needs against what is held"),
    "path": Command("api.commands.path:path", "the cheapest proven sequence of courses to a goal"),
    "policy": Command("api.commands.policy:policy", "the rules by which evidence becomes a state: show, try, apply"),
    "plans": Command("api.commands.plans:plans", "the plans that a learner goes by"),
    "team": Command("api.commands.team:team", "a team beside what it needs: heat map, readiness, coverage"),
    "plan-many": Command(
        "api.commands.organisation:plan_many", "the paths of a whole organisation, and what it lacks"
    ),
    "routes": Command("api.commands.asking:routes", "the shortest careers from one role level to another"),
    "token": Command("api.commands.token:token", "bearer tokens: issue, list, take back, rotate their keys"),
    "keys": Command("api.commands.keys:keys", "the keys that seal people's data: list, rotate"),
    "consent": Command("api.commands.consent:consent", "what a learner's data may be used for"),
    "erase": Command("api.commands.erasing:erase", "a person goes from the record, everywhere, with a receipt"),
    "audit": Command("api.commands.auditing:audit", "who looked at or changed whose data"),
    "people": Command("api.commands.people:people", "who is in the record: accounts, duplicates, merges"),
    "rejected": Command("api.commands.rejected:rejected", "what could not be taken: list, mend, replay, discard"),
    "graph": Command("api.commands.engine:graph", "start, stop or look at the embedded graph"),
}


class Skillway(click.Group):
    """The group that knows its commands by name, and loads one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = COMMANDS.get(cmd_name)
        if command is None:
            return None
        module, _, name = command.target.partition(":")
        loaded: click.Command = getattr(import_module(module), name)
        return loaded

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.line) for name, command in COMMANDS.items()])


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"skillway {installed_version('skillway')}")
        ctx.exit()


@click.group(cls=Skillway, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Say which.")
def skillway() -> None:
    """What should this person learn next to reach that role, in which order, and why?

    \b
    Try it:          skillway demo
    Your own data:   skillway import tables FOLDER --base https://example.org/skills/ --out build/skills
                     skillway check build/skills
                     skillway publish build/skills
    Ask:             skillway gap --from "Data engineer" --to "Senior data engineer"
                     skillway path --to "Senior data engineer" --have sql=2

    The graph is the one in SKILLWAY_GRAPH: embedded:FOLDER (the default, under SKILLWAY_HOME), or bolt://… with
    SKILLWAY_GRAPH_USER and SKILLWAY_GRAPH_PASSWORD.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; the exit code is the process's."""
    from api.doors import at_the_door

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(at_the_door(skillway, sys.argv[1:] if arguments is None else arguments))
