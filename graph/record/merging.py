"""Merges of records: facts of their own, of which who belongs to whom is worked out anew each time one changes.

`(:Merge)` nodes say what was said and when it was undone. `(:Learner).mergedInto` is where a chain of them ends, kept
beside so that reading needs no walk. Facts keep the learner they came with, so undoing is exact.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from graph.record import times
from graph.record.putting import touch
from graph.record.writing import Moment
from learners.ids import LearnerId
from learners.people import Merge
from learners.vault import Vault
from ontology.refusals import Refusal

MOST_ALIASES: Final = 1_000
"""Records that may become one; more is a mistake in a script."""
SEALED: Final = ("reason",)


async def merge(
    moment: Moment, alias: LearnerId, learner: LearnerId, *, by: str, at: datetime, reason: str, sealed: str | None
) -> Merge | Refusal:
    """Merge `alias` into `learner`, who may have been merged into another: then it counts for that one."""
    if alias == learner:
        return Refusal(code="merge.same", message=f"{alias} cannot be merged into itself.", hint="Name two learners.")
    roots: dict[str, str] = dict(await moment.run("read/record/learners", ids=sorted({alias, learner})))
    for named in (alias, learner):
        if named not in roots:
            return Refusal(
                code="learner.unknown",
                message=f"There is no learner with the id {named}.",
                hint="`skillway people list` shows all.",
            )
    if roots[alias] != alias:
        return Refusal(
            code="merge.merged",
            message=f"{alias} is merged into {roots[alias]} already.",
            hint=f"Undo that first: skillway people unmerge {alias}",
        )
    if roots[learner] == alias:
        return Refusal(
            code="merge.cycle",
            message=f"{learner} is merged into {alias} already, so {alias} cannot be merged into it.",
            hint=f"Undo that first: skillway people unmerge {learner}",
        )
    below = await moment.run("read/record/aliases", learners=[alias, roots[learner]])
    if len(below) >= MOST_ALIASES:
        return Refusal(
            code="merge.too_many",
            message=f"More than {MOST_ALIASES:,} records would become one.",
            hint="Look at skillway people merges: something merges too much.",
        )
    said = {"id": str(uuid4()), "alias": alias, "learner": learner, "by": by, "at": times.text(at), "reason": sealed}
    await moment.run("write/record/merge", merge=said)
    moved = [alias, *(each for each, root in below if root == alias)]
    await _point(moment, dict.fromkeys(moved, roots[learner]), also=[roots[learner]])
    return Merge(alias=alias, learner=learner, by=by, at=at, reason=reason)


async def unmerge(moment: Moment, vault: Vault, alias: LearnerId, *, by: str, at: datetime) -> Merge | Refusal:
    """Undo the merge of `alias`: it, and what was merged into it, is on its own again."""
    rows = await moment.run("write/record/merge_undo", alias=alias, by=by, at=times.text(at))
    if not rows:
        return Refusal(
            code="merge.none", message=f"{alias} is not merged into anybody.", hint="See: skillway people merges"
        )
    ((properties, root),) = rows
    live: dict[str, list[str]] = {}
    for below, into in await moment.run("read/record/merges_under", root=root, limit=MOST_ALIASES + 1):
        live.setdefault(into, []).append(below)
    freed, waiting = [str(alias)], [str(alias)]
    while waiting:
        below_it = live.get(waiting.pop(), [])
        freed += below_it
        waiting += below_it
    await _point(moment, {each: alias if each != alias else None for each in freed}, also=[root])
    return opened(properties, vault)


def opened(properties: Mapping[str, Any], vault: Vault) -> Merge:
    """The merge of a node."""
    get = properties.get
    return Merge(
        alias=LearnerId(properties["alias"]),
        learner=LearnerId(properties["learner"]),
        by=properties["by"],
        at=times.read(properties["at"]),
        reason="" if get("reason") is None else vault.open(properties["reason"]),
        undone_by=get("undoneBy"),
        undone_at=times.maybe(get("undoneAt")),
    )


async def _point(moment: Moment, roots: Mapping[str, str | None], *, also: list[str]) -> None:
    """Learners count for others now, or for themselves (None); what is answered about all of them may change."""
    rows = [{"id": each, "root": root} for each, root in sorted(roots.items())]
    await moment.run("write/record/merged_into", rows=rows)
    await touch(moment, [LearnerId(each) for each in sorted({*roots, *also})])
