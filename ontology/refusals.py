"""A question that cannot be answered as it was put: an ordinary return value with a code, never an exception."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why not, and what to do instead. `code` is `thing.reason`, such as `role_level.unknown`.

    `candidates` are ids (with their labels in the message or hint) that the caller may have meant.
    """

    code: str
    message: str
    hint: str = ""
    candidates: tuple[str, ...] = ()
