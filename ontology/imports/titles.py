"""The order of the levels of a role, read from their titles: `Junior`, `Senior`, `Lead`, `Head of` and the like.

Frameworks often name the rungs of a role without saying which comes first. What is said here is an inference, and it
says so: which titles could not be told apart by their words, and where the required levels speak against the words.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

GRADES: Final[Mapping[str, int]] = {
    "trainee": 1,
    "apprentice": 1,
    "graduate": 1,
    "associate": 2,
    "junior": 2,
    "": 4,
    "major": 5,
    "senior": 5,
    "lead": 6,
    "principal": 7,
    "head": 9,
    "chief": 9,
}
"""Words for a grade, lowest first; a title without any is the plain one. Equal numbers need other evidence."""

_ANALYST, _MANAGER = "analyst", "manager"
_FORK = re.compile(r"(?P<title>.+?)\s+[-–]\s+(?P<track>[^-–]+)\Z")


class Title(NamedTuple):
    """A level's title taken apart. `track` is what follows a dash (“Lead developer - management”)."""

    text: str
    word: str
    grade: int
    job: str
    track: str | None


class Rung(NamedTuple):
    """Where a level stands: `rank` from 1, equal for levels that nothing tells apart."""

    title: str
    rank: int
    track: str | None


class Order(NamedTuple):
    """The rungs of one role. `by_evidence` are titles that only the required levels put in order, lowest first;
    `tied` are titles that nothing tells apart; `doubts` are sentences for people."""

    rungs: tuple[Rung, ...]
    by_evidence: tuple[tuple[str, ...], ...]
    tied: tuple[tuple[str, ...], ...]
    doubts: tuple[str, ...]


def parse(text: str) -> Title:
    """The grade of a title by its words, and whether it forks off into a track of its own."""
    fork = _FORK.match(text)
    plain, track = (fork["title"], fork["track"].strip()) if fork else (text, None)
    words = re.findall(r"[a-z]+", plain.lower())
    grade = ""
    if words:
        if words[0] in GRADES:
            grade = words[0]
        elif words[-1] == "lead":  # “Data ethics lead”
            grade = "lead"
    return Title(text, grade, GRADES[grade], words[-1] if words else "", track)


def order(evidence: Mapping[str, int]) -> Order:
    """Rank the titles of one role. `evidence` is, for each title, the sum of the levels that it requires.

    First by the job that the title names (an analyst before a manager, heads last), then by its grade. Different
    words for one grade (associate, junior) go by the evidence; titles with the same word, or with the same evidence,
    are different jobs on one rung and share a rank. Ranks are the same for all tracks of the role, so
    that “Lead developer” and “Lead developer - management” stand side by side.
    """
    titles = {text: parse(text) for text in evidence}
    managed = any(title.job == _MANAGER for title in titles.values())

    def words(title: Title) -> tuple[bool, bool, int]:
        top = title.grade == GRADES["head"]
        return top, managed and title.job != _ANALYST, title.grade

    rungs: dict[tuple[tuple[bool, bool, int], int], list[Title]] = {}
    by_evidence: list[tuple[str, ...]] = []
    for key in sorted({words(title) for title in titles.values()}):
        level = [title for title in titles.values() if words(title) == key]
        required = {
            word: max(evidence[title.text] for title in level if title.word == word)
            for word in {title.word for title in level}
        }
        for title in level:
            rungs.setdefault((key, required[title.word]), []).append(title)
        if len(set(required.values())) > 1:
            by_evidence.append(tuple(title.text for title in sorted(level, key=lambda t: (required[t.word], t))))
    tied: list[tuple[str, ...]] = []
    result: list[Rung] = []
    for rank, key_of in enumerate(sorted(rungs), start=1):
        result += [Rung(title.text, rank, title.track) for title in sorted(rungs[key_of])]
        for track in {title.track for title in rungs[key_of]}:
            same = tuple(sorted(title.text for title in rungs[key_of] if title.track == track))
            if len(same) > 1:
                tied.append(same)
    return Order(
        tuple(result),
        tuple(by_evidence),
        tuple(sorted(tied)),
        tuple(_doubts(result, evidence)),
    )


def _doubts(rungs: Sequence[Rung], evidence: Mapping[str, int]) -> list[str]:
    """Where the words say “higher” and the required levels say “lower”."""
    said = []
    for lower in rungs:
        for upper in rungs:
            above = upper.rank == lower.rank + 1 and upper.track == lower.track
            if above and evidence[upper.title] < evidence[lower.title]:
                said.append(
                    f"“{upper.title}” stands above “{lower.title}” by its title, but requires less"
                    f" (levels add up to {evidence[upper.title]} against {evidence[lower.title]})."
                )
    return said
