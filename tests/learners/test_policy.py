"""The policy file: read strictly, told with the line, and never able to open the lock."""

import re

import pytest

from learners import policy
from learners.evidence import SOURCES, VALIDATING
from learners.rules import Policy
from ontology.ids import CompetencyId
from ontology.refusals import Refusal
from tests.learners.facts import policy_with

TEXT = policy.default().text


def refused(text: str) -> Refusal:
    found = policy.read(text)
    assert isinstance(found, Refusal), found
    return found


def test_the_policy_that_ships_says_where_each_number_is_from() -> None:
    """Every number has words beside it or above it, in the file itself."""
    lines = TEXT.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[a-z_]+ = [0-9.-]+$", line):
            block = "\n".join(lines[max(0, number - 9) : number])
            assert "#" in block, line
    assert set(policy.default().rules.sources) == set(SOURCES)


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("cap = 0.5\n", "cap = 7\n", "bad_value", "rules.cap"),
        ("cap = 0.5\n", 'cap = "much"\n', "bad_value", "rules.cap"),
        ("cap = 0.5\n", "cap = true\n", "bad_value", "rules.cap"),
        ("cap = 0.5\n", "cap = nan\n", "bad_value", "rules.cap"),
        ("half_life_days = 730", "half_life_days = 0", "bad_value", "rules.half_life_days"),
        ("width = 1.2", "widht = 1.2", "unknown_key", "rules.sources.manager.widht"),
        ("proof = 0.5\n", "", "missing_key", "rules.proof"),
        ("inference = true", 'inference = "yes"', "bad_value", "consents.inference"),
        ("minimum = 5", "minimum = 5.5", "bad_value", "groups.minimum"),
        ('rule = "none"', 'rule = "most"', "bad_value", "roll_up.rule"),
        ("version = 1\n", "version = 0\n", "bad_value", "version"),
        ("[0.0354, 0.0003]", "[0.0354, 0.9]", "bad_value", "rules.calibration"),
        ("[groups]", "[cuts]\nsql-test = [0.8, 0.6]\n\n[groups]", "bad_value", "cuts.sql-test"),
        ("[groups]", "[competencies.sql]\nhalf_life = 9\n\n[groups]", "unknown_key", "competencies.sql.half_life"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told_with_its_line(old: str, new: str, code: str, key: str) -> None:
    """Each is refused with the key, the line where it stands (or that of its table), and what would be right."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    found = refused(text)
    assert found.code == f"policy.{code}"
    assert f"`{key}`" in found.message
    assert found.hint
    line = re.match(r"line (\d+), ", found.message)
    assert line is not None
    told = text.splitlines()[int(line[1]) - 1]
    last = key.rsplit(".", maxsplit=1)[-1]
    assert last in told or (code == "missing_key" and told == "[rules]")


def test_what_is_not_toml_is_refused_with_its_line() -> None:
    """The parser's own words name line and column."""
    found = refused(TEXT.replace("[rules]", "[rules", 1))
    assert found.code == "policy.unreadable"
    assert re.search(r"line \d+", found.message)
    assert refused("x" * 2_000_000).code == "policy.too_long"


def test_no_policy_can_let_a_self_rating_validate() -> None:
    """There is no key for it: who can validate stands in the code."""
    assert {"assessment", "manager", "observed"} == VALIDATING
    found = refused(TEXT.replace("[rules.sources.self]", "[rules.sources.self]\nvalidates = true", 1))
    assert found.code == "policy.unknown_key"


def test_a_competency_says_only_what_differs() -> None:
    """The rest is as in the common rules; equivalents share the rules of whichever has its own."""
    text = "[competencies.sql]\nhalf_life_days = 100\n[competencies.sql.sources.manager]\nweight = 2.0\n\n[groups]"
    found = policy_with("[groups]", text)
    own = found.of(CompetencyId("sql"))
    assert (own.half_life_days, own.sources["manager"].weight, own.sources["manager"].width) == (100, 2.0, 1.2)
    assert own.cap == found.rules.cap
    assert found.of(CompetencyId("a"), (CompetencyId("a"), CompetencyId("sql"))) == own
    assert found.of(CompetencyId("git")) == found.rules


def test_the_name_of_a_policy_says_which_text_it_was() -> None:
    """Name, version and digest; another text has another digest."""
    first, second = policy.default(), policy_with("version = 1\n", "version = 2\n")
    assert isinstance(first, Policy)
    assert first.label == f"ladder 1 ({first.digest[:12]})"
    assert second.digest != first.digest
