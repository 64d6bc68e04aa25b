"""What can go wrong at the doors, and what a caller is told of it.

ApiError
├── SettingsError      an environment variable has a value that cannot be used; `variable` names it
├── RequestRefused     the request is not one that this door takes; `status` is the HTTP status
│   └── LimitExceeded  the request is larger than is allowed; `limit` and `actual` say by how much
└── ServiceNotReady    there is no edition to answer from yet

Each has a `code`, and a message and `hint` that may be shown to callers. Anything else that is raised is ours to
mend: it is logged under an id, and the caller is given that id and nothing more. `api/execution.py` shows them in
GraphQL's shape.
"""

import logging
import secrets

log = logging.getLogger("skillway.errors")


class ApiError(Exception):
    """A failure that callers may be told about. `code` is `thing.reason`, `hint` what to do instead."""

    code = "api.error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SettingsError(ApiError):
    """An environment variable has a value that cannot be used."""

    code = "settings.invalid"

    def __init__(self, variable: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{variable}: {message}", hint=hint)
        self.variable = variable


class RequestRefused(ApiError):
    """The request is not one that this door takes. `status` is the HTTP status of the refusal."""

    def __init__(self, code: str, message: str, *, status: int = 400, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.status = status


class LimitExceeded(RequestRefused):
    """The request is larger than is allowed.

    `name` is the limit's (`depth`, `page_size`, …), `limit` the most that is allowed and `actual` what was asked for.
    """

    def __init__(
        self, name: str, message: str, *, limit: int, actual: int, status: int = 400, hint: str = ""
    ) -> None:
        super().__init__(f"limit.{name}", message, status=status, hint=hint)
        self.name = name
        self.limit = limit
        self.actual = actual


class ServiceNotReady(ApiError):
    """There is no edition to answer from: nothing was published yet, or the graph has not been reached yet."""

    code = "service.not_ready"


def extensions_of(error: ApiError) -> dict[str, str | int]:
    """The `extensions` of an error: its code, its hint, and for a limit the limit and the actual value."""
    said: dict[str, str | int] = {"code": error.code}
    if isinstance(error, LimitExceeded):
        said |= {"limit": error.limit, "actual": error.actual}
    return said | ({"hint": error.hint} if error.hint else {})


def logged(error: BaseException) -> str:
    """Log what was not foreseen, and give the id under which it is in the log."""
    number = secrets.token_hex(6)
    log.error("error %s: %s", number, type(error).__name__, exc_info=error)
    return number


def masked(number: str) -> str:
    """What callers are told of an error that was not foreseen."""
    return f"Something went wrong inside the service. It is logged under {number}."
