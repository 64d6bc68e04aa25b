"""Reading a policy file: strictly, so that a slip of the pen is told with its line and never half understood."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from typing import Final, NamedTuple, get_args

from learners.access import Purpose
from learners.evidence import SOURCES, Source
from learners.rules import Knot, Policy, RollUp, Rules, SourceRule, Voice
from ontology.ids import CompetencyId
from ontology.refusals import Refusal

__all__ = ["Policy", "default", "read"]

MOST_CHARACTERS: Final = 1_000_000


class _Range(NamedTuple):
    """What a number may be; `over` leaves out the lowest itself."""

    low: float
    high: float
    over: bool = False

    def takes(self, number: float) -> bool:
        return self.low <= number <= self.high and not (self.over and number == self.low)

    def __str__(self) -> str:
        return f"{'above' if self.over else 'at least'} {self.low:g} and at most {self.high:g}"


_RULES: Final = {
    "half_life_days": _Range(0, 36_500, over=True),
    "drift": _Range(0, 2),
    "prior_strength": _Range(0, 20, over=True),
    "prior_exponent": _Range(0, 10, over=True),
    "quantile": _Range(0.001, 0.5),
    "threshold": _Range(0.01, 0.99),
    "proof": _Range(0, 100, over=True),
    "cap": _Range(0, 2),
    "peer_cap": _Range(0, 10),
    "passed": _Range(0, 2),
    "failed": _Range(-5, 0),
    "interval": _Range(0, 10, over=True),
}
_SOURCE: Final = {"weight": _Range(0, 100, over=True), "leniency": _Range(-3, 3), "width": _Range(0, 10, over=True)}

Path = tuple[str, ...]


class _Wrong(Exception):
    """What is wrong, and where; turned into a refusal before it leaves this file."""

    def __init__(self, code: str, path: Path, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.path, self.message, self.hint = code, path, message, hint


@cache
def default() -> Policy:
    """The policy that ships."""
    found = read((resources.files("learners") / "data" / "policy.toml").read_text(encoding="utf-8"))
    assert isinstance(found, Policy), found
    return found


def read(text: str) -> Policy | Refusal:
    """The policy that a file says. Unknown keys, missing keys and values out of range are refused, with the line."""
    if len(text) > MOST_CHARACTERS:
        hint = "A policy is a page or two; is this the right file?"
        return Refusal(code="policy.too_long", message=f"The policy has {len(text):,} characters.", hint=hint)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Refusal(code="policy.unreadable", message=f"The policy is not TOML: {error}.", hint="Mend that line.")
    try:
        return _policy(_Table(data, ()), text)
    except _Wrong as wrong:
        line = _line(text, wrong.path)
        where = f"line {line}, " if line else ""
        return Refusal(code=wrong.code, message=f"{where}`{'.'.join(wrong.path)}`: {wrong.message}", hint=wrong.hint)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file, and the way to it."""

    data: Mapping[str, object]
    path: Path

    def only(self, *known: str) -> None:
        """Raises when there is a key that nobody knows."""
        for key in self.data:
            if key not in known:
                hint = f"Known here are {', '.join(known)}."
                raise _Wrong("policy.unknown_key", (*self.path, key), "there is no such key.", hint)

    def value(self, key: str) -> object:
        if key not in self.data:
            hint = "Copy the line from the policy that ships (`skillway policy show`)."
            raise _Wrong("policy.missing_key", (*self.path, key), "is missing.", hint)
        return self.data[key]

    def table(self, key: str) -> "_Table":
        found = self.value(key)
        if not isinstance(found, dict):
            raise self.wrong(
                key, "a table is expected.", f"Write [{'.'.join((*self.path, key))}] and its keys below."
            )
        return _Table(found, (*self.path, key))

    def tables(self) -> Iterator[tuple[str, "_Table"]]:
        return ((key, self.table(key)) for key in self.data)

    def number(self, key: str, allowed: _Range) -> float:
        found = self.value(key)
        if isinstance(found, int | float) and not isinstance(found, bool) and allowed.takes(found):
            return float(found)
        raise self.wrong(key, f"{found!r} is out of range.", f"A number is expected, {allowed}.")

    def whole(self, key: str, allowed: _Range) -> int:
        found = self.number(key, allowed)
        if found != int(found):
            raise self.wrong(key, f"{found!r} is not whole.", f"A whole number is expected, {allowed}.")
        return int(found)

    def flag(self, key: str) -> bool:
        found = self.value(key)
        if not isinstance(found, bool):
            raise self.wrong(key, f"{found!r} is neither true nor false.", "Write true or false, without quotes.")
        return found

    def choice(self, key: str, *choices: str) -> str:
        found = self.value(key)
        if found not in choices:
            raise self.wrong(key, f"{found!r} is not known.", f"One of {', '.join(choices)} is expected.")
        return str(found)

    def rising(self, key: str, found: object, what: str) -> tuple[float, ...]:
        """Numbers in [0, 1] that rise strictly."""
        numbers = found if isinstance(found, list) else [None]
        fit = all(isinstance(n, int | float) and not isinstance(n, bool) and 0 <= n <= 1 for n in numbers)
        if not fit or any(b <= a for a, b in pairwise(numbers)):
            raise self.wrong(key, f"{found!r} does not fit.", f"{what}, each in [0, 1] and above the one before.")
        return tuple(map(float, numbers))

    def wrong(self, key: str, message: str, hint: str) -> _Wrong:
        return _Wrong("policy.bad_value", (*self.path, key), message, hint)


