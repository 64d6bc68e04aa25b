"""What a check says to a curator: which thing, where, what is wrong with it, and how to mend it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "information"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "information")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a curator should know. `where` is `file:line`, `file`, or empty where neither is known."""

    severity: Severity
    rule: str
    id: str = ""
    label: str = ""
    where: str = ""
    message: str
    mend: str = ""


def sort_key(finding: Finding) -> tuple[int, str, str, str, str]:
    """Errors first, then by rule, id and message: the same findings always come in the same order."""
    return (SEVERITIES.index(finding.severity), finding.rule, finding.id, finding.where, finding.message)
