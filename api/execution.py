"""Runs one GraphQL request: limits, parsing, validation, limits again, execution, errors in one shape.

Parsing and validation cost several times what a small answer does, and are functions of the document alone, so valid
documents are remembered.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, TypeGuard, cast

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from strawberry.execution import optimized_is_awaitable

from api import limits as measuring
from api.costs import check_cost
from api.errors import ApiError, RequestRefused, extensions_of, logged, masked
from api.schema.build import core
from api.schema.context import Context
from api.settings import Limits
from graph.errors import GraphError

KEPT_DOCUMENTS = 512
KEPT_CHARACTERS = 20_000
"""Longer documents are rare and not remembered, so what is kept stays below some 10 MB of text."""
MOST_ERRORS = 10

Formatted: TypeAlias = dict[str, Any]


class Asked(NamedTuple):
    """A GraphQL request as it came."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A GraphQL response. `data` is missing where the request was refused before anything was executed."""

    executed: bool
    data: Mapping[str, Any] | None = None
    errors: tuple[Formatted, ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """The response as JSON; `errors` come first, as the specification asks."""
        said: dict[str, Any] = {"errors": list(self.errors)} if self.errors else {}
        return said | ({"data": self.data} if self.executed else {})


class Executor:
    """Runs requests against the schema, within limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._kept = lru_cache(KEPT_DOCUMENTS)(self._prepared)

    async def run(
        self, asked: Asked, context: Callable[[], Awaitable[Context]], *, only_queries: bool = False
    ) -> Answered:
        """The response to a request. Never raises but for cancellation; what goes wrong is in its errors.

        `context` is called when the request is known to be good, so a bad one costs nothing more.
        """
        try:
            document, operation = self._checked(asked, only_queries=only_queries)
            prepared = await context()
        except GraphQLRefused as refused:
            return Answered(executed=False, errors=tuple(shown(error) for error in refused.errors))
        except ApiError as refused:
            error = {"message": refused.message, "extensions": extensions_of(refused)}
            return Answered(executed=False, errors=(error,))
        try:
            async with asyncio.timeout(self._limits.request_seconds):
                result = execute(
                    core,
                    document,
                    context_value=prepared,
                    variable_values=dict(asked.variables),
                    operation_name=operation.name.value if operation.name else None,
                    is_awaitable=cast("Callable[[Any], TypeGuard[Awaitable[Any]]]", optimized_is_awaitable),
                    max_coercion_errors=MOST_ERRORS,
                )
                if not isinstance(result, Awaitable):
                    finished = result
                else:
                    finished = await result
        except TimeoutError:
            seconds = self._limits.request_seconds
            error = {
                "message": f"The request took longer than {seconds:g} s and was given up.",
                "extensions": {"code": "request.timeout", "limit": seconds, "hint": "Ask for less in one request."},
            }
            return Answered(executed=True, errors=(error,))
        errors = tuple(shown(error) for error in finished.errors or ())
        # Variables that do not fit their types are refused by `execute` before anything is resolved.
        refused_early = finished.data is None and all(error.path is None for error in finished.errors or ())
        return Answered(executed=not refused_early, data=finished.data, errors=errors)

    def _checked(self, asked: Asked, *, only_queries: bool) -> tuple[DocumentNode, OperationDefinitionNode]:
        """The document and operation of a good request. Raises `ApiError` or `GraphQLRefused`."""
        measuring.check_variables(asked.variables, self._limits)
        keep = len(asked.query) <= KEPT_CHARACTERS
        document = self._kept(asked.query) if keep else self._prepared(asked.query)
        operation = get_operation_ast(document, asked.operation_name)
        if operation is None:
            raise RequestRefused(
                "graphql.operation_unknown",
                f"The document has no operation “{asked.operation_name}”."
                if asked.operation_name
                else "The document has several operations or none, and `operationName` names none of them.",
                hint="Name one operation of the document in `operationName`.",
            )
        if operation.operation is OperationType.SUBSCRIPTION:
            raise RequestRefused("graphql.subscription", "Subscriptions are not offered here.")
        if only_queries and operation.operation is not OperationType.QUERY:
            raise RequestRefused(
                "http.method", "GET answers queries only.", status=405, hint="Send a mutation with POST."
            )
        check_cost(core, document, operation, asked.variables, self._limits)
        return document, operation

    def _prepared(self, query: str) -> DocumentNode:
        """A parsed and valid document within the limits. Raises `ApiError` or `GraphQLRefused`."""
        measuring.check_text(query, self._limits)
        try:
            document = parse(query)
        except GraphQLSyntaxError as error:
            error.extensions = {"code": "graphql.syntax"}
            raise GraphQLRefused([error]) from None
        measuring.check_document(document, self._limits)
        if errors := validate(core, document, max_errors=MOST_ERRORS):
            raise GraphQLRefused(errors)
        return document


class GraphQLRefused(Exception):
    """The document cannot be parsed or is not valid."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


def shown(error: GraphQLError) -> Formatted:
    """One error as callers see it: `message`, `locations`, `path`, and `extensions` with a `code`.

    What was foreseen speaks for itself. Anything else becomes `internal` with an id, under which it is logged.
    """
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    said: Formatted = {"message": error.message}
    if error.locations:
        said["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        said["path"] = list(error.path)
    if cause is None or isinstance(cause, GraphQLError):
        said["extensions"] = {"code": "graphql.invalid", **(error.extensions or {})}
    elif isinstance(cause, ApiError):
        said |= {"message": cause.message, "extensions": extensions_of(cause)}
    elif isinstance(cause, GraphError):
        said |= {"message": cause.message, "extensions": {"code": cause.code, "hint": cause.mend}}
    else:
        number = logged(cause)
        said |= {"message": masked(number), "extensions": {"code": "internal", "errorId": number}}
    return said
