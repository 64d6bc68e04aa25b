"""Names of people and of what is recorded about them. None of them says who somebody is."""

import re
from typing import Final, NewType

LearnerId = NewType("LearnerId", str)
"""A pseudonym that the company's own systems give; letters, digits, `.`, `_`, `-`. Never a mail address."""
EvidenceId = NewType("EvidenceId", str)
"""What makes one fact one fact: whoever sends it chooses it, and sends the same again with the same."""
AccountToken = NewType("AccountToken", str)
"""An account in another system, as a keyed digest that finds it and does not give it away."""
PlanId = NewType("PlanId", str)

LEARNER_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
EVIDENCE_ID: Final = re.compile(r"[!-~]{1,256}")
"""Printable ASCII without blanks: UUIDs, IRIs, row numbers with a prefix."""
