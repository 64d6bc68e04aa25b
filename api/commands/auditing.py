"""`audit`: who looked at or changed whose data, when, and what for."""

import csv
import sys
from datetime import UTC, date, datetime, time, timedelta

import click

from api import printing
from api.commands.options import json_option, run, settings_now
from learners.audit import AuditEntry, AuditFilter
from learners.ids import LearnerId

COLUMNS = (
    "id", "at", "caller", "part", "viewpoint", "action", "learner", "outcome", "purpose", "things", "edition",
    "policy", "path",
)  # fmt: skip
MOST = 100_000


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """A time with zone, or a day in UTC: its begin, and for `--until` its end."""
    if value is None:
        return None
    try:
        if len(value) == 10:
            day = datetime.combine(date.fromisoformat(value), time(), UTC)
            return day + timedelta(days=1) if param.name == "until" else day
        found = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"“{value}” is not a day (2026-03-02) or a time (2026-03-02T09:00Z)", ctx, param
        ) from None
    if found.tzinfo is None:
        raise click.BadParameter(f"“{value}” has no zone: write 2026-03-02T09:00Z", ctx, param)
    return found.astimezone(UTC)


@click.command(epilog="Example: skillway audit --learner l-042 --since 2026-01-01 --csv > who-looked.csv")
@click.option("--learner", metavar="ID", help="About this learner; also one who was erased, or never there.")
@click.option("--caller", metavar="ID", help="By this caller, such as learner:l-007, service:lms or local:ana.")
@click.option("--action", metavar="NAME", help="Of this kind: state.read, or a thing such as evidence for all of it.")
@click.option("--since", callback=moment, metavar="TIME", help="From this day or time (UTC) on.")
@click.option("--until", callback=moment, metavar="TIME", help="Before this time, or to the end of this day.")
@click.option("--limit", type=click.IntRange(1, MOST), default=200, show_default=True, help="At most so many.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for a spreadsheet.")
@json_option
def audit(
    learner: str | None, caller: str | None, action: str | None, since: datetime | None, until: datetime | None,
    limit: int, as_csv: bool, as_json: bool,
) -> None:  # fmt: skip
    """List entries of the audit log, the newest first. Nothing can be taken out of it, and looking is noted, too."""
    if as_csv and as_json:
        raise click.UsageError("Name --csv or --json, not both.")
    wanted = AuditFilter(
        learner=None if learner is None else LearnerId(learner), caller=caller, action=action, since=since,
        until=until,
    )  # fmt: skip
    found = run(_entries(wanted, limit))
    if as_json:
        printing.as_json([shown(each) for each in found])
    elif as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(COLUMNS)
        for each in found:
            writer.writerow([_cell(value) for value in shown(each).values()])
    else:
        printing.table(
            "Audit log",
            ("time (UTC)", "caller", "action", "learner", "outcome", "purpose or path"),
            [
                (
                    f"{each.at:%Y-%m-%d %H:%M:%S}", each.caller, each.action, each.learner or "",
                    each.outcome if each.viewpoint is None else f"{each.outcome} as {each.viewpoint}",
                    " · ".join(filter(None, (each.purpose, each.path and f"path {each.path[:12]}"))),
                )
                for each in found
            ],
        )  # fmt: skip
        if len(found) == limit:
            click.echo(f"only the newest {limit:,}; --limit shows more, --until goes back", err=True)


async def _entries(wanted: AuditFilter, limit: int) -> tuple[AuditEntry, ...]:
    from api.wiring import identified

    async with identified(settings_now()) as (identity, record):
        found = await record.audit.entries(wanted, limit=limit)
        await identity.did(identity.local("audit"), "audit.read")
        return found


def shown(entry: AuditEntry) -> dict[str, object]:
    """An entry with the stable keys of `--json`."""
    return {
        "id": entry.id, "at": entry.at.isoformat(), "caller": entry.caller, "part": entry.part,
        "viewpoint": entry.viewpoint, "action": entry.action, "learner": entry.learner, "outcome": entry.outcome,
        "purpose": entry.purpose, "things": list(entry.things), "edition": entry.edition, "policy": entry.policy,
        "path": entry.path,
    }  # fmt: skip


def _cell(value: object) -> str:
    """One cell of CSV; a spreadsheet must not take it for a formula."""
    text = " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
