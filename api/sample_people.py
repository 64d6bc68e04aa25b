"""Brings the sample people into a record that has nobody: through the doors that everybody's tables go through."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from api.administering import Desk, desk
from api.table_imports import Source, import_evidence, import_people
from api.ticking import Ticker
from learners import sample
from learners.access import Purpose
from learners.ids import LearnerId
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from api.import_reports import ImportReport
    from api.settings import Settings


async def load(settings: "Settings") -> int:
    """How many people were brought in: none where somebody is there already."""
    async with desk(settings, "demo") as sitting:
        if await sitting.record.people.everyone(limit=1):
            return 0
        with TemporaryDirectory() as folder:
            await _tables(sitting, Path(folder))
        for alias, learner in sample.MERGED:
            _good(
                await sitting.record.people.merge(
                    LearnerId(alias), LearnerId(learner), by=sitting.caller.id, at=sitting.at, reason="one person"
                )
            )
        for name, purpose in sample.WITHDRAWN:
            await _withdraw(sitting, name, purpose)
        return len(await sitting.record.people.everyone())


async def _tables(sitting: Desk, folder: Path) -> None:
    quiet = Ticker(quiet=True)
    for table in sample.TABLES_OF_PEOPLE:
        path = folder / table
        path.write_text(sample.people(table), encoding="utf-8")
        _all_taken(await import_people(sitting, Source(path=path), quiet))
    path = folder / "evidence.csv"
    path.write_text(sample.evidence(sitting.at.date()), encoding="utf-8")
    _all_taken(await import_evidence(sitting, Source(path=path), quiet))


async def _withdraw(sitting: Desk, name: str, purpose: Purpose) -> None:
    visible = await sitting.see(name, "consent.write")
    if isinstance(visible, Refusal):
        raise RuntimeError(visible.message)
    await sitting.record.consents.say(visible, purpose, given=False)


def _all_taken(report: "ImportReport") -> None:
    """The sample is ours: a row that is refused is a fault of the package."""
    if not report.fine:
        raise RuntimeError("; ".join(f"row {row.row}: {row.message}" for row in report.rows))


def _good(answer: object) -> None:
    if isinstance(answer, Refusal):
        raise RuntimeError(answer.message)
