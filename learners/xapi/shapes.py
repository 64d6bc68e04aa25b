"""The shape of a statement in each version, as a schema for pydantic-core: one table per kind of object.

Types are exact (no "true" for true), unknown keys are refused, and null stands in extensions only. What takes more
than one property to see is a rule: a function that raises the code of the rule (`learners.xapi.rules`).
"""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from pydantic_core import CoreSchema, SchemaValidator
from pydantic_core import core_schema as cs

from learners.xapi import forms
from learners.xapi.pieces import array, breach, formatted, mapping, one_of, ruled, table, time
from learners.xapi.terms import COMPONENTS, IDENTIFIERS, INTERACTIONS, SIGNATURE, VOIDED, Json, Version


@cache
def part(of: Literal["actor", "iri"]) -> SchemaValidator:
    """The validator of a part that stands alone, as in a parameter of a request."""
    return SchemaValidator(ACTOR if of == "actor" else IRI)


@cache
def validator(version: Version) -> SchemaValidator:
    """The validator of whole statements of a version; made once, and safe to share between threads."""
    return SchemaValidator(_statement(version))


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
IRI: Final = formatted("iri", forms.IRI)
UUID: Final = formatted("uuid", forms.UUID)
LANGUAGE_MAP: Final = mapping(formatted("language", forms.LANGUAGE), TEXT)
EXTENSIONS: Final = mapping(IRI, cs.any_schema())
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
    "mbox": formatted("mbox", forms.MBOX),
    "mbox_sha1sum": formatted("sha1", forms.SHA1),
    "openid": IRI,
    "account": table({"homePage": IRI, "name": TEXT}, required=("homePage", "name")),
}
AGENT: Final = table({"objectType": one_of("Agent"), **_NAMED}, rule=_identified)
GROUP: Final = table(
    {"objectType": one_of("Group"), **_NAMED, "member": array(AGENT)}, required=("objectType",), rule=_gathered
)
ACTOR: Final = cs.tagged_union_schema({"Agent": AGENT, "Group": GROUP}, _agent_or_group)
AUTHORITY: Final = cs.tagged_union_schema(
    {"Agent": AGENT, "Group": cs.no_info_after_validator_function(_vouching, GROUP)}, _agent_or_group
)
VERB: Final = table({"id": IRI, "display": LANGUAGE_MAP}, required=("id",))
REFERENCE: Final = table({"objectType": one_of("StatementRef"), "id": UUID}, required=("objectType", "id"))


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
    _distinct, array(table({"id": TEXT, "description": LANGUAGE_MAP}, required=("id",)))
)
ACTIVITY: Final = table(
    {
        "objectType": one_of("Activity"),
        "id": IRI,
        "definition": table(
            {
                "name": LANGUAGE_MAP,
                "description": LANGUAGE_MAP,
                "type": IRI,
                "moreInfo": IRI,
                "interactionType": one_of(*INTERACTIONS),
                "correctResponsesPattern": array(TEXT),
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


RESULT: Final = table(
    {
        "score": table(dict.fromkeys(("scaled", "raw", "min", "max"), NUMBER), rule=_within),
        "success": BOOLEAN,
        "completion": BOOLEAN,
        "response": TEXT,
        "duration": formatted("duration", forms.DURATION),
        "extensions": EXTENSIONS,
    }
)


def _signed(attachment: Json) -> Json:
    if attachment["usageType"] == SIGNATURE and attachment["contentType"] != "application/octet-stream":
        raise breach("signature", "contentType")
    return attachment


ATTACHMENT: Final = table(
    {
        "usageType": IRI,
        "display": LANGUAGE_MAP,
        "description": LANGUAGE_MAP,
        "contentType": formatted("media_type", forms.MEDIA_TYPE),
        "length": ruled("integer", cs.int_schema(strict=True, ge=0)),
        "sha2": formatted("sha2", forms.SHA2),
        "fileUrl": IRI,
    },
    required=("usageType", "display", "contentType", "length", "sha2"),
    rule=_signed,
)


def _single_or_many(value: object) -> str:
    return "many" if isinstance(value, list) else "one"


_ACTIVITIES: Final = cs.tagged_union_schema({"one": ACTIVITY, "many": array(ACTIVITY)}, _single_or_many)


def _context(version: Version) -> CoreSchema:
    fields: dict[str, CoreSchema] = {
        "registration": UUID,
        "instructor": ACTOR,
        "team": GROUP,
        "contextActivities": table(dict.fromkeys(("parent", "grouping", "category", "other"), _ACTIVITIES)),
        "revision": TEXT,
        "platform": TEXT,
        "language": formatted("language", forms.LANGUAGE),
        "statement": REFERENCE,
        "extensions": EXTENSIONS,
    }
    if version == "2.0.0":
        types = array(IRI, empty=False)
        for kind, of in (("Agent", AGENT), ("Group", GROUP)):
            member = kind.lower()
            fields[f"context{kind}s"] = array(
                table(
                    {"objectType": one_of(f"context{kind}"), member: of, "relevantTypes": types},
                    required=("objectType", member),
                )
            )
    return table(fields)


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
    moment = time("timestamp", forms.ISO8601) if version == "1.0.3" else time("timestamp_rfc3339", forms.RFC3339)
    said: dict[str, CoreSchema] = {
        "actor": ACTOR,
        "verb": VERB,
        "result": RESULT,
        "context": _context(version),
        "timestamp": moment,
        "attachments": array(ATTACHMENT),
    }
    things: dict[str, CoreSchema] = {
        "Activity": ACTIVITY,
        "Agent": AGENT,
        "Group": GROUP,
        "StatementRef": REFERENCE,
    }
    must = ("actor", "verb", "object")
    inner = table(
        {"objectType": one_of("SubStatement"), **said, "object": cs.tagged_union_schema(dict(things), _kind)},
        required=(*must, "objectType"),
        rule=_coherent,
    )
    accepted = r"^1\.0(\.[0-9]+)?$" if version == "1.0.3" else r"^(1|2)\.0(\.[0-9]+)?$"
    return table(
        {
            "id": UUID,
            **said,
            "object": cs.tagged_union_schema({**things, "SubStatement": inner}, _kind),
            "stored": moment,
            "authority": AUTHORITY,
            "version": formatted("version", accepted),
        },
        required=must,
        rule=_coherent,
    )
