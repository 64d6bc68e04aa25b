"""Options that several commands share, and how a command runs."""

import asyncio
import os
import re
from collections.abc import Callable, Coroutine
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
language_option = click.option(
    "--language", default="en", show_default=True, help="Language of labels in the answer."
)


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
