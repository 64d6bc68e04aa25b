"""From the rows of a completion report to facts: whom an account belongs to, and what the report has said before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from api.administering import Names
from api.intake import Handed
from api.row_forms import RowForm
from learners.evidence import Evidence
from learners.ids import AccountToken, LearnerId
from learners.tables import completions
from learners.tables.completions import Completion, CompletionTable, Item, Nothing
from learners.words import Words
from ontology.model import Catalogue
from ontology.refusals import Refusal

if TYPE_CHECKING:
    from graph.record import Record


class ReadRow(NamedTuple):
    """A row of a report: its number, its cells, and what it says."""

    number: int | None
    cells: Mapping[str, object]
    said: Completion | Nothing | Refusal
    mends: str | None = None


def table(form: RowForm, names: Names, catalogue: Catalogue) -> CompletionTable:
    """What the rows of a report are read by."""
    return CompletionTable(
        choose=items(names, catalogue),
        zone=form.tz,
        comma=form.comma,
        score_top=form.score_top,
        progress_top=form.progress_top,
        home_page=form.home_page,
        states=form.states,
    )


def items(names: Names, catalogue: Catalogue) -> Callable[[str], Item | Refusal]:
    """Finds the course or assessment of an id, a label, or the web address of a course."""
    by_url: dict[str, str | None] = {}
    for course in catalogue.courses:
        if course.url is not None and not course.retired:
            address = _address(course.url)
            by_url[address] = None if address in by_url else course.id

    def choose(text: str) -> Item | Refusal:
        course = by_url.get(_address(text)) if "://" in text else None
        if course is not None:
            return "course", course
        found = names("course", text)
        if not isinstance(found, Refusal):
            return "course", found
        other = found if found.code == "course.ambiguous" else names("assessment", text)
        return found if isinstance(other, Refusal) else ("assessment", other)

    return choose


def _address(url: str) -> str:
    return url.strip().partition("#")[0].rstrip("/").casefold()


@dataclass(kw_only=True)
class CompletionFacts:
    """Makes facts of rows. What earlier rows of this import said is `current`, too."""

    record: "Record"
    words: Words
    at: datetime
    author: str
    _said: dict[LearnerId, list[Evidence]] = field(default_factory=dict)

    async def facts(self, rows: Sequence[ReadRow]) -> list[Handed]:
        """The rows that say something, each with its fact or why there is none."""
        rows = [row for row in rows if not isinstance(row.said, Nothing)]
        accounts = {row.said.account for row in rows if isinstance(row.said, Completion) and row.said.account}
        tokens = {text: self.record.vault.token(text) for text in accounts}
        owners = await self.record.people.resolve(list(tokens.values()))
        who = [self._who(row.said, tokens, owners) for row in rows]
        new = {learner for learner in who if learner is not None and learner not in self._said}
        for learner, known in (await self.record.feeds.current(sorted(new), completions.PREFIX)).items():
            self._said[learner] = list(known)
        return [self._handed(row, learner, tokens) for row, learner in zip(rows, who, strict=True)]

    def _who(
        self,
        said: Completion | Nothing | Refusal,
        tokens: Mapping[str, AccountToken],
        owners: Mapping[AccountToken, LearnerId],
    ) -> LearnerId | None:
        if not isinstance(said, Completion):
            return None
        return said.learner if said.account is None else owners.get(tokens[said.account])

    def _handed(self, row: ReadRow, learner: LearnerId | None, tokens: Mapping[str, AccountToken]) -> Handed:
        said = row.said
        if isinstance(said, Refusal):
            return Handed(row.number, row.cells, said, row.mends)
        assert isinstance(said, Completion)
        if learner is None:
            assert said.account is not None
            return Handed(row.number, row.cells, _nobodys(said.account), row.mends, tokens[said.account])
        known = self._said[learner]
        key = completions.key(said)
        fact = completions.fact(
            said, learner, [each for each in known if each.id.startswith(key)], self.words, at=self.at, by=self.author
        )
        if isinstance(fact, Evidence) and fact not in known:
            self._said[learner] = [each for each in known if each.id != fact.supersedes] + [fact]
        return Handed(row.number, row.cells, fact, row.mends)


def _nobodys(account: str) -> Refusal:
    """Why a row about an account that belongs to nobody cannot be taken; the account itself is not repeated."""
    what = "mail address" if account.startswith("mbox:") else "account"
    return Refusal(
        code="learner.unknown",
        message=f"The row's {what} belongs to nobody in the record.",
        hint="Bring the person in with it (`skillway import people`), or link it (`skillway people link`): the row is"
        " kept, and then replayed by itself.",
    )
