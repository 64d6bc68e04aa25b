"""The titles of ADL's conformance suite that concern single statements are kept, every one of them."""

import re
from typing import get_args

from learners.xapi import Invalid, Version, judge
from tests import shared_data
from tests.learners.xapi_titles import of

ABOUT_STATEMENTS = re.compile(
    r"(statement|substatement|statementref|even if|with strings)\b|should (pass|fail) (statement|substatement)\b"
)
ABOUT_REQUESTS = re.compile(r'should fail statement using "statementId"')


def test_every_title_about_a_statement_is_kept() -> None:
    """Each of the suite's titles that says what a statement may be is judged as it asks, in both versions."""
    listed = (shared_data.folder("xapi-conformance") / "test-titles.txt").read_text("utf-8").splitlines()
    titles = [title for title in listed if ABOUT_STATEMENTS.match(title) and not ABOUT_REQUESTS.match(title)]
    assert len(titles) == 849
    unknown, wrong, judged = [], [], 0
    for title in titles:
        cases = list(of(title))
        if not cases:
            unknown.append(title)
        for raw, valid in cases:
            for version in get_args(Version):
                judged += 1
                if isinstance(judge(raw, version=version), Invalid) is valid:
                    wrong.append((title, version, raw))
    assert unknown == []
    assert wrong == []
    assert judged >= 2 * len(titles)
