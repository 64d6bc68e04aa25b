"""The rules that statements are held to: a code for each, what it asks, and how a sender mends a breach of it.

The words never quote what was sent: a statement may hold anything about anybody.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Rule(NamedTuple):
    """What is asked, as a sentence about the value at a path; and the mend."""

    asks: str
    mend: str


RULES: Final[Mapping[str, Rule]] = {
    "missing": Rule("This property is required.", "Add it."),
    "unknown_key": Rule(
        "The specification has no such property here.",
        "Leave it out, or put it into `extensions` under an IRI as its key. Names are case-sensitive.",
    ),
    "null": Rule("Null is allowed inside extensions only.", "Leave the property out, or give it a value."),
    "object": Rule("This must be a JSON object.", "Write it as { … }."),
    "array": Rule("This must be a JSON array.", "Write it as [ … ], also where there is one item."),
    "string": Rule("This must be a string.", "Write it in quotation marks."),
    "boolean": Rule("This must be true or false.", "Write it without quotation marks."),
    "number": Rule("This must be a number.", "Write a finite decimal without quotation marks."),
    "integer": Rule("This must be a whole number from 0 up.", "Write it without quotation marks and decimals."),
    "choice": Rule("The value is not one of those that the specification names.", "Mind upper and lower case."),
    "object_type": Rule(
        "The objectType is none that can stand here.",
        "An object is an Activity (the default), Agent, Group, SubStatement or StatementRef, spelt just so.",
    ),
    "iri": Rule(
        "This must be an IRI with a scheme.", "Such as https://example.org/courses/sql ; encode blanks and quotes."
    ),
    "uuid": Rule("This must be a UUID in its standard form.", "Such as fd41c918-b88b-4b20-a0a5-a4c32391aaa0 ."),
    "mbox": Rule("This must be a mailto IRI of one mail address.", "Such as mailto:name@example.org ."),
    "sha1": Rule("This must be a SHA-1 in hex.", "40 hexadecimal digits: the SHA-1 of mailto:name@example.org ."),
    "sha2": Rule("This must be a SHA-2 of the attachment's data.", "In hex: 64 digits for SHA-256."),
    "language": Rule("This must be a language tag of RFC 5646.", "Such as en, en-GB or zh-Hant ."),
    "duration": Rule(
        "This must be an ISO 8601 duration.", "Such as PT4H35M59.14S or P4W ; weeks do not mix with other units."
    ),
    "timestamp": Rule(
        "This must be a date and time of ISO 8601.",
        "Such as 2026-03-02T09:00:00.000Z ; the offset may not be -00, -0000 or -00:00.",
    ),
    "timestamp_rfc3339": Rule(
        "This must be a date and time of RFC 3339, with its zone.",
        "Such as 2026-03-02T09:00:00.000Z ; the offset may not be -00:00.",
    ),
    "media_type": Rule("This must be an Internet media type.", "Such as application/pdf ."),
    "version": Rule(
        "The statement's version is none that this request can carry.", "Leave `version` out: it is set on storing."
    ),
    "no_identifier": Rule(
        "An Agent needs an identifier.", "Give exactly one of mbox, mbox_sha1sum, openid and account."
    ),
    "identifiers": Rule(
        "An Agent or Group has one identifier at most.", "Keep one of mbox, mbox_sha1sum, openid and account."
    ),
    "no_member": Rule(
        "A Group without an identifier needs its members.",
        "Add `member`, an array of Agents; or one of mbox, mbox_sha1sum, openid and account.",
    ),
    "authority": Rule(
        "An authority that is a Group has no identifier and exactly two members.",
        "Leave `authority` out: it is set from the credentials.",
    ),
    "score_range": Rule("The scaled score lies from -1 to 1.", "Divide the points by the highest possible ones."),
    "score_min_max": Rule("The lowest score must be less than the highest.", "Correct `min` and `max`."),
    "score_raw": Rule("The raw score must lie from `min` to `max`.", "Correct `raw`, or the limits."),
    "interaction_type": Rule(
        "An activity with interaction properties needs an interactionType.", "Add `interactionType`."
    ),
    "same_id": Rule("Two components of an interaction share an id.", "Give each its own `id`."),
    "empty": Rule("This may not be empty.", "Name at least one, or leave the property out."),
    "activity_only": Rule(
        "This goes only with a statement whose object is an Activity.", "Leave it out, or put it into `extensions`."
    ),
    "voiding": Rule(
        "A voiding statement has a StatementRef as its object.",
        "Write the object as the StatementRef with the id of the statement that is to be voided.",
    ),
    "signature": Rule(
        "A signature is an attachment of type application/octet-stream.",
        "Set its `contentType`, and sign with RS256, RS384 or RS512.",
    ),
}