def _policy(top: _Table, text: str) -> Policy:
    top.only("name", "version", "rules", "competencies", "cuts", "roll_up", "consents", "groups")
    name = top.value("name")
    if not isinstance(name, str) or not name.strip() or len(name) > 80 or not name.isprintable():
        raise top.wrong("name", "is no name.", "A text of at most 80 characters is expected.")
    rules = _rules(top.table("rules"))
    special = top.table("competencies").tables() if "competencies" in top.data else iter(())
    consents, groups, roll_up = top.table("consents"), top.table("groups"), top.table("roll_up")
    purposes: tuple[Purpose, ...] = get_args(Purpose)
    consents.only(*purposes)
    groups.only("minimum")
    roll_up.only("rule", "validates")
    return Policy(
        name=name,
        version=top.whole("version", _Range(1, 1_000_000_000)),
        digest=sha256(text.encode()).hexdigest(),
        text=text,
        rules=rules,
        competencies={CompetencyId(key): _altered(rules, table) for key, table in sorted(special)},
        cuts=_cuts(top),
        consents={purpose: consents.flag(purpose) for purpose in purposes},
        roll_up=RollUp(
            rule="least" if roll_up.choice("rule", "none", "least") == "least" else "none",
            validates=roll_up.flag("validates"),
        ),
        minimum_group=groups.whole("minimum", _Range(1, 1000)),
    )


def _cuts(top: _Table) -> dict[str, tuple[float, ...]]:
    if "cuts" not in top.data:
        return {}
    cuts = top.table("cuts")
    what = "A list of scores is expected, one for each rank"
    found = {key: cuts.rising(key, scores, what) for key, scores in sorted(cuts.data.items())}
    for key, scores in found.items():
        if not scores or scores[0] == 0.0:
            raise cuts.wrong(key, "the first rank needs a score above 0.", f"{what}, the lowest above 0.")
    return found


def _rules(table: _Table) -> Rules:
    table.only(*_RULES, "sources", "calibration")
    number = {key: table.number(key, allowed) for key, allowed in _RULES.items()}
    sources = table.table("sources")
    sources.only(*SOURCES)
    return Rules(
        **number,
        sources={source: _source(sources.table(source)) for source in SOURCES},
        calibration=_calibration(table),
    )


def _altered(rules: Rules, table: _Table) -> Rules:
    """The rules with what a competency says otherwise."""
    table.only(*_RULES, "sources", "calibration")
    number = {key: table.number(key, _RULES[key]) for key in _RULES if key in table.data}
    sources: dict[Source, SourceRule] = dict(rules.sources)
    if "sources" in table.data:
        table.table("sources").only(*SOURCES)
        for source in SOURCES:
            if source in table.table("sources").data:
                sources[source] = _source(table.table("sources").table(source), sources[source])
    calibration = _calibration(table) if "calibration" in table.data else rules.calibration
    return replace(rules, **number, sources=sources, calibration=calibration)


def _source(table: _Table, base: SourceRule | None = None) -> SourceRule:
    """What the table says of a source; what it leaves out is as in `base`, and must be said where there is none."""
    table.only(*_SOURCE, "one_voice")
    number = {
        key: getattr(base, key) if base is not None and key not in table.data else table.number(key, allowed)
        for key, allowed in _SOURCE.items()
    }
    voice: Voice = "ever"
    if base is not None and "one_voice" not in table.data:
        voice = base.one_voice
    elif table.choice("one_voice", "day", "ever") == "day":
        voice = "day"
    return SourceRule(weight=number["weight"], leniency=number["leniency"], width=number["width"], one_voice=voice)


def _calibration(table: _Table) -> tuple[Knot, ...]:
    found = table.value("calibration")
    pairs = [pair for pair in found if isinstance(pair, list) and len(pair) == 2] if isinstance(found, list) else []
    if not isinstance(found, list) or len(pairs) != len(found):
        raise table.wrong("calibration", "does not fit.", "Pairs [mean, probability] are expected, or [].")
    means = table.rising("calibration", [pair[0] for pair in pairs], "Means of the knots are expected")
    probabilities = table.rising(
        "calibration", [pair[1] for pair in pairs], "Probabilities of the knots are expected"
    )
    return tuple(zip(means, probabilities, strict=True))


def _line(text: str, path: Path) -> int | None:
    """The line of a key, from 1; that of the nearest table around it where the key itself is not there."""
    lines: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("[") and (found := _keys(bare)):
            table = found
            lines.setdefault(table, number)
        elif "=" in bare and not bare.startswith("#") and (found := _keys(bare.split("=")[0] + "= 0")):
            lines.setdefault((*table, *found), number)
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)


def _keys(line: str) -> Path:
    """The keys that a line of TOML opens; none where it is part of something else."""
    try:
        found: object = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    keys: list[str] = []
    while isinstance(found, dict) and found:
        key, found = next(iter(found.items()))
        keys.append(key)
    return tuple(keys)
