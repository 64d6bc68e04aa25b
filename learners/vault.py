"""Names, addresses, accounts, notes and statements: sealed before they are stored, opened where they may be shown.

Two secrets. *Sealing* keys (Fernet: AES-128-CBC with HMAC-SHA256) can be rotated: the newest seals, all of them open.
The *lookup* secret makes tokens, which find an account without giving it away, and digests, which tell whether two
contents are the same without letting anybody guess a short one. It is kept for as long as the record is: other
tokens would find nobody. The caller brings the keys; this room reads no files.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from learners.errors import VaultError
from learners.ids import AccountToken

_ENTRY: Final = re.compile(r"(lookup|seal):([A-Za-z0-9_-]{43}=)(?:@(\d{4}-\d{2}-\d{2}))?")
TOKEN_BYTES: Final = 20
"""160 bits: two accounts of a billion share a token with a chance of about 10^-31."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingKey:
    """One key that seals. `made` is the day it was made (ISO 8601), or nothing where nobody said."""

    secret: str
    made: str = ""

    @property
    def fingerprint(self) -> str:
        """What may be shown of it: twelve hex digits that tell it from others."""
        return hashlib.sha256(self.secret.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """All secrets of one record: the lookup secret, and the sealing keys, the newest first."""

    lookup: str
    sealing: tuple[SealingKey, ...]

    def __repr__(self) -> str:
        return f"Keys({', '.join(key.fingerprint for key in self.sealing)})"

    @property
    def fingerprint(self) -> str:
        """What may be shown of the lookup secret."""
        return hashlib.sha256(self.lookup.encode()).hexdigest()[:12]

    def with_new(self, made: str) -> "Keys":
        """The same with one more sealing key, which seals from now on."""
        return replace(self, sealing=(_new(made), *self.sealing))

    def only_newest(self) -> "Keys":
        """The same without the older sealing keys: what they sealed can never be read again."""
        return replace(self, sealing=self.sealing[:1])

    def written(self) -> str:
        """The text that `read` understands."""
        lines = [
            "# Keys of Skillway's record of people. Whoever has them and the graph can read names and notes; without",
            "# them nobody can. Keep a copy apart from the graph's backups.",
            f"lookup:{self.lookup}",
            *(f"seal:{key.secret}" + (f"@{key.made}" if key.made else "") for key in self.sealing),
        ]
        return "\n".join(lines) + "\n"


def fresh(made: str) -> Keys:
    """New secrets for a new record, made on the day `made`."""
    return Keys(lookup=_secret(), sealing=(_new(made),))


def read(text: str, *, where: str) -> Keys:
    """Keys from text: entries `lookup:…` and `seal:…`, parted by blanks, commas or lines; `#` begins a remark.

    `where` names the setting or file in what is said about it. Raises `VaultError`.
    """
    lookups: list[str] = []
    sealing: list[SealingKey] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for entry in re.split(r"[\s,]+", line.partition("#")[0].strip()):
            if not entry:
                continue
            found = _ENTRY.fullmatch(entry)
            if found is None:
                raise VaultError(
                    f"{where}: line {number} has an entry that is no key.",
                    code="keys.invalid",
                    hint="An entry is lookup:KEY or seal:KEY, KEY being 32 bytes in URL-safe base64 (44 characters).",
                )
            if found[1] == "lookup":
                lookups.append(found[2])
            else:
                sealing.append(SealingKey(secret=found[2], made=found[3] or ""))
    if len(set(lookups)) != 1 or not sealing:
        raise VaultError(
            f"{where} has {len(set(lookups))} lookup keys and {len(sealing)} sealing keys; "
            "there must be one, and at least one.",
            code="keys.invalid",
            hint="Use the whole text as Skillway wrote it. Lost keys cannot be made again: restore them from a copy.",
        )
    return Keys(lookup=lookups[0], sealing=tuple(sealing))


class Vault:
    """Seals and opens texts, and makes tokens and digests. Safe to use from several threads."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._newest = Fernet(keys.sealing[0].secret)
        self._all = MultiFernet([Fernet(key.secret) for key in keys.sealing])
        secret = keys.lookup.encode()
        # One hash state for each use, prepared once; `copy` costs less than keying it again.
        self._tokens = hashlib.blake2b(digest_size=TOKEN_BYTES, key=secret, person=b"account")
        self._digests = hashlib.blake2b(digest_size=TOKEN_BYTES, key=secret, person=b"content")

    def __repr__(self) -> str:
        return f"Vault({self.keys!r})"

    def seal(self, text: str) -> str:
        """The text, unreadable without the keys: ASCII, about 4/3 of its UTF-8 and 100 characters more.

        Sealing the same text twice gives two texts, so that nobody can tell that they are the same.
        """
        return self._newest.encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text of a sealed one. Raises `VaultError` where no key opens it, or it was changed."""
        try:
            return self._all.decrypt(sealed.encode("ascii", "replace")).decode("utf-8", "surrogatepass")
        except InvalidToken:
            raise _unopened() from None

    def reseal(self, sealed: str) -> str:
        """The same text under the newest key; the very same where that sealed it already. Raises `VaultError`."""
        token = sealed.encode("ascii", "replace")
        try:
            self._newest.decrypt(token)
        except InvalidToken:
            try:
                return self._all.rotate(token).decode("ascii")
            except InvalidToken:
                raise _unopened() from None
        return sealed

    def token(self, ifi: str) -> AccountToken:
        """What finds an account: the same for the same canonical text (`learners.accounts`), and no way back."""
        state = self._tokens.copy()
        state.update(ifi.encode("utf-8", "surrogatepass"))
        return AccountToken(state.hexdigest())

    def digest(self, text: str) -> str:
        """What tells whether contents are the same, 40 hex digits; without the secret nobody can try out guesses."""
        state = self._digests.copy()
        state.update(text.encode("utf-8", "surrogatepass"))
        return state.hexdigest()


def _unopened() -> VaultError:
    return VaultError(
        "What is stored about people was sealed with a key that is not among those given.",
        hint="Give the keys that this graph's record was made with, in SKILLWAY_KEYS or in the file of "
        "SKILLWAY_KEY_FILE (keys/people.keys under SKILLWAY_HOME). Without them it cannot be read, by anybody.",
    )


def _secret() -> str:
    return Fernet.generate_key().decode("ascii")


def _new(made: str) -> SealingKey:
    return SealingKey(secret=_secret(), made=made)
