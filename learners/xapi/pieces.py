"""What the tables of a statement's objects are written with: schemas of pydantic-core that know the rules' codes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core import core_schema as cs

from learners.xapi import forms
from learners.xapi.terms import Json

KEYS: Final[set[str]] = set()
"""Every property that a table names, to tell a misspelt one by."""


def breach(code: str, at: str = "") -> PydanticCustomError:
    """The error that says which rule is broken, and by which property of the object."""
    return PydanticCustomError("rule", "{code}", {"code": code, "at": at})


def ruled(code: str, schema: CoreSchema) -> CoreSchema:
    """The schema, whose every fault is the breach of one rule."""
    return cs.custom_error_schema(
        schema, custom_error_type="rule", custom_error_message="{code}", custom_error_context={"code": code, "at": ""}
    )


def formatted(code: str, pattern: str) -> CoreSchema:
    """A string of a format (`learners.xapi.forms`)."""
    return ruled(code, cs.str_schema(pattern=pattern, strict=True))


def one_of(*values: str) -> CoreSchema:
    """One of these strings, letter by letter."""
    return ruled("choice", cs.literal_schema(list(values)))


def table(
    fields: Mapping[str, CoreSchema], *, required: Sequence[str] = (), rule: Callable[[Json], Json] | None = None
) -> CoreSchema:
    """An object with these properties and no others. `rule` sees the object once each property is right by itself."""
    KEYS.update(fields)
    schema = cs.typed_dict_schema(
        {name: cs.typed_dict_field(field, required=name in required) for name, field in fields.items()},
        extra_behavior="forbid",
        strict=True,
    )
    return schema if rule is None else cs.no_info_after_validator_function(rule, schema)


def array(item: CoreSchema, *, empty: bool = True) -> CoreSchema:
    """An array. Its first fault is told and no more: a body of a million bad items takes no longer than one."""
    return cs.list_schema(item, strict=True, min_length=None if empty else 1, fail_fast=True)


def mapping(key: CoreSchema, value: CoreSchema) -> CoreSchema:
    """An object whose keys the sender chooses, told like an array."""
    return cs.dict_schema(key, value, strict=True, fail_fast=True)


def time(code: str, pattern: str) -> CoreSchema:
    """A point in time that exists, in a format."""

    def check(text: str) -> str:
        if forms.moment(text) is None:
            raise breach(code)
        return text

    return cs.no_info_after_validator_function(check, formatted(code, pattern))
