"""What imports, refused rows and people look like on a terminal."""

from collections.abc import Sequence

from api import printing
from api.import_reports import ImportReport, RowVerdict


def import_report(report: ImportReport, source: str, *, most: int) -> None:
    """The counts of an import, and what is to be said about its rows: the refused first."""
    counts = [("read", report.read), ("accepted", report.accepted), ("known", report.known),
              ("conflict", report.conflict), ("refused", report.refused)]  # fmt: skip
    if report.nothing:
        counts.append(("nothing yet", report.nothing))
    what = f"{report.kind} from {source}" + (" (dry run: nothing was written)" if report.dry_run else "")
    names = tuple(name for name, _ in counts)
    printing.table(what, names, [tuple(f"{count:,}" for _, count in counts)], right=names)
    if report.unread:
        printing.say(f"columns that were not read: {', '.join(report.unread)}")
    rows(sorted(report.rows, key=lambda row: row.taken), most=most)
    if report.replayed:
        printing.say(f"{printing.many(report.replayed, 'row')} that had been refused earlier could be taken now")
    if any(row.rejected for row in report.rows):
        printing.say("what was not taken is kept: skillway rejected list")
    printing.say(f"{report.seconds:.1f} s")


def rows(verdicts: Sequence[RowVerdict], *, most: int) -> None:
    """One line for each verdict, with how to mend it."""
    for row in verdicts[:most]:
        where = "" if row.row is None else f"row {row.row}: "
        printing.say(f"{row.outcome}: {where}{row.message} {row.hint} ({row.code})".replace("  ", " "))
    if len(verdicts) > most:
        printing.say(f"… and {len(verdicts) - most:,} more; --most shows them, and --json gives all")
