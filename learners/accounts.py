"""Accounts of people in other systems, in one canonical text for each, so that equal ones are equal letter by letter.

The four forms are the inverse functional identifiers of the Experience API:

    mbox:mailto:ana@example.org          account:https://lms.example.org|ana
    mbox_sha1sum:<40 hex digits>         openid:https://id.example.org/ana

What stores and logs see of them is a keyed digest (`learners.vault`), never the text.
"""

import hashlib
import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from ontology.ids import is_iri
from ontology.refusals import Refusal

LONGEST: Final = 1_000
"""Characters of an account; longer ones are no account but a mistake."""

_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]{1,64}@"
    r"(?=.{1,253}\Z)[A-Za-z0-9\u0080-\U0010ffff](?:[A-Za-z0-9.\u0080-\U0010ffff-]*[A-Za-z0-9\u0080-\U0010ffff])?"
)
_SHA1: Final = re.compile(r"[0-9A-Fa-f]{40}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def mbox(address: str) -> str | Refusal:
    """The canonical text of a mail address, with or without `mailto:`.

    Case is folded as a whole: that two people share an address but for case is not a thing that happens, and that one
    person is written in two ways is.
    """
    plain = unicodedata.normalize("NFC", address.strip())
    if plain[:7].lower() == "mailto:":
        plain = plain[7:].strip()
    if len(plain) > LONGEST or not _ADDRESS.fullmatch(plain) or ".." in plain:
        return Refusal(
            code="email.invalid",
            message="The mail address is not one.",
            hint="A mail address looks like name@example.org; only one goes into a cell.",
        )
    return f"mbox:mailto:{plain.lower()}"


def mbox_sha1sum(digest: str) -> str | Refusal:
    """The canonical text of the SHA-1 digest of a `mailto:` IRI, in hex."""
    if not _SHA1.fullmatch(digest.strip()):
        return Refusal(
            code="account.invalid",
            message="The mbox_sha1sum is not 40 hexadecimal digits.",
            hint="It is the SHA-1 of the text mailto:name@example.org, written in hex.",
        )
    return f"mbox_sha1sum:{digest.strip().lower()}"


def openid(iri: str) -> str | Refusal:
    """The canonical text of an OpenID."""
    plain = iri.strip()
    if len(plain) > LONGEST or not is_iri(plain):
        return Refusal(
            code="account.invalid",
            message="The OpenID is not a full IRI.",
            hint="Such as https://id.example.org/ana .",
        )
    return f"openid:{_settled(plain)}"


def account(home_page: str, name: str) -> str | Refusal:
    """The canonical text of an account in a system: the system's IRI, and the name or number that it has there."""
    home, own = home_page.strip(), unicodedata.normalize("NFC", name.strip())
    if len(home) > LONGEST or not is_iri(home):
        return Refusal(
            code="account.invalid",
            message="The home page of an account is not a full IRI.",
            hint="Write the account as homePage=name, such as https://lms.example.org=ana .",
        )
    if not own or len(own) > LONGEST or _CONTROL.search(own):
        return Refusal(
            code="account.invalid",
            message="An account has no name of up to 1,000 characters.",
            hint="Write the account as homePage=name, such as https://lms.example.org=ana .",
        )
    return f"account:{_settled(home)}|{own}"


def typed(text: str) -> str | Refusal:
    """An account as people write it: `homePage=name`, or a canonical text, or a mail address.

    The last `=` with something after it parts home page and name: `https://a.org/?t=1=ana` is Ana in tenant 1.
    """
    plain = text.strip()
    kind, _, rest = plain.partition(":")
    if kind in ("mbox", "mailto"):
        return mbox(rest)
    if kind == "mbox_sha1sum":
        return mbox_sha1sum(rest)
    if kind == "openid":
        return openid(rest)
    if kind == "account" and "|" in rest:
        return account(*rest.split("|", 1))
    at = plain.rstrip("= ").rfind("=")
    if at < 0:
        if "@" in plain and "/" not in plain:
            return mbox(plain)
        return Refusal(
            code="account.invalid",
            message="An account is not written as homePage=name.",
            hint="Such as https://lms.example.org=ana ; several are parted by | .",
        )
    return account(plain[:at], plain[at + 1 :])


def of_email(address: str) -> tuple[str, ...] | Refusal:
    """Every account that a mail address is: the address, and the digest of it under which others may know it.

    Who computes the digest takes the address as it was typed, so that one and the lower-case one both count.
    """
    found = mbox(address)
    if isinstance(found, Refusal):
        return found
    as_typed = unicodedata.normalize("NFC", address.strip())
    as_typed = as_typed[7:].strip() if as_typed[:7].lower() == "mailto:" else as_typed
    texts = (found.removeprefix("mbox:"), f"mailto:{as_typed}")
    digests = (hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() for text in texts)
    return tuple(dict.fromkeys((found, *(f"mbox_sha1sum:{digest}" for digest in digests))))


def _settled(iri: str) -> str:
    """An IRI with scheme and host in lower case, and without the one slash that stands for no path."""
    try:
        parts = urlsplit(iri)
    except ValueError:
        return iri
    if not parts.netloc:
        return iri
    user, at, host = parts.netloc.rpartition("@")
    path = "" if parts.path == "/" and not parts.query and not parts.fragment else parts.path
    return urlunsplit((parts.scheme.lower(), f"{user}{at}{host.lower()}", path, parts.query, parts.fragment))
