"""The shape of a statement in each version, as a schema for pydantic-core: one table per kind of object.

Types are exact (no "true" for true), unknown keys are refused, and null stands in extensions only. What takes more
than one property to see is a rule: a function that raises the code of the rule (`learners.xapi.rules`).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final, Literal, TypeAlias, cast

from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator
from pydantic_core import core_schema as cs

from learners.xapi import forms

Version: TypeAlias = Literal["1.0.3", "2.0.0"]
"""Which of the two data models a request speaks: 1.0.x, or 2.0.x."""
Json: TypeAlias = Mapping[str, object]
"""A JSON object as it was read. What is in it is known once it was judged."""

VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
SIGNATURE: Final = "http://adlnet.gov/expapi/attachments/signature"
IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")
INTERACTIONS: Final = (
    *("true-false", "choice", "fill-in", "long-fill-in", "matching"),
    *("performance", "sequencing", "likert", "numeric", "other"),
)
COMPONENTS: Final = ("choices", "scale", "source", "target", "steps")
KEYS: Final[set[str]] = set()
"""Every property that the tables below name, to tell a misspelt one by."""


def as_list(value: object) -> list[Json]:
    """Activities of a context, which may come alone or in an array."""
    return cast("list[Json]", value if isinstance(value, list) else [value])


def breach(code: str, at: str = "") -> PydanticCustomError:
    """The error that says which rule is broken, and by which property of the object."""
    return PydanticCustomError("rule", "{code}", {"code": code, "at": at})


@cache
def part(of: Literal["actor", "iri"]) -> SchemaValidator:
    """The validator of a part that stands alone, as in a parameter of a request."""
    return SchemaValidator(ACTOR if of == "actor" else IRI)


@cache
def validator(version: Version) -> SchemaValidator:
    """The validator of whole statements of a version; made once, and safe to share between threads."""
    return SchemaValidator(_statement(version))


def _named(code: str, schema: CoreSchema) -> CoreSchema:
    return cs.custom_error_schema(
        schema, custom_error_type="rule", custom_error_message="{code}", custom_error_context={"code": code, "at": ""}
    )


def _text(code: str, pattern: str) -> CoreSchema:
    return _named(code, cs.str_schema(pattern=pattern, strict=True))


def _one_of(*values: str) -> CoreSchema:
    return _named("choice", cs.literal_schema(list(values)))


def _object(
    fields: Mapping[str, CoreSchema], *, required: Sequence[str] = (), rule: Callable[[Json], Json] | None = None
) -> CoreSchema:
    KEYS.update(fields)
    schema = cs.typed_dict_schema(
        {name: cs.typed_dict_field(field, required=name in required) for name, field in fields.items()},
        extra_behavior="forbid",
        strict=True,
    )
    return schema if rule is None else cs.no_info_after_validator_function(rule, schema)


def _list(item: CoreSchema, *, empty: bool = True) -> CoreSchema:
    """An array. Its first fault is told and no more: a body of a million bad items takes no longer than one."""
    return cs.list_schema(item, strict=True, min_length=None if empty else 1, fail_fast=True)


def _map(key: CoreSchema, value: CoreSchema) -> CoreSchema:
    return cs.dict_schema(key, value, strict=True, fail_fast=True)


def _moment(code: str, pattern: str) -> CoreSchema:
    def check(text: str) -> str:
        if forms.moment(text) is None:
            raise breach(code)
        return text

    return cs.no_info_after_validator_function(check, _text(code, pattern))


def _kind(value: object) -> str | None:
    """The objectType of what stands as a statement's object: Activity where it is not said, but not of an Agent."""
    if not isinstance(value, dict):
        return "Activity"
    kind = value.get("objectType", None if any(name in value for name in IDENTIFIERS) else "Activity")
    return kind if isinstance(kind, str) else None


def _agent_or_group(value: object) -> str | None:
    kind = value.get("objectType", "Agent") if isinstance(value, dict) else "Agent"
    return kind if isinstance(kind, str) else None


