"""What can go wrong with people's data, and is nobody's question.

LearnersError
└── VaultError     a sealed text cannot be opened, or the keys cannot be used; the message never holds a key or a text

What a caller asks that cannot be answered is a `Refusal`, not an error.
"""


class LearnersError(Exception):
    """A failure of this room. `code` is `thing.reason`, `hint` what to do next."""

    code = "learners.error"

    def __init__(self, message: str, *, code: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code:
            self.code = code


class VaultError(LearnersError):
    """Keys that cannot be used, or a text that they do not open."""

    code = "keys.wrong"
