"""What becomes of a person's data when they are erased: what goes, what stays and why, and the receipt of it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from learners.ids import LearnerId

ERASED: Final = "(erased)"
"""Stands for words that said who somebody was."""

REMOVED: Final[Mapping[str, str]] = {
    "facts": "evidence about the person, with its notes",
    "names": "name and mail address",
    "accounts": "accounts in other systems",
    "places": "role, target, manager and team, now and before",
    "consents": "statements about consent",
    "plans": "plans",
    "plan versions": "versions of plans",
    "refused items": "rows and statements that could not be taken",
    "statements": "xAPI statements in which the person acts",
    "tokens": "tokens, which were taken back",
}
"""Kinds of things that go, as counts name them."""

CHANGED: Final[Mapping[str, str]] = {
    "facts about others": "evidence that the person judged: it is the others', and stays without the author's name",
    "mentions": "xAPI statements of others: what named the person in them gave way to an anonymous account",
    "reports": "people who reported to the person: they report to nobody now",
    "audit entries": "entries of the audit log: who looked at what stays, under a name that leads nowhere",
}
"""Kinds of things that stay, without the person."""

REMAINS: Final = (
    "A keyed digest of the learner's id and of each account. It tells that they were erased, so that a table or a "
    "statement does not bring them back unseen; nobody can read who it is.",
    "Backups of the graph that were made before. They expire as your retention says; when one is restored, erase "
    "again.",
    "Pages of the graph's files that were freed and not yet written over. Names, addresses, accounts, notes and "
    "statements were sealed there: `skillway keys rotate`, then `--retire`, makes them unreadable for good.",
    "What other people wrote in free text, in notes about others or in statements, if it names the person.",
    "Copies outside this service: exports, downloads, the systems that the data came from.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How much there is about a person before they are erased, by kind; the record's other names for them."""

    learner: LearnerId
    aliases: tuple[LearnerId, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was done. `name` is what the audit log calls the person from now on."""

    learner: LearnerId
    name: str
    at: datetime
    removed: Mapping[str, int]
    changed: Mapping[str, int]

    def text(self) -> str:
        """The receipt in words, for the person."""
        lines = [f"Erased: {self.learner}, {self.at:%Y-%m-%d %H:%M} UTC.", "", "Removed:"]
        lines += [f"  {count:>7,}  {REMOVED[kind]}" for kind, count in self.removed.items()]
        lines += ["", "Changed:"]
        lines += [f"  {count:>7,}  {CHANGED[kind]}" for kind, count in self.changed.items()]
        lines += ["", "What remains, and why:"]
        lines += [f"  - {sentence}" for sentence in REMAINS]
        lines += ["", f"The audit log calls the person {self.name} from now on."]
        return "\n".join(lines) + "\n"


def scrubbed(text: str, words: Collection[str]) -> str:
    """The text with every word or phrase of `words` replaced, whatever its case; parts of longer words stay."""
    listed = sorted((word for word in words if len(word) > 1), key=lambda word: (-len(word), word))
    if not listed:
        return text
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, listed))})(?![\w-])", re.IGNORECASE)
    return pattern.sub(ERASED, text)


def mentions(text: str, words: Collection[str]) -> bool:
    """Whether the text names somebody of these words."""
    return scrubbed(text, words) != text
