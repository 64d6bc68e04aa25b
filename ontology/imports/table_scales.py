"""The scales of tables, put together from the rows of their levels."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, cast

from ontology.ids import LevelId, ScaleId
from ontology.imports.refusing import RowRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import shown
from ontology.imports.table_rows import Ids, Tables, missing
from ontology.model import ProficiencyLevel, ProficiencyScale, Text


class _Level(NamedTuple):
    at: Place
    id: str
    labels: tuple[Text, ...]
    definitions: tuple[Text, ...]


def read(tables: Tables, ids: Ids) -> dict[str, tuple[Place, ProficiencyScale]]:
    """Scales from their levels' rows. Ranks above a hole are refused: nobody can be lifted over it."""
    levels: dict[str, dict[int, _Level]] = {}
    about: dict[str, ProficiencyScale] = {}
    first: dict[str, Place] = {}
    for at, cells in tables.rows("scales"):
        scale: str | None = None
        try:
            row = cells()
            scale = row.id("scale")
            row.must("rank")
            rank = row.whole("rank") or 0
            labels = row.labels(of=f"Rank {rank} of scale “{scale}”")
            level = row.maybe_id("id") or tables.named(f"{scale}-{rank}")
            before = about.get(scale, ProficiencyScale(id=ScaleId(scale)))
            said = replace(
                before,
                labels=_one_each(before.labels, row.texts("scale_label"), at, tables.ledger),
                definitions=tuple(sorted({*before.definitions, *row.texts("scale_description")})),
                retired=before.retired or row.retired("scale_status"),
                replaced_by=before.replaced_by or cast("ScaleId | None", row.maybe_id("scale_replaced_by")),
            )
            if rank in levels.get(scale, {}):
                raise RowRefused(
                    "rank.doubled", f"Scale “{scale}” has rank {rank} already, in {levels[scale][rank].at}."
                )
            if scale not in about:
                ids.take(scale, f"scale in {at}")
            ids.take(level, f"a level in {at}")
            about[scale] = said
            first.setdefault(scale, at)
            levels.setdefault(scale, {})[rank] = _Level(at, level, labels, row.texts("description"))
        except RowRefused as why:
            tables.ledger.refuse(at, why.code, why.message)
            if scale is not None:
                ids.refused.setdefault(("scale", scale), at)
    return _whole(tables, ids, levels, about, first)


def _whole(
    tables: Tables,
    ids: Ids,
    levels: Mapping[str, dict[int, _Level]],
    about: Mapping[str, ProficiencyScale],
    first: Mapping[str, Place],
) -> dict[str, tuple[Place, ProficiencyScale]]:
    found: dict[str, tuple[Place, ProficiencyScale]] = {}
    for scale, ranks in levels.items():
        height = next(rank for rank in range(1, len(ranks) + 2) if rank not in ranks) - 1
        for rank, level in ranks.items():
            if rank > height:
                message = (
                    f"Scale “{scale}” has no rank {height + 1} below rank {rank}; ranks go up from 1 without holes."
                )
                tables.ledger.refuse(level.at, "rank.hole", message)
        if not height:
            ids.refused.setdefault(("scale", scale), first[scale])
            continue
        labels = about[scale].labels
        if not labels:
            labels = (Text(tables.language, scale),)
            tables.ledger.note(
                "scale.unnamed", f"Scale “{scale}” has no scale_label; its id serves as one.", "scales"
            )
        found[scale] = (
            first[scale],
            replace(
                about[scale],
                labels=labels,
                levels=tuple(
                    ProficiencyLevel(
                        id=LevelId(ranks[rank].id),
                        rank=rank,
                        labels=ranks[rank].labels,
                        definitions=ranks[rank].definitions,
                    )
                    for rank in range(1, height + 1)
                ),
            ),
        )
    for scale, (at, made) in found.items():
        if made.replaced_by is not None and made.replaced_by not in found:
            code, message = missing("scale", made.replaced_by, ids.refused.get(("scale", made.replaced_by)))
            tables.ledger.warn(at, code, f"Scale “{scale}” was loaded without its replacement: {message}")
            found[scale] = (at, replace(made, replaced_by=None))
    return found


def _one_each(before: tuple[Text, ...], now: tuple[Text, ...], at: Place, ledger: Ledger) -> tuple[Text, ...]:
    """Labels of which each language keeps its first."""
    kept = {text.language: text for text in before}
    for text in now:
        if kept.setdefault(text.language, text) != text:
            ledger.warn(at, "label.doubled", f"“{shown(text.text)}” is a second scale_label and was not read.")
    return tuple(sorted(kept.values()))
