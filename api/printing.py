"""What the terminal shows: tables for people, JSON for programs, progress on anything that takes a while."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import click

from ontology.findings import SEVERITIES, Finding

if TYPE_CHECKING:
    from rich.console import Console

    from api.answers import Labelled
    from graph import Edition
    from ontology.imports.report import Report
    from planning.model import Gap, GapItem

JsonValue = dict[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_COLOURS = {"error": "bold red", "warning": "yellow", "information": "dim"}


def plain(text: str) -> str:
    """Words that came from outside, without the control characters that a terminal would obey."""
    return _CONTROLS.sub("�", text)


def say(text: str) -> None:
    """A line of words on stdout."""
    click.echo(plain(text))


def marked(text: str) -> str:
    """Words that came from outside, for text with rich's marks around them."""
    from rich.markup import escape

    return escape(plain(text))


def as_json(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def console(*, err: bool = False) -> "Console":
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    return Console(file=stream, highlight=False, soft_wrap=False, width=None if stream.isatty() else 118)


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Sequence[str] = (),
    most: Mapping[str, int] | None = None,
) -> None:
    """A table on stdout; columns named in `right` are aligned to the right, those in `most` that wide at most."""
    from rich import box
    from rich.table import Table

    shown = Table(title=marked(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        justify: Literal["left", "right"] = "right" if column in right else "left"
        shown.add_column(column, justify=justify, overflow="fold", max_width=(most or {}).get(column))
    for row in rows:
        shown.add_row(*(marked(cell) for cell in row))
    console().print(shown)


def findings(found: Sequence[Finding], *, most: int) -> None:
    """Findings for people: each with its place and mend; per rule at the most `most`, then how many more."""

    out = console()
    shown: dict[tuple[str, str], int] = {}
    for finding in found:
        key = (finding.severity, finding.rule)
        shown[key] = shown.get(key, 0) + 1
        if shown[key] > most:
            continue
        colour = _COLOURS[finding.severity]
        place = f"  {finding.where}" if finding.where else ""
        named = f"“{finding.label}” ({finding.id}): " if finding.label else f"{finding.id}: " if finding.id else ""
        if f"“{finding.label}”" in finding.message:
            named = ""
        out.print(f"[{colour}]{finding.severity}[/] [bold]{finding.rule}[/]{marked(place)}")
        out.print(f"    {marked(named + finding.message)}")
        if finding.mend:
            out.print(f"    [green]mend:[/] {marked(finding.mend)}")
    for (severity, rule), count in shown.items():
        if count > most:
            out.print(f"[dim]… and {count - most:,} more of {severity} {rule} (--most N shows more, --json all)[/]")


def tally(found: Sequence[Finding]) -> str:
    """How many of each severity, in words."""
    words = {"error": "errors", "warning": "warnings", "information": "pieces of information"}
    one = {"error": "error", "warning": "warning", "information": "piece of information"}
    counts = {severity: sum(finding.severity == severity for finding in found) for severity in SEVERITIES}
    parts = [f"{n:,} {(one if n == 1 else words)[severity]}" for severity, n in counts.items() if n]
    return ", ".join(parts) or "no findings"


def counts(counted: Mapping[str, int]) -> str:
    """How much of everything there is, in words; what there is none of is left out."""
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counted.items() if count) or "empty"


def edition_line(edition: "Edition") -> None:
    click.echo(click.style(f"edition {edition.number} ({edition.digest[:12]})", dim=True))


def many(count: float, thing: str) -> str:
    """A count with its word: `1 step`, `2 steps`, `166.5 hours`."""
    return f"{hours(count)} {thing if count == 1 else thing + 's'}"


def hours(count: float) -> str:
    """A figure without needless zeros, to two decimals: `0.25`, `12`, `12,345.5`."""
    return f"{count:,.2f}".rstrip("0").rstrip(".")


def gap(target: str, measured: "Gap", labelled: "Labelled") -> None:
    """A gap for people, need by need."""
    table(
        f"{labelled.text(target)} needs {measured.required} "
        f"{'competency' if measured.required == 1 else 'competencies'}: {measured.short} short, "
        f"{many(measured.steps_short, 'level step')} in all",
        ("competency", "needs", "held", "short", "importance", "status"),
        (
            (
                labelled.text(item.competency),
                labelled.rank(item.competency, item.required),
                "unknown" if item.held is None else labelled.rank(item.competency, item.held) + _via(item, labelled),
                str(item.steps_short or ""),
                "essential" if item.essential else "optional",
                item.status,
            )
            for item in measured.items
        ),
        right=("short",),
    )


def _via(item: "GapItem", labelled: "Labelled") -> str:
    """Which competency answers, where it is not the one that is needed."""
    return f" (as {labelled.text(item.via)})" if item.via else ""


def said(what: str, sentences: Iterable[str]) -> None:
    """A sentence after a word that says what it is about; several below that word."""
    from rich.table import Table

    out, several = console(), list(sentences)
    if len(several) == 1:
        out.print(f"[cyan]{what}:[/] {marked(several[0])}")
    elif several:
        grid = Table.grid(padding=(0, 1, 0, 0))
        for sentence in several:
            grid.add_row("  ·", marked(sentence))
        out.print(f"[cyan]{what}:[/]", grid)


def import_report(report: "Report") -> None:
    """What an import did, sheet by sheet, and why rows were refused or merged."""
    table(
        f"{report.kind} → {report.out}",
        ("sheet", "read", "loaded", "merged", "refused"),
        (
            (sheet, *(f"{n.get(sheet, 0):,}" for n in (report.read, report.loaded, report.merged, report.refused)))
            for sheet in report.read
        ),
        right=("read", "loaded", "merged", "refused"),
    )
    for note in report.notes:
        say(f"{f'{note.sheet}: ' if note.sheet else ''}{note.message}")
    for row in report.rows[:20]:
        say(f"{row.outcome}: {row.sheet} row {row.row}: {row.message} ({row.code})")
    if len(report.rows) > 20:
        say(f"… and {len(report.rows) - 20:,} more rows in {report.out}/import-report.json")
    if report.attribution:
        say(report.attribution)


@contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A spinner with what is being done, on stderr, where somebody watches; the function changes the words."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    with console(err=True).status(what) as status:
        yield lambda words: status.update(words)
