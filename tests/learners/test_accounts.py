"""Accounts: the same account in whichever spelling is one text, and what is none is refused."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners import accounts
from ontology.refusals import Refusal


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("https://LMS.example.org/=Ana", "account:https://lms.example.org|Ana"),
        ("https://lms.example.org = Ana ", "account:https://lms.example.org|Ana"),
        ("https://lms.example.org/sub/=Ana", "account:https://lms.example.org/sub/|Ana"),
        ("https://lms.example.org/?tenant=1=ana", "account:https://lms.example.org/?tenant=1|ana"),
        ("https://lms.example.org=YW5h==", "account:https://lms.example.org|YW5h=="),
        ("Ana@Example.org", "mbox:mailto:ana@example.org"),
        ("mailto:ANA@example.org", "mbox:mailto:ana@example.org"),
        ("mbox:mailto:ana@example.org", "mbox:mailto:ana@example.org"),
        ("mbox_sha1sum:" + "AB" * 20, "mbox_sha1sum:" + "ab" * 20),
        ("openid:https://ID.example.org/ana", "openid:https://id.example.org/ana"),
        ("account:https://lms.example.org|a|b", "account:https://lms.example.org|a|b"),
    ],
)
def test_an_account_has_one_spelling(typed: str, canonical: str) -> None:
    """However it is typed, the text that is compared is one and the same, and typing that gives it again."""
    assert accounts.typed(typed) == canonical
    assert accounts.typed(canonical) == canonical


@pytest.mark.parametrize(
    "typed",
    ["", "ana", "=ana", "https://lms.example.org=", "lms=ana", "a b@example.org", "ana@", "ana@@example.org",
     "a..b@c.org", "https://lms.example.org=a\x00b", "https://lms.example.org=" + "a" * 2_000, "mbox_sha1sum:12",
     "openid:ana"],
)  # fmt: skip
def test_what_is_no_account_is_refused(typed: str) -> None:
    """Nothing is bound that could never be found again; the refusal says how to write it."""
    refusal = accounts.typed(typed)
    assert isinstance(refusal, Refusal)
    assert refusal.code in ("account.invalid", "email.invalid") and refusal.hint


def test_a_mail_address_is_also_known_by_its_digests() -> None:
    """Systems that know only the SHA-1 of an address find the person, whichever case they took it in."""
    found = accounts.of_email("Ana@Example.org")
    digests = [
        hashlib.sha1(text.encode()).hexdigest() for text in ("mailto:ana@example.org", "mailto:Ana@Example.org")
    ]
    assert found == ("mbox:mailto:ana@example.org", *(f"mbox_sha1sum:{digest}" for digest in digests))


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    """Whatever stands in a cell, there is an account or a refusal, and an account is stable."""
    found = accounts.typed(text)
    assert isinstance(found, Refusal) or accounts.typed(found) == found