TEXT: Final = cs.str_schema(strict=True)
BOOLEAN: Final = cs.bool_schema(strict=True)
NUMBER: Final = cs.float_schema(strict=True, allow_inf_nan=False)
IRI: Final = _text("iri", forms.IRI)
UUID: Final = _text("uuid", forms.UUID)
LANGUAGE_MAP: Final = _map(_text("language", forms.LANGUAGE), TEXT)
EXTENSIONS: Final = _map(IRI, cs.any_schema())
"""Values are anything, null included."""


def _identified(agent: Json) -> Json:
    given = [name for name in IDENTIFIERS if name in agent]
    if not given:
        raise breach("no_identifier")
    if len(given) > 1:
        raise breach("identifiers", given[1])
    return agent


def _gathered(group: Json) -> Json:
    given = [name for name in IDENTIFIERS if name in group]
    if len(given) > 1:
        raise breach("identifiers", given[1])
    if not given and "member" not in group:
        raise breach("no_member")
    return group


def _vouching(group: Json) -> Json:
    members = group.get("member")
    if any(name in group for name in IDENTIFIERS) or not isinstance(members, list) or len(members) != 2:
        raise breach("authority")
    return group


_NAMED: Final[Mapping[str, CoreSchema]] = {
    "name": TEXT,
    "mbox": _text("mbox", forms.MBOX),
    "mbox_sha1sum": _text("sha1", forms.SHA1),
    "openid": IRI,
    "account": _object({"homePage": IRI, "name": TEXT}, required=("homePage", "name")),
}
AGENT: Final = _object({"objectType": _one_of("Agent"), **_NAMED}, rule=_identified)
GROUP: Final = _object(
    {"objectType": _one_of("Group"), **_NAMED, "member": _list(AGENT)}, required=("objectType",), rule=_gathered
)
ACTOR: Final = cs.tagged_union_schema({"Agent": AGENT, "Group": GROUP}, _agent_or_group)
AUTHORITY: Final = cs.tagged_union_schema(
    {"Agent": AGENT, "Group": cs.no_info_after_validator_function(_vouching, GROUP)}, _agent_or_group
)
VERB: Final = _object({"id": IRI, "display": LANGUAGE_MAP}, required=("id",))
REFERENCE: Final = _object({"objectType": _one_of("StatementRef"), "id": UUID}, required=("objectType", "id"))


def _distinct(components: list[Json]) -> list[Json]:
    if len({component["id"] for component in components}) < len(components):
        raise breach("same_id")
    return components


def _typed(definition: Json) -> Json:
    if "interactionType" not in definition and any(
        name in definition for name in (*COMPONENTS, "correctResponsesPattern")
    ):
        raise breach("interaction_type")
    return definition


_COMPONENTS: Final = cs.no_info_after_validator_function(
    _distinct, _list(_object({"id": TEXT, "description": LANGUAGE_MAP}, required=("id",)))
)
ACTIVITY: Final = _object(
    {
        "objectType": _one_of("Activity"),
        "id": IRI,
        "definition": _object(
            {
                "name": LANGUAGE_MAP,
                "description": LANGUAGE_MAP,
                "type": IRI,
                "moreInfo": IRI,
                "interactionType": _one_of(*INTERACTIONS),
                "correctResponsesPattern": _list(TEXT),
                **dict.fromkeys(COMPONENTS, _COMPONENTS),
                "extensions": EXTENSIONS,
            },
            rule=_typed,
        ),
    },
    required=("id",),
)


def _within(score: Json) -> Json:
    raw, low, high = (score.get(name) for name in ("raw", "min", "max"))
    scaled = score.get("scaled")
    if isinstance(scaled, float) and not -1 <= scaled <= 1:
        raise breach("score_range", "scaled")
    if isinstance(low, float) and isinstance(high, float) and low >= high:
        raise breach("score_min_max", "min")
    if isinstance(raw, float) and (
        (isinstance(low, float) and raw < low) or (isinstance(high, float) and raw > high)
    ):
        raise breach("score_raw", "raw")
    return score


