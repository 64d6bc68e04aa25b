"""Bearer tokens: JSON Web Tokens that say who asks, signed by keys of this installation (Ed25519).

The algorithm is pinned, every claim is checked, and what is wrong with a token is told by a code, never by showing
the token. Which tokens were taken back is kept in the graph, for all processes alike (`graph.record.tokens`).
Signing keys lie in a file of their own, apart from the keys that seal people's data.
"""

import base64
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, get_args

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api import keys
from api.errors import ApiError
from learners.access import SCOPES, Caller, Part
from learners.ids import LEARNER_ID, LearnerId
from ontology.refusals import Refusal

ISSUER: Final = "skillway"
AUDIENCE: Final = "skillway"
ALGORITHM: Final = "EdDSA"
LEEWAY_SECONDS: Final = 30
"""By how much clocks of two machines may differ."""
LONGEST: Final = 4_096
"""Characters of a token; ours have about 400."""
MOST_HOURS: Final = 366 * 24
_REQUIRED: Final = ["iss", "aud", "sub", "iat", "nbf", "exp", "jti"]
_ENTRY: Final = re.compile(r"ed25519:([A-Za-z0-9_-]{43}=)(?:@(\d{4}-\d{2}-\d{2}))?")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
PARTS: Final[tuple[Part, ...]] = tuple(part for part in get_args(Part) if part != "worker")
"""Whom tokens are for. Workers are this program's own."""

MISSING: Final = Refusal(
    code="token.missing",
    message="This needs a token that says who asks.",
    hint="Send Authorization: Bearer TOKEN; `skillway token issue` makes one.",
)
EXPIRED: Final = Refusal(code="token.expired", message="The token has expired.", hint="Ask for a new one.")
REVOKED: Final = Refusal(code="token.revoked", message="The token was taken back.", hint="Ask for a new one.")
INVALID: Final = Refusal(
    code="token.invalid",
    message="The token is not one that this service has signed.",
    hint="Send it whole, as `skillway token issue` gave it. After `token rotate --retire` older ones are void.",
)


class TokenKeysError(ApiError):
    """The file of signing keys cannot be used."""

    code = "token.keys"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SigningKey:
    """One key pair. `made` is the day it was made. Printing one shows nothing of it."""

    private: Ed25519PrivateKey
    made: str

    @property
    def id(self) -> str:
        """What tokens call the key: the first 12 digits of the public half, in base64."""
        return base64.urlsafe_b64encode(self.private.public_key().public_bytes_raw())[:12].decode()

    def written(self) -> str:
        return f"ed25519:{base64.urlsafe_b64encode(self.private.private_bytes_raw()).decode()}@{self.made}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A token as it is handed out, and what is kept of it: everything but the token."""

    token: str
    id: str
    subject: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What a token that holds says: its id, and who presents it."""

    id: str
    caller: Caller


class Signer:
    """The signing keys of a file: the newest signs, all of them are known."""

    def __init__(self, signing: Iterable[SigningKey]) -> None:
        self.keys = tuple(signing)
        self._public = {key.id: key.private.public_key() for key in self.keys}

    def issue(self, subject: str, *, scopes: Iterable[str] = (), hours: float, at: datetime) -> Issued:
        """A new token for a subject (`subject_of`) that holds for so many hours, in (0, `MOST_HOURS`]."""
        now = at.astimezone(UTC).replace(microsecond=0)
        end = now + timedelta(hours=hours)
        listed = tuple(scope for scope in SCOPES if scope in set(scopes))
        claims = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "jti": secrets.token_hex(8),
            "iat": int(now.timestamp()), "nbf": int(now.timestamp()), "exp": int(end.timestamp()),
        }  # fmt: skip
        if listed:
            claims["scope"] = " ".join(listed)
        newest = self.keys[0]
        token = jwt.encode(claims, newest.private, ALGORITHM, headers={"kid": newest.id})
        return Issued(
            token=token, id=str(claims["jti"]), subject=subject, scopes=listed, issued_at=now, expires_at=end
        )

    def read(self, token: str, *, at: datetime) -> Presented | Refusal:
        """What a token says at a time, or why it does not hold: `token.expired` or `token.invalid`."""
        if len(token) > LONGEST:
            return INVALID
        try:
            header = jwt.get_unverified_header(token)
            public = self._public.get(str(header.get("kid", "")))
            if public is None:
                return INVALID
            # The times are checked here against the caller's clock, which tests can set.
            claims = jwt.decode(
                token, public, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER,
                options={"require": _REQUIRED, "verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )  # fmt: skip
            now = at.timestamp()
            expires, begins, issued = (float(claims[name]) for name in ("exp", "nbf", "iat"))
            subject, scopes, number = claims["sub"], claims.get("scope", ""), claims["jti"]
        except (jwt.InvalidTokenError, ValueError, TypeError):
            return INVALID
        if not (isinstance(subject, str) and isinstance(scopes, str) and isinstance(number, str)):
            return INVALID
        if max(begins, issued) > now + LEEWAY_SECONDS:
            return INVALID
        if expires <= now - LEEWAY_SECONDS:
            return EXPIRED
        caller = caller_of(subject, scopes.split())
        return INVALID if caller is None else Presented(id=number, caller=caller)


def subject_of(part: Part, name: str) -> str | Refusal:
    """What a token says its bearer is, such as `service:lms`."""
    if not _NAME.fullmatch(name):
        return Refusal(
            code="token.subject",
            message=f"“{name[:40]}” cannot be the name of a {part}.",
            hint="Letters, digits, dots, underscores and hyphens, 128 at most; no mail address: it gets into logs.",
        )
    return f"{part}:{name}"


def caller_of(subject: str, scopes: Iterable[str]) -> Caller | None:
    """Who a subject is; None where it is nobody."""
    said, _, name = subject.partition(":")
    part = next((each for each in PARTS if each == said), None)
    if part is None or not _NAME.fullmatch(name):
        return None
    scoped = part in ("service", "administrator")  # what people see follows from who they are
    known = frozenset(scope for scope in scopes if scoped and scope in SCOPES)
    learner = LearnerId(name) if part == "learner" and LEARNER_ID.fullmatch(name) else None
    return Caller(id=subject, part=part, learner=learner, scopes=known)


def signer(place: Path, *, make: bool = False, today: str = "") -> Signer | None:
    """The keys of a file; None where there is no file, unless it may be made. Raises `TokenKeysError`."""
    try:
        text = keys.text_of(place)
    except FileNotFoundError:
        if not make:
            return None
        keys.write_new(place, _written((_fresh(today),)))
        text = keys.text_of(place)
    return Signer(_read(text, place))


def rotate(place: Path, *, today: str, retire: bool = False) -> Signer:
    """Put a new key first, so that it signs from now on; with `retire` only the newest stays, and none is made."""
    found = signer(place, make=True, today=today)
    assert found is not None, "it is made where there is none"
    signing = found.keys[:1] if retire else (_fresh(today), *found.keys)
    keys.replace(place, _written(signing))
    return Signer(signing)


def _read(text: str, place: Path) -> tuple[SigningKey, ...]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise TokenKeysError(
                f"The file of signing keys {place} has a line {number} that is no key.",
                hint="Restore it, or remove it and issue new tokens: all that were issued are void then.",
            )
        private = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(match[1]))
        found.append(SigningKey(private=private, made=match[2] or ""))
    if not found:
        raise TokenKeysError(f"The file of signing keys {place} has no key.", hint="Restore it, or remove it.")
    return tuple(found)


def _written(signing: Iterable[SigningKey]) -> str:
    return "# Keys that sign Skillway's tokens, the newest first.\n" + "".join(
        f"{key.written()}\n" for key in signing
    )


def _fresh(today: str) -> SigningKey:
    return SigningKey(private=Ed25519PrivateKey.generate(), made=today)
