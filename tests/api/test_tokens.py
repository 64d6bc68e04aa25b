"""Tokens: only what this installation signed, for now, and not taken back, says who asks."""

import base64
import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api import tokens
from api.tokens import EXPIRED, INVALID, LEEWAY_SECONDS, Presented, Signer
from learners.access import Caller
from learners.errors import VaultError
from ontology.refusals import Refusal

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLAIMS = {
    "iss": "skillway", "aud": "skillway", "sub": "service:lms", "jti": "1", "scope": "xapi:write",
    "iat": int(NOW.timestamp()), "nbf": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 3600,
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "tokens.keys"


@pytest.fixture
def signer(place: Path) -> Signer:
    made = tokens.signer(place, make=True, today="2026-03-02")
    assert made is not None
    return made


def forged(signer: Signer, headers: dict[str, object] | None = None, **claims: object) -> str:
    """A token signed with the right key, with other claims."""
    key = signer.keys[0]
    said = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode(said, key.private, "EdDSA", headers={"kid": key.id, **(headers or {})})


def test_a_token_says_who_asks(signer: Signer) -> None:
    """What is issued for somebody reads back as that caller, with the scopes."""
    issued = signer.issue("learner:ana", hours=1, at=NOW)
    assert signer.read(issued.token, at=NOW) == Presented(
        id=issued.id, caller=Caller(id="learner:ana", part="learner", learner="ana")
    )
    found = signer.read(signer.issue("service:lms", scopes=["xapi:write"], hours=1, at=NOW).token, at=NOW)
    assert isinstance(found, Presented)
    assert (found.caller.part, found.caller.scopes) == ("service", {"xapi:write"})


def test_a_token_expires(signer: Signer) -> None:
    """After its time a token is refused as expired; clocks may differ by half a minute, and no more."""
    token = signer.issue("learner:ana", hours=1, at=NOW).token
    end = NOW + timedelta(hours=1)
    assert isinstance(signer.read(token, at=end + timedelta(seconds=LEEWAY_SECONDS - 1)), Presented)
    assert signer.read(token, at=end + timedelta(seconds=LEEWAY_SECONDS)) == EXPIRED
    assert signer.read(token, at=NOW - timedelta(seconds=LEEWAY_SECONDS + 1)) == INVALID


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "elsewhere"},
        {"aud": "another"},
        {"sub": "root"},
        {"sub": "worker:x"},
        {"sub": "service:"},
        {"sub": 7},
        {"scope": ["xapi:write"]},
        *({name: None} for name in ("iss", "aud", "sub", "exp", "nbf", "iat", "jti")),
        {"exp": "soon"},
        {"nbf": int(NOW.timestamp()) + 3600},
    ],
    ids=str,
)
def test_every_claim_is_checked(signer: Signer, claims: dict[str, object]) -> None:
    """A token of the right key whose claims are missing, or not ours, is no token."""
    assert isinstance(signer.read(forged(signer), at=NOW), Presented)
    try:
        token = forged(signer, **claims)
    except TypeError:
        return  # the library does not even make it
    assert signer.read(token, at=NOW) == INVALID


def test_other_keys_and_algorithms_are_refused(signer: Signer) -> None:
    """Neither another key under our key's name, nor `none`, nor a shared secret passes for our signature."""
    kid = {"kid": signer.keys[0].id}
    public = signer.keys[0].private.public_key().public_bytes_raw()
    assert signer.read(jwt.encode(CLAIMS, Ed25519PrivateKey.generate(), "EdDSA", headers=kid), at=NOW) == INVALID
    assert signer.read(jwt.encode(CLAIMS, public, "HS256", headers=kid), at=NOW) == INVALID
    head, body, _ = forged(signer).split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", **kid}).encode()).rstrip(b"=").decode()
    assert signer.read(f"{none}.{body}.", at=NOW) == INVALID
    assert signer.read(forged(signer, {"kid": "unknown"}), at=NOW) == INVALID
    other = base64.urlsafe_b64encode(json.dumps(CLAIMS | {"sub": "learner:bo"}).encode()).rstrip(b"=").decode()
    assert signer.read(f"{head}.{other}.{forged(signer).split('.')[2]}", at=NOW) == INVALID


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "ä.ö.ü", "." * 5000, "e30.e30.", "\x00"])
def test_nonsense_is_no_token(signer: Signer, text: str) -> None:
    """Whatever is sent as a token, the answer is a refusal."""
    assert signer.read(text, at=NOW) == INVALID


def test_rotation_keeps_old_tokens_until_the_key_is_retired(place: Path, signer: Signer) -> None:
    """After a rotation old and new tokens hold; after retiring the old key its tokens do not."""
    old = signer.issue("learner:ana", hours=1, at=NOW).token
    rotated = tokens.rotate(place, today="2026-03-03")
    new = rotated.issue("learner:ana", hours=1, at=NOW).token
    assert isinstance(rotated.read(old, at=NOW), Presented) and isinstance(rotated.read(new, at=NOW), Presented)
    retired = tokens.rotate(place, today="2026-03-03", retire=True)
    assert retired.read(old, at=NOW) == INVALID
    assert isinstance(retired.read(new, at=NOW), Presented)


def test_keys_are_their_owners_alone(place: Path, signer: Signer) -> None:
    """The file of keys is readable by its owner only; one that others can read is refused, with the mend."""
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    if os.name == "posix":
        place.chmod(0o644)
        with pytest.raises(VaultError) as refused:
            tokens.signer(place)
        assert "chmod 600" in refused.value.hint


def test_printing_keys_shows_nothing(place: Path, signer: Signer) -> None:
    """Neither a signer nor its keys show the secret half when they are printed."""
    secret = place.read_text().splitlines()[1].split(":")[1].split("@")[0]
    assert secret not in repr(signer) + repr(signer.keys) + str(signer.keys[0])


@pytest.mark.parametrize("name", ["ana@example.org", "", "a b", "-x", "x" * 200, "a:b", "ä"])
def test_subjects_are_pseudonyms(name: str) -> None:
    """A mail address cannot be the name of a bearer: names of callers get into the audit log."""
    assert isinstance(tokens.subject_of("learner", name), Refusal)
