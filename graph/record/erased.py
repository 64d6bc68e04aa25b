"""Who was erased: digests that say so, and nothing else.

Whatever brings people or facts in asks here first, so that nobody comes back unseen with the next night's table.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from graph.record.parts import parts
from graph.session import Row
from learners.evidence import Verdict
from learners.ids import AccountToken
from learners.vault import Vault
from ontology.refusals import Refusal

Run = Callable[..., Awaitable[list[Row]]]

ERASED: Final = Refusal(
    code="learner.erased",
    message="This person was erased, and nothing about them is taken in.",
    hint="If they are to come back: skillway erase let-back ID",
)


def erased_verdict(item: str) -> Verdict:
    """The verdict on an item about somebody who was erased."""
    return Verdict(id=item, outcome="refused", code=ERASED.code, message=ERASED.message, hint=ERASED.hint)


def gone(vault: Vault, learner: str) -> str:
    """The id of the tombstone that a learner would have."""
    return vault.token(f"learner:{learner}")


async def erased_among(
    run: Run, vault: Vault, *, learners: Sequence[str] = (), tokens: Sequence[AccountToken] = ()
) -> tuple[frozenset[str], frozenset[AccountToken]]:
    """Those of some learners and accounts that were erased. `run` is `Moment.run`, or `Connection.rows`."""
    digests = {gone(vault, learner): learner for learner in learners}
    found: set[str] = set()
    for part in parts(sorted({*digests, *tokens})):
        found.update(str(row[0]) for row in await run("read/record/tombstones", ids=part))
    return (
        frozenset(learner for digest, learner in digests.items() if digest in found),
        frozenset(token for token in tokens if token in found),
    )
