"""The vault: what is sealed cannot be read without the keys, can be found by tokens, and moves to new keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners import vault
from learners.errors import VaultError
from learners.vault import Vault

KEYS = vault.fresh("2026-01-01")
VAULT = Vault(KEYS)


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    """Any text comes back letter by letter, and stands nowhere in what is stored."""
    sealed = VAULT.seal(text)
    assert VAULT.open(sealed) == text
    assert sealed.isascii()
    assert len(text) < 6 or text not in sealed


def test_the_same_text_is_sealed_differently_each_time() -> None:
    """Nobody can tell from what is stored that two people have the same name."""
    assert VAULT.seal("Ana") != VAULT.seal("Ana")


def test_other_keys_open_nothing() -> None:
    """A text under other keys is refused, in words that name the settings and show neither key nor text."""
    with pytest.raises(VaultError) as refused:
        Vault(vault.fresh("2026-01-01")).open(VAULT.seal("Ana Able"))
    said = f"{refused.value.message} {refused.value.hint}"
    assert "SKILLWAY_KEYS" in said and "SKILLWAY_KEY_FILE" in said
    assert "Ana" not in said and KEYS.sealing[0].secret not in said


@pytest.mark.parametrize("place", [10, 40, -4])
def test_what_was_changed_does_not_open(place: int) -> None:
    """A stored text of which one character was changed is refused, not opened wrongly."""
    # The character after the last of these has bits that Base64 does not count: changed, it may say the same.
    sealed = list(VAULT.seal("level 2"))
    sealed[place] = "A" if sealed[place] != "A" else "B"
    with pytest.raises(VaultError):
        VAULT.open("".join(sealed))


def test_rotation_keeps_old_texts_and_retiring_ends_them() -> None:
    """After a new key all texts open; what was sealed anew opens without the old key, and the rest never again."""
    kept, moved = VAULT.seal("kept"), VAULT.seal("moved")
    both = Vault(KEYS.with_new("2026-02-01"))
    anew = both.reseal(moved)
    assert both.open(kept) == "kept"
    assert anew != moved and both.reseal(anew) == anew
    newest = Vault(both.keys.only_newest())
    assert newest.open(anew) == "moved"
    with pytest.raises(VaultError):
        newest.open(kept)


def test_tokens_outlive_rotation_and_keep_their_secret() -> None:
    """An account is found by the same token after a rotation; without the secret nobody can compute it."""
    rotated = Vault(KEYS.with_new("2026-02-01").only_newest())
    account = "mbox:mailto:ana@example.org"
    assert rotated.token(account) == VAULT.token(account) != Vault(vault.fresh("2026-01-01")).token(account)
    assert VAULT.token(account) != VAULT.digest(account)
    assert "ana" not in VAULT.token(account)


def test_keys_are_read_as_they_are_written() -> None:
    """A key file reads back whole, also on one line, as an environment variable has it."""
    keys = KEYS.with_new("2026-02-01")
    assert vault.read(keys.written(), where="keys") == keys
    bare = " ".join(line for line in keys.written().splitlines() if not line.startswith("#"))
    assert vault.read(bare, where="SKILLWAY_KEYS") == keys


@pytest.mark.parametrize(
    "text", ["", "seal:x", KEYS.written().splitlines()[2], "\n".join(KEYS.written().splitlines()[3:]), "secret = 1"]
)
def test_keys_that_cannot_be_used_are_refused(text: str) -> None:
    """Half of the keys, or what is none, is refused; the message says where it was, and shows nothing of it."""
    with pytest.raises(VaultError) as refused:
        vault.read(text, where="/secrets/people.keys")
    assert "/secrets/people.keys" in refused.value.message
    assert KEYS.lookup not in str(refused.value) and KEYS.sealing[0].secret not in str(refused.value)


def test_printing_a_vault_shows_no_key() -> None:
    """What ends up in a log by accident is fingerprints."""
    for shown in (repr(VAULT), repr(KEYS), str(KEYS)):
        assert KEYS.lookup not in shown and KEYS.sealing[0].secret not in shown
        assert KEYS.sealing[0].fingerprint in shown