RESULT: Final = _object(
    {
        "score": _object(dict.fromkeys(("scaled", "raw", "min", "max"), NUMBER), rule=_within),
        "success": BOOLEAN,
        "completion": BOOLEAN,
        "response": TEXT,
        "duration": _text("duration", forms.DURATION),
        "extensions": EXTENSIONS,
    }
)


def _signed(attachment: Json) -> Json:
    if attachment["usageType"] == SIGNATURE and attachment["contentType"] != "application/octet-stream":
        raise breach("signature", "contentType")
    return attachment


ATTACHMENT: Final = _object(
    {
        "usageType": IRI,
        "display": LANGUAGE_MAP,
        "description": LANGUAGE_MAP,
        "contentType": _text("media_type", forms.MEDIA_TYPE),
        "length": _named("integer", cs.int_schema(strict=True, ge=0)),
        "sha2": _text("sha2", forms.SHA2),
        "fileUrl": IRI,
    },
    required=("usageType", "display", "contentType", "length", "sha2"),
    rule=_signed,
)


def _single_or_many(value: object) -> str:
    return "many" if isinstance(value, list) else "one"


_ACTIVITIES: Final = cs.tagged_union_schema({"one": ACTIVITY, "many": _list(ACTIVITY)}, _single_or_many)


def _context(version: Version) -> CoreSchema:
    fields: dict[str, CoreSchema] = {
        "registration": UUID,
        "instructor": ACTOR,
        "team": GROUP,
        "contextActivities": _object(dict.fromkeys(("parent", "grouping", "category", "other"), _ACTIVITIES)),
        "revision": TEXT,
        "platform": TEXT,
        "language": _text("language", forms.LANGUAGE),
        "statement": REFERENCE,
        "extensions": EXTENSIONS,
    }
    if version == "2.0.0":
        types = _list(IRI, empty=False)
        for kind, of in (("Agent", AGENT), ("Group", GROUP)):
            member = kind.lower()
            fields[f"context{kind}s"] = _list(
                _object(
                    {"objectType": _one_of(f"context{kind}"), member: of, "relevantTypes": types},
                    required=("objectType", member),
                )
            )
    return _object(fields)


def _coherent(statement: Json) -> Json:
    """What binds the verb, the object and the context of a statement, or of a SubStatement, to each other."""
    verb, thing, context = statement["verb"], statement["object"], statement.get("context")
    assert isinstance(verb, dict) and isinstance(thing, dict)
    kind = thing.get("objectType", "Activity")
    if verb["id"] == VOIDED and kind != "StatementRef":
        raise breach("voiding", "object")
    if isinstance(context, dict) and kind != "Activity":
        for name in ("revision", "platform"):
            if name in context:
                raise breach("activity_only", f"context.{name}")
    return statement


def _statement(version: Version) -> CoreSchema:
    moment = (
        _moment("timestamp", forms.ISO8601) if version == "1.0.3" else _moment("timestamp_rfc3339", forms.RFC3339)
    )
    said: dict[str, CoreSchema] = {
        "actor": ACTOR,
        "verb": VERB,
        "result": RESULT,
        "context": _context(version),
        "timestamp": moment,
        "attachments": _list(ATTACHMENT),
    }
    things: dict[str, CoreSchema] = {
        "Activity": ACTIVITY,
        "Agent": AGENT,
        "Group": GROUP,
        "StatementRef": REFERENCE,
    }
    must = ("actor", "verb", "object")
    inner = _object(
        {"objectType": _one_of("SubStatement"), **said, "object": cs.tagged_union_schema(dict(things), _kind)},
        required=(*must, "objectType"),
        rule=_coherent,
    )
    accepted = r"^1\.0(\.[0-9]+)?$" if version == "1.0.3" else r"^(1|2)\.0(\.[0-9]+)?$"
    return _object(
        {
            "id": UUID,
            **said,
            "object": cs.tagged_union_schema({**things, "SubStatement": inner}, _kind),
            "stored": moment,
            "authority": AUTHORITY,
            "version": _text("version", accepted),
        },
        required=must,
        rule=_coherent,
    )
