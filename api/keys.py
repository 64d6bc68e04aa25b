"""Where the keys that seal people's data come from: the environment, or a file that only its owner can read.

The file is made at the first need, in whole, by whoever comes first; what is in the environment is never written.
"""

import os
import secrets
import stat
from datetime import UTC, datetime
from pathlib import Path

from api.settings import Settings
from learners import vault
from learners.errors import VaultError
from learners.vault import Keys, Vault


def opened(settings: Settings) -> Vault:
    """The vault of these settings. Raises `VaultError`, which names the setting or file."""
    return Vault(keys_of(settings))


def keys_of(settings: Settings) -> Keys:
    """The keys: those of `SKILLWAY_KEYS`, else those of the file, which is made where there is none."""
    if settings.keys:
        return vault.read(settings.keys, where="SKILLWAY_KEYS")
    place = settings.key_file
    try:
        return vault.read(text_of(place), where=str(place))
    except FileNotFoundError:
        made = vault.fresh(datetime.now(UTC).date().isoformat())
        write_new(place, made.written())
        return vault.read(text_of(place), where=str(place))


def text_of(place: Path) -> str:
    """The text of a key file. Raises `FileNotFoundError`, and `VaultError` where not we, or others, can read it."""
    try:
        mode = place.stat().st_mode
        text = place.read_text("utf-8")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise VaultError(
            f"The key file {place} cannot be read: {why}.",
            code="keys.unreadable",
            hint="Give the right to read it to the account that Skillway runs as, or name another in its setting.",
        ) from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise VaultError(
            f"The key file {place} can be read by other users of this machine.",
            code="keys.exposed",
            hint=f"Run: chmod 600 {place}",
        )
    return text


def write_new(place: Path, text: str) -> bool:
    """Write a file that only its owner can read, unless it is there by now; whether it was ours that stayed."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(place, text)
    try:
        os.link(draft, place)  # fails where another process was first; a reader never sees half a file
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def replace(place: Path, text: str) -> None:
    """Put a new text in the file's place, at once; only its owner can read it."""
    _draft(place, text).replace(place)


def _draft(place: Path, text: str) -> Path:
    draft = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft
