"""The terminal's door: what may go wrong behind it comes out as one clear error, never as a stack trace."""

import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TypeVar

import click

from ontology.refusals import Refusal

Answer = TypeVar("Answer")

FINE, REFUSED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class Refused(Exception):
    """Carries a `Refusal` from a command out to the door."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def given(answer: Answer | Refusal) -> Answer:
    """The answer, or out to the door with the refusal."""
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


def at_the_door(group: click.Group, arguments: list[str]) -> int:
    """Run a command and give the exit code. Errors go to stdout as JSON under `--json`, else to stderr in words."""
    as_json = "--json" in arguments
    try:
        outcome = group.main(args=arguments, prog_name="skillway", standalone_mode=False)
        return outcome if isinstance(outcome, int) else FINE
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as wrong:
        if as_json:
            _say(Refusal(code="usage", message=wrong.format_message()), as_json)
        else:
            wrong.show()
        return WRONG_USE
    except Refused as refused:
        _say(refused.refusal, as_json)
        return REFUSED
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, a closed pager) has what it wanted.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  (kept open until the interpreter's last flush)
        return FINE
    except Exception as error:
        _say(_refusal_of(error), as_json)
        return REFUSED


def _refusal_of(error: Exception) -> Refusal:
    """What to say of an error: a room's own words where it has a code, else where the details are."""
    code = getattr(error, "code", None)
    if isinstance(code, str):
        message, hint = getattr(error, "message", str(error)), getattr(error, "mend", getattr(error, "hint", ""))
        return Refusal(code=code, message=str(message), hint=str(hint))
    if isinstance(error, OSError) and error.filename:
        return Refusal(
            code="file.unusable",
            message=f"{error.filename}: {error.strerror}.",
            hint="Check that the path is right, and that you may read and write there.",
        )
    with tempfile.NamedTemporaryFile("w", prefix="skillway-error-", suffix=".log", delete=False) as log:
        log.write("".join(traceback.format_exception(error)))
    return Refusal(
        code="internal",
        message=f"Something went wrong inside Skillway ({type(error).__name__}). Nothing was half-written.",
        hint=f"The details are in {Path(log.name)}; please report them.",
    )


def _say(refusal: Refusal, as_json: bool) -> None:
    if as_json:
        from api.answers import of_refusal

        click.echo(json.dumps({"error": of_refusal(refusal)}, ensure_ascii=False, indent=2))
        return
    from api.printing import plain

    click.echo(click.style("refused: ", fg="red", bold=True, reset=True) + plain(refusal.message), err=True)
    if refusal.hint:
        click.echo(f"         {plain(refusal.hint)}", err=True)
    click.echo(f"         ({refusal.code})", err=True)
