"""What is told of statements that were not taken: each by its place in the request, with the rule and the mend."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from api.xapi.refusing import Item, XapiRefused
from learners.evidence import Verdict
from learners.xapi.judging import Fault
from learners.xapi.statement import Statement


def item(index: int, fault: Fault) -> Item:
    """What the specification finds wrong with one statement."""
    return Item(index=index, path=fault.path, code=code(fault), message=fault.message, hint=fault.mend)


def code(fault: Fault) -> str:
    """The code under which a breach of a rule is told, and kept."""
    return f"statement.{fault.rule}"


def faulty(items: Sequence[Item]) -> XapiRefused:
    """The refusal of a batch with statements that the specification does not allow."""
    bad = len({item.index for item in items})
    return XapiRefused(
        "statement.invalid",
        f"{bad} of the statements {'is' if bad == 1 else 'are'} not as the specification says; none was stored.",
        hint="Each is under `items`, with its place in the request; they are kept: skillway rejected list.",
        items=items,
    )


def check_ids(named: Sequence[tuple[Statement, str]], put: str | None) -> None:
    """Raises `XapiRefused` where a PUT names two ids, or a batch has one twice."""
    if put is not None:
        own = named[0][0].id
        if own is not None and own != put:
            raise XapiRefused(
                "statement.other_id",
                "The statement has another id than the parameter statementId.",
                hint="Leave the id out of the statement, or make them one.",
            )
        return
    often = {uuid for uuid, count in Counter(uuid for _, uuid in named).items() if count > 1}
    if often:
        raise XapiRefused(
            "statement.double_id",
            f"The batch has {'an id' if len(often) == 1 else f'{len(often)} ids'} more than once; none was stored.",
            hint="Send each statement once, and different ones under ids of their own.",
            items=[
                Item(index=index, path="$.id", code="statement.double_id", message=f"The id {uuid} comes again.")
                for index, (_, uuid) in enumerate(named)
                if uuid in often
            ],
        )


def not_stored(statements: Sequence[Verdict], facts: Sequence[Verdict]) -> XapiRefused:
    """Why a batch was not stored: 409 where a statement has the id of another, 403 where somebody who was erased
    would come back with it, else 400."""
    bad = [(index, verdict) for index, verdict in enumerate(statements) if _stands_in_the_way(verdict)]
    items = [
        Item(
            index=index,
            path=_WHERE.get(verdict.code, "$"),
            code=verdict.code,
            message=verdict.message,
            hint=verdict.hint,
        )
        for index, verdict in bad
    ]
    first = bad[0][1] if bad else next(filter(_stands_in_the_way, facts))
    codes = {verdict.code for _, verdict in bad}
    status = 409 if "statement.conflict" in codes else 403 if "learner.erased" in codes else 400
    return XapiRefused(
        first.code, f"{first.message} None was stored.", status=status, hint=first.hint, items=items
    )  # fmt: skip


_WHERE: Final = {
    "statement.conflict": "$.id",
    "statement.voids_voiding": "$.object.id",
    "learner.erased": "$.actor",
}
"""Where in a statement the reason lies."""


def _stands_in_the_way(verdict: Verdict) -> bool:
    """Whether an item kept the others out, and was not kept out by them."""
    return verdict.outcome in ("conflict", "refused") and verdict.code != "intake.kept_out"
