"""Options that several commands share, and how a command runs."""

import asyncio
import os
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from api import settings
from api.doors import Refused
from ontology.refusals import Refusal

Answer = TypeVar("Answer")

EDITION_NUMBER = click.IntRange(1, 2**31 - 1)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON with stable keys.")


def _tag(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A language tag; a slip of the hand would show labels in the default language, and say nothing."""
    if not re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", value):
        raise click.BadParameter(f"“{value}” is not a language tag, such as en, de or pt-BR", ctx, param)
    return value.lower()


language_option = click.option(
    "--language", default="en", show_default=True, callback=_tag, help="Language of labels in the answer."
)


class Sectioned(click.Command):
    """A command with so many options that its help shows them in sections: names of parameters by title."""

    def __init__(self, *arguments: Any, sections: Mapping[str, Sequence[str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes every section; what is in none comes last."""
        waiting = {param.name: param for param in self.get_params(ctx)}
        for title, names in self._sections.items():
            with formatter.section(title):
                formatter.write_dl([row for name in names if (row := waiting.pop(name).get_help_record(ctx))])
        with formatter.section("Options"):
            formatter.write_dl([row for param in waiting.values() if (row := param.get_help_record(ctx))])


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run the work of a command to its end: the one place that starts an event loop."""
    return asyncio.run(work)


def settings_now(*, port: int | None = None) -> settings.Settings:
    """The environment's settings; a port on the command line wins."""
    found = settings.read(os.environ)
    return found if port is None else replace(found, port=port)


def rank_pairs(what: str) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], tuple[tuple[str, int], ...]]:
    """A reader of repeated `NAME=RANK` options; the name may itself contain `=`."""

    def read(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
        pairs = []
        for value in values:
            name, equals, rank = value.rpartition("=")
            if not equals or not name.strip() or not re.fullmatch(r"[0-9]{1,4}", rank.strip()):
                raise click.BadParameter(f"“{value}” is not {what}=RANK, such as sql=2", ctx, param)
            pairs.append((name.strip(), int(rank)))
        return tuple(pairs)

    return read


def existing(paths: tuple[str, ...]) -> list[Path]:
    """Paths that exist, or a refusal that names the one that does not."""
    for path in paths:
        if not Path(path).exists():
            raise Refused(
                Refusal(code="file.unknown", message=f"There is no file or folder {path}.", hint="Check the path.")
            )
    return [Path(path) for path in paths]


have_option = click.option(
    "--have",
    multiple=True,
    metavar="COMPETENCY=RANK",
    callback=rank_pairs("COMPETENCY"),
    help="A level that is held; 0 says “known not to hold”. Wins over --from. Repeatable.",
)
source_option = click.option(
    "--from", "source", metavar="ROLE_LEVEL", help="Hold exactly what this role level needs."
)
optional_option = click.option("--include-optional", is_flag=True, help="Count optional needs too.")


goal_option = click.option(
    "--goal",
    multiple=True,
    metavar="COMPETENCY=RANK",
    callback=rank_pairs("COMPETENCY"),
    help="A goal beside --to, or in its place. Repeatable.",
)
