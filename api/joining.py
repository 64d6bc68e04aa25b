"""Two records that may be one person's: how that is noticed, and what joining them would join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from api.administering import Desk
from api.rejections import cells, kept, replay_waiting
from learners.access import VisibleLearner
from learners.evidence import Verdict
from learners.ids import LearnerId
from learners.people import Contact, Profile
from ontology.refusals import Refusal

_PLACE: Final = ("role_level", "target", "manager", "team")


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """What there is of one of two records."""

    profile: Profile
    contact: Contact
    facts: int
    reports: int

    def as_json(self) -> dict[str, object]:
        accounts = len(self.contact.accounts)
        return {"learner": self.profile.learner, "facts": self.facts, "accounts": accounts, "reports": self.reports}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Two records that are, or would be, one: `alias` counts for `learner`."""

    alias: Has
    learner: Has
    done: bool

    @property
    def differ(self) -> Mapping[str, tuple[str | None, str | None]]:
        """What both say about the person, differently; what the learner's record says is what counts."""
        found = {name: (getattr(self.alias.profile, name), getattr(self.learner.profile, name)) for name in _PLACE}
        found["name"] = self.alias.contact.name, self.learner.contact.name
        return {name: both for name, both in found.items() if both[0] is not None and both[0] != both[1]}

    def as_json(self) -> dict[str, object]:
        """The keys are an interface (docs/evidence.md)."""
        return {
            "from": self.alias.as_json(),
            "into": self.learner.as_json(),
            "differ": {name: {"from": one, "into": other} for name, (one, other) in self.differ.items()},
            "done": self.done,
        }


class Duplicate(NamedTuple):
    """A refused row that claims an account of somebody else: its learner, why, how to mend it, and its own id."""

    learner: str
    why: str
    mend: str
    rejected: str


async def link(desk: Desk, learner: LearnerId, accounts: Sequence[str]) -> tuple[Verdict, int]:
    """Say that an account, in all its canonical texts, is a learner's, and try what had waited for it.

    How many items were taken then comes with the verdict.
    """
    await desk.identity.did(desk.caller, "people.write", learners=[learner])
    verdicts: list[Verdict] = []
    for text in accounts:
        verdicts.append(await desk.record.people.bind(text, learner))
        if verdicts[-1].outcome in ("conflict", "refused"):
            return verdicts[-1], 0
    tokens = [desk.record.vault.token(text) for text in accounts]
    news = [verdict for verdict in verdicts if verdict.outcome == "accepted"]
    return (news or verdicts)[0], await replay_waiting(desk, tokens=tokens)


async def join(desk: Desk, alias: LearnerId, learner: LearnerId, *, reason: str, dry_run: bool) -> Joined | Refusal:
    """Merge `alias` into `learner`, or only say what that would join."""
    action = "people.read" if dry_run else "people.write"
    there = []
    for each in (alias, learner):
        visible = await desk.see(each, action)
        if isinstance(visible, Refusal):
            return visible
        found = await _has(desk, visible)
        if found is None:
            return unknown(each)
        there.append(found)
    if there[0].profile.learner == there[1].profile.learner:
        return Refusal(
            code="merge.same",
            message=f"{alias} and {learner} are one already.",
            hint="skillway people merges lists what was merged.",
        )
    if not dry_run:
        merged = await desk.record.people.merge(alias, learner, by=desk.caller.id, at=desk.at, reason=reason)
        if isinstance(merged, Refusal):
            return merged
    return Joined(alias=there[0], learner=there[1], done=not dry_run)


async def _has(desk: Desk, visible: VisibleLearner) -> Has | None:
    people = desk.record.people
    profile, contact = await people.profile(visible), await people.contact(visible)
    if profile is None or contact is None:
        return None
    facts, reports = await desk.record.evidence.of(visible), await people.reports_of(visible.id)
    return Has(profile=profile, contact=contact, facts=len(facts), reports=len(reports))


async def duplicates(desk: Desk) -> list[Duplicate]:
    """What refused rows say of learners who share an account, oldest first."""
    items = await kept(desk, door="people", code="account.taken")
    await desk.identity.did(desk.caller, "people.read", things=[item.id for item in items])
    return [Duplicate(str(cells(item).get("learner") or ""), item.message, item.hint, item.id) for item in items]


def unknown(learner: str) -> Refusal:
    """Why nothing can be done with a learner who is not there."""
    return Refusal(
        code="learner.unknown",
        message=f"There is no learner with the id {learner}.",
        hint="skillway people list shows all.",
    )
