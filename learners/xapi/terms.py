"""The specification's own words, and what JSON is here."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, cast

Json: TypeAlias = Mapping[str, object]
"""A JSON object as it was read. What is in it is known once it was judged."""
Version: TypeAlias = Literal["1.0.3", "2.0.0"]
"""Which of the two data models a request speaks: 1.0.x, or 2.0.x."""
VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
SIGNATURE: Final = "http://adlnet.gov/expapi/attachments/signature"
IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")
INTERACTIONS: Final = (
    *("true-false", "choice", "fill-in", "long-fill-in", "matching"),
    *("performance", "sequencing", "likert", "numeric", "other"),
)
COMPONENTS: Final = ("choices", "scale", "source", "target", "steps")


def as_list(value: object) -> list[Json]:
    """Activities of a context, which may come alone or in an array."""
    return cast("list[Json]", value if isinstance(value, list) else [value])
