"""The titles of ADL's conformance suite that concern single statements, each turned into a statement and judged.

A title such as `statement context team "mbox" cannot be used with "openid"` says where something stands and what is
done to it. `of(title)` makes the statements that it is about; of a title that is not understood there are none.
"""

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

Raw = dict[str, Any]

NOT_IRI = "ab=c://should.fail.com"
OBJECT, TEXT, NUMBER = {"key": "should fail"}, "should fail", 12345
LONG_UUID, BAD_UUID = "AA97B177-9383-4934-8543-0F91A7A028368", "MA97B177-9383-4934-8543-0F91A7A02836"
UUID = "8f87ccde-bb56-4c2e-ab83-44982ef22df0"
IDENTIFIERS: Raw = {
    "mbox": "mailto:xapi@adlnet.gov",
    "mbox_sha1sum": "cd9b00a5611f94eaa7b1661edab976068e364975",
    "openid": "http://openid.example.org/12345",
    "account": {"homePage": "http://www.example.com", "name": "xAPI account name"},
}
AGENT: Raw = {"objectType": "Agent", "mbox": IDENTIFIERS["mbox"]}
GROUP: Raw = {"objectType": "Group", "mbox": IDENTIFIERS["mbox"], "member": [AGENT]}
ACTIVITY: Raw = {"objectType": "Activity", "id": "http://www.example.com/meetings/occurances/34534"}
REFERENCE: Raw = {"objectType": "StatementRef", "id": UUID}
ATTACHMENT: Raw = {
    "usageType": "http://example.com/attachment-usage/test",
    "display": {"en-US": "A test attachment"},
    "description": {"en-US": "A test attachment (description)"},
    "contentType": "text/plain; charset=ascii",
    "length": 27,
    "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
    "fileUrl": "http://over.there.com/file.txt",
}
PLAIN: Raw = {"actor": AGENT, "verb": {"id": "http://adlnet.gov/expapi/verbs/attended"}, "object": ACTIVITY}
INNER: Raw = {"objectType": "SubStatement", **PLAIN}

WITHDRAWN = re.compile(r'needs one entry$|"contextActivities" is empty$')
"""Titles that the suite no longer has: nothing in the specification asks for an entry (its issues 128 and 129)."""


def put(path: str, value: Any, base: Raw = PLAIN) -> Raw:
    """A statement with a value at a path, parts of which may be new."""
    raw = copy.deepcopy(base)
    here = raw
    *above, last = path.split(".")
    for step in above:
        here = here.setdefault(step, {})
    here[last] = value
    return raw


PLACES: dict[str, Callable[[Raw], Raw]] = {
    "statement actor": lambda agent: put("actor", agent),
    "statement authority": lambda agent: put("authority", agent),
    "statement context instructor": lambda agent: put("context.instructor", agent),
    "statement context team": lambda agent: put("context.team", agent),
    "statement substatement as agent": lambda agent: put("object.object", agent, {**PLAIN, "object": INNER}),
    "statement substatement as group": lambda agent: put("object.object", agent, {**PLAIN, "object": INNER}),
    "statement substatement as": lambda agent: put("object.object", agent, {**PLAIN, "object": INNER}),
    'statement substatement"s context instructor': lambda agent: put("object.context.instructor", agent, WHOLE),
    'statement substatement"s context team': lambda agent: put("object.context.team", agent, WHOLE),
    'statement substatement"s agent': lambda agent: put("object.actor", agent, WHOLE),
    'statement substatement"s group': lambda agent: put("object.actor", agent, WHOLE),
    'statement substatement"s actor': lambda agent: put("object.actor", agent, WHOLE),
    'statement substatement"s': lambda agent: put("object.actor", agent, WHOLE),
}
WHOLE: Raw = {**PLAIN, "object": INNER}


def of(title: str) -> Iterator[tuple[Raw, bool]]:
    """The statements that a title is about, each with whether it is valid."""
    if WITHDRAWN.search(title):
        for part in ("display", "description"):
            yield put("attachments", [{**ATTACHMENT, part: {}}]), True
        yield put("verb.display", {}), True
        yield put("context.contextActivities", {}), True
        return
    for place in sorted(PLACES, key=len, reverse=True):
        if title.startswith(place + " "):
            found = list(of_agent(title.removeprefix(place + " "), place))
            if found:
                yield from ((PLACES[place](agent), valid) for agent, valid in found)
                return
    if title.startswith("should pass"):
        yield from ((raw, True) for raw in of_template(title))
        return
    within = title.startswith(("statement substatement ", "substatement "))
    base = re.sub(r"^(statement substatement|statement|substatement) ", "", title)
    for raw, valid in of_part(base, within):
        yield ({**PLAIN, "object": {"objectType": "SubStatement", **raw}} if within else raw), valid
    yield from of_whole(title)


def of_agent(said: str, place: str) -> Iterator[tuple[Raw, bool]]:
    """What is done to an Agent or Group at a place; agents only where a Group can stand, and the other way round."""
    grouped = "group" in place or "team" in place
    own: Raw = {"objectType": "Group", "member": [AGENT]} if grouped else {"objectType": "Agent"}
    authority = "authority" in place
    if both := re.fullmatch(r'"(\w+)" cannot be used with "(\w+)"?\'?', said):
        yield {**own, **{name: IDENTIFIERS[name] for name in both.groups()}}, False
    elif one := re.fullmatch(r'"(\w+)" should pass', said):
        yield {**own, one[1]: IDENTIFIERS[one[1]]}, True
    elif kind := re.match(r'"(agent|group)"? ?(account|mbox|mbox_sha1sum|openid|"homePage|"name)?', said):
        if kind[1] == "group" and authority:
            own = {"objectType": "Group", "member": [AGENT, AGENT]}
        else:
            own = {"objectType": "Group", "member": [AGENT]} if kind[1] == "group" else {"objectType": "Agent"}
        yield from ((({**own, **broken}), False) for broken in of_identifier(said))
    elif said in ('"name" should fail numeric', 'with "name" should fail numeric'):
        yield {**own, "mbox": IDENTIFIERS["mbox"], "name": NUMBER}, False
    elif said in ('"name" should fail object', 'with "name" should fail object'):
        yield {**own, "mbox": IDENTIFIERS["mbox"], "name": OBJECT}, False
    elif accepted := re.fullmatch(r'"objectType" accepts "(Agent|Group)"', said):
        members = [AGENT, AGENT] if authority else [AGENT]
        yield {"objectType": "Group", "member": members} if accepted[1] == "Group" else AGENT, True
    elif "objectType" in said and "should fail" in said:
        value = NUMBER if "numeric" in said else OBJECT if "object" in said.replace("objectType", "") else "agent"
        yield {**AGENT, "objectType": value}, False
        yield {**GROUP, "objectType": "group" if isinstance(value, str) else value}, False
    elif said == "anonymous group missing member":
        yield {"objectType": "Group"}, False
    elif said == "anonymous group with two members is accepted":
        yield {"objectType": "Group", "member": [AGENT, AGENT]}, True
    elif said == "anonymous group without two members is rejected":
        yield {"objectType": "Group", "member": [AGENT]}, False
        yield {"objectType": "Group", "member": [AGENT] * 3}, False
    elif said == "does not require functional identifier":
        yield {"objectType": "Group", "member": [AGENT, AGENT]}, True
    elif said == "does not require objectType":
        yield {"mbox": IDENTIFIERS["mbox"]}, True
    elif identified := re.fullmatch(r'identified group accepts "(\w+)"\'?', said):
        yield {"objectType": "Group", identified[1]: IDENTIFIERS[identified[1]]}, not authority
    elif said == "identified group is rejected":
        yield GROUP, False
    elif said == 'requires member type "array"':
        yield {"objectType": "Group", "member": AGENT}, False
    elif said.startswith('without "account"'):
        yield {"objectType": "Agent", "name": "nobody"}, False
    elif said == 'should fail on "null"':
        yield {**AGENT, "name": None}, False


def of_identifier(said: str) -> Iterator[Raw]:
    """Broken identifiers."""
    if "mbox_sha1sum" in said:
        yield {"mbox_sha1sum": NUMBER}
    elif "not mailto" in said:
        yield {"mbox": "xapi@adlnet.gov"}
    elif "mbox" in said:
        yield {"mbox": NOT_IRI}
    elif "openid" in said:
        yield {"openid": NOT_IRI}
    elif "is IRL" in said:
        yield {"account": {"homePage": NOT_IRI, "name": "a"}}
    elif '"homePage" property exists' in said:
        yield {"account": {"name": "a"}}
    elif '"name" property exists' in said:
        yield {"account": {"homePage": "http://www.example.com"}}
    elif '"name" property is string' in said:
        yield {"account": {"homePage": "http://www.example.com", "name": OBJECT}}
    elif "account" in said:
        yield {"account": {}}
        yield {"account": "http://www.example.com"}


def of_template(title: str) -> Iterator[Raw]:
    """What the suite's own templates are made of, all valid."""
    everything: Raw = {
        **PLAIN,
        "context": {"instructor": GROUP, "team": GROUP, "contextActivities": {"parent": [ACTIVITY]}},
        "result": {"score": {"scaled": 0.95, "raw": 95, "min": 0, "max": 100}, "duration": "PT1H0M0S"},
        "attachments": [ATTACHMENT],
    }
    for thing in (ACTIVITY, AGENT, GROUP, REFERENCE):
        yield {**everything, "object": thing}
        yield {**PLAIN, "object": {"objectType": "SubStatement", **everything, "object": thing}}
    for kind, lists in COMPONENTS.items():
        definition = {"interactionType": kind, **{name: [{"id": "a"}] for name in lists}}
        yield put("object", {**ACTIVITY, "definition": definition})
    yield {**everything, "authority": {"objectType": "Group", "member": [AGENT, AGENT]}}


COMPONENTS = {
    "choice": ["choices"],
    "sequencing": ["choices"],
    "likert": ["scale"],
    "matching": ["source", "target"],
    "performance": ["steps"],
}


def of_part(said: str, within: bool) -> Iterator[tuple[Raw, bool]]:
    """What is done to the verb, the activity, the result, the context or an attachment."""
    thing, _, rest = said.partition(" ")
    if thing == "verb":
        yield from of_verb(rest)
    elif thing in ("activity", "object"):
        yield from of_activity(rest)
    elif thing == "result":
        yield from of_result(rest)
    elif thing == "context":
        yield from of_context(rest, within)
    elif thing == "attachment" and "language map" in rest:
        part = rest.split('"')[1]
        yield from ((put("attachments", [{**ATTACHMENT, part: value}]), False) for value in NO_MAPS)
    if extensions := re.match(r"(activity|result|context) extensions (.*)", said):
        path = "object.definition" if extensions[1] == "activity" else extensions[1]
        valid = "not an IRI" not in said
        values: tuple[Any, ...] = (None, "", {}, True, 1.5, "text", {"a": None}) if valid else (1,)
        for value in values:
            yield put(f"{path}.extensions", {"http://example.com/x" if valid else NOT_IRI: value}), valid


NO_MAPS: tuple[Any, ...] = (NUMBER, "should error", {"a12345": "x"}, {"a12345678": "x"}, {"en": NUMBER}, {"en": None})


def of_verb(said: str) -> Iterator[tuple[Raw, bool]]:
    if said == 'missing "id"':
        yield put("verb", {"display": {"en": "x"}}), False
    elif said == '"id" not IRI':
        yield put("verb.id", NOT_IRI), False
        yield put("verb.id", "verbs/attended"), False
    elif said.startswith('"display"') or said == 'should fail on "null"':
        yield from ((put("verb.display", value), False) for value in (*NO_MAPS, None))
    elif said.startswith("voided"):
        voided = put("verb.id", "http://adlnet.gov/expapi/verbs/voided")
        wrong = "does not use" in said
        yield (voided if wrong else {**voided, "object": REFERENCE}), not wrong


def of_activity(said: str) -> Iterator[tuple[Raw, bool]]:
    def with_definition(**definition: Any) -> Raw:
        return put("object", {**ACTIVITY, "definition": definition})

    if used := re.fullmatch(r'"(\w+)" uses (\w+) is (.*)', said):
        name, kind, what = used.groups()
        values: dict[str, Any] = {
            "an array of interaction components": [{"id": "a"}, {"id": "b", "description": {"en": "B"}}],
            "an array of non description language": [{"id": "a", "description": {"a12345": "x"}}],
            "an array of non object description": [{"id": "a", "description": "x"}],
            "an array of non string ID": [{"id": NUMBER}],
            "not an array": {"id": "a"},
        }
        yield with_definition(interactionType=kind, **{name: values[what]}), "of interaction" in what
    elif part := re.fullmatch(r'"(\w+) (\w+)( id)?" (?:not a string|is not an object|missing "id")', said):
        value = {"not": [{"id": OBJECT}], "is": ["a"], "missing": [{"description": {}}]}[
            said.split('" ')[1].split()[0]
        ]
        yield with_definition(interactionType=part[1], **{part[2]: value}), False
    elif same := re.fullmatch(r'(\w+) "(\w+)" cannot use same "id"', said):
        yield with_definition(interactionType=same[1], **{same[2]: [{"id": "a"}, {"id": "a"}]}), False
    elif kind_of := re.fullmatch(r'"interactionType" can be used with "([\w-]+)"', said):
        yield with_definition(interactionType=kind_of[1]), True
    elif said.startswith('"correctResponsesPattern"'):
        for value, valid in {"number": ([1], False), "object": ([{}], False), "strings": (["a"], True)}.items():
            if said.endswith(value):
                yield with_definition(interactionType="choice", correctResponsesPattern=valid[0]), valid[1]
        if said.endswith("is an object"):
            yield with_definition(interactionType="choice", correctResponsesPattern={}), False
    elif has := re.fullmatch(r'"definition" contains "(\w+)"', said):
        full: Raw = {"name": {"en": "x"}, "description": {"en": "x"}, "type": "http://example.com/t"}
        full |= {"moreInfo": "http://example.com/m", "extensions": {"http://example.com/x": 1}}
        full["interactionType"] = "numeric"
        yield with_definition(**{has[1]: full[has[1]]}), True
    elif said == '"definition" missing all properties':
        yield with_definition(), True
    elif said == '"definition" not object':
        yield put("object", {**ACTIVITY, "definition": TEXT}), False
    elif said == 'should fail on "null"':
        yield with_definition(moreInfo=None), False
    elif "language map" in said:
        yield from ((with_definition(**{said.split('"')[1]: value}), False) for value in NO_MAPS)
    elif broken := re.fullmatch(r'"(type|moreInfo)" not IRI', said):
        yield with_definition(**{broken[1]: NOT_IRI}), False
    elif said == '"extension" invalid string':
        yield with_definition(extensions=TEXT), False
    elif said == 'without "objectType" is valid':
        yield put("object", {"id": ACTIVITY["id"]}), True
    elif said == '"id" is IRI':
        yield PLAIN, True
    elif said == '"id" not IRI':
        yield put("object.id", NOT_IRI), False
    elif said == '"id" not provided':
        yield put("object", {"objectType": "Activity"}), False
    elif said == 'should fail on "activity"':
        yield put("object.objectType", "activity"), False
    elif reference := re.fullmatch(r'statementref "id" invalid (.*)', said):
        yield from ((put("object", {**REFERENCE, "id": value}), False) for value in broken_uuid(reference[1]))


def broken_uuid(said: str) -> list[Any]:
    return [LONG_UUID if "digits" in said else BAD_UUID if "A-F" in said else NUMBER if "numeric" in said else OBJECT]


def of_result(said: str) -> Iterator[tuple[Raw, bool]]:
    if flag := re.match(r'"(completion|success)" property is', said):
        for value in ("true", "false", OBJECT, NUMBER, 1):
            yield put(f"result.{flag[1]}", value), False
    elif number := re.match(r'"(\w+)" accepts seven significant', said):
        yield put("result.score", {number[1]: 0.1234567}), True
    elif said == '"duration" property is invalid':
        yield from ((put("result.duration", value), False) for value in ("PA1H0M0S", NUMBER, OBJECT, TEXT, "P4W1D"))
    elif said.startswith('"extensions"'):
        yield from ((put("result.extensions", value), False) for value in (NUMBER, TEXT))
    elif said.startswith('"response"'):
        yield put("result.response", NUMBER), False
    elif said.startswith("score"):
        yield from ((put("result.score", value), False) for value in (NUMBER, TEXT))


def of_context(said: str, within: bool) -> Iterator[tuple[Raw, bool]]:
    if kind := re.match(r'"contextActivities (\w+)" value is activity( array)?', said):
        yield put(f"context.contextActivities.{kind[1]}", [ACTIVITY] if kind[2] else ACTIVITY), True
    elif key := re.fullmatch(r'"contextActivities" is "(\w+)"', said):
        yield put(f"context.contextActivities.{key[1]}", [ACTIVITY]), True
        yield put("context.contextActivities.consequences", [ACTIVITY]), False
    elif said == '"contextActivities" is string':
        yield put("context.contextActivities", TEXT), False
    elif said == '"team" is agent':
        yield put("context.team", AGENT), False
    elif bound := re.match(r'"(platform|revision)" is invalid with (.*)', said):
        things = {"object agent": AGENT, "object group": GROUP, "statementref": REFERENCE, "substatement": INNER}
        raw = put("object", things[bound[2]])
        if bound[2] != "substatement" or not within:
            yield put(f"context.{bound[1]}", "x", raw), False
    elif said.startswith('"statement" invalid'):
        whole = {"with": {"objectType": "StatementRef", "id": TEXT}, "numeric": NUMBER, "object": OBJECT}
        yield put("context.statement", whole.get(said.split()[2], {**REFERENCE, "id": broken_uuid(said)[0]})), False
        yield put("context.statement", {**REFERENCE, "objectType": "statementref"}), False
    elif said == 'should fail on "null"':
        yield put("context.registration", None), False
    elif name := re.match(r'"(\w+)" (is|invalid)', said):
        values = [OBJECT, NUMBER, TEXT] if name[1] not in ("platform", "revision") else [OBJECT, NUMBER]
        yield from ((put(f"context.{name[1]}", value), False) for value in (*values, *broken_uuid(said)[:0]))
        if name[1] == "registration":
            yield from ((put("context.registration", value), False) for value in (LONG_UUID, BAD_UUID))


def of_whole(title: str) -> Iterator[tuple[Raw, bool]]:
    """What is done to a statement as a whole, to references, and to SubStatements."""
    if missing := re.match(
        r'statement "(actor|verb|object)" missing|substatement requires (actor|verb|object)', title
    ):
        name = missing[1] or missing[2]
        raw = {key: value for key, value in PLAIN.items() if key != name}
        yield (raw if missing[1] else {**PLAIN, "object": {"objectType": "SubStatement", **raw}}), False
    elif title.startswith('statement "id" invalid'):
        yield from ((put("id", value), False) for value in broken_uuid(title))
    elif named := re.match(r'statement "(template|stored)" invalid', title):
        name = "timestamp" if named[1] == "template" else "stored"
        yield from ((put(name, value), False) for value in ("01/011/2015", TEXT))
    elif version := re.match(r'statement "version" (valid|invalid) ?(.*)', title):
        for value in [version[2]] if version[2] else [TEXT, "1.1.0"]:
            yield put("version", value), version[1] == "valid"
    elif title.startswith('statement "authority" invalid') or title.startswith("should fail statement authority"):
        many = 3 if "three" in title else 1
        group: Raw = {"objectType": "Group", "member": [AGENT] * many}
        identifier = re.search(r"\((\w+)\)", title)
        yield (
            put("authority", {**group, **({identifier[1]: IDENTIFIERS[identifier[1]]} if identifier else {})}),
            False,
        )
        yield put("authority", {**GROUP, "member": [AGENT, AGENT]}), False
    elif title.startswith('statement "attachment"'):
        yield from ((put("attachments", [value]), False) for value in (NUMBER, TEXT))
    elif title == 'statement "attachments" not an array':
        yield put("attachments", ATTACHMENT), False
    elif part := re.match(r'statement "(contentType|fileUrl|length|sha2|usageType)" invalid string', title):
        yield put("attachments", [{**ATTACHMENT, part[1]: TEXT}]), False
    elif re.search(r'(StatementRef|statementref).*(fail on "statementref"|not "StatementRef")', title):
        yield put("object", {**REFERENCE, "objectType": "statementref"}), False
        yield put("object", {**INNER, "object": {**REFERENCE, "objectType": "statementref"}}), False
    elif re.search(r'statementref invalid when missing "id"', title):
        yield put("object", {"objectType": "StatementRef"}), False
        yield put("object", {**INNER, "object": {"objectType": "StatementRef"}}), False
    elif re.search(r'statementref "id" not "uuid"', title):
        yield put("object", {**REFERENCE, "id": TEXT}), False
        yield put("object", {**INNER, "object": {**REFERENCE, "id": TEXT}}), False
    elif "nested" in title:
        yield put("object", {**INNER, "object": INNER}), False
    elif re.search(r'(SubStatement|substatement).*(fail on "substatement"|not "SubStatement")', title):
        yield put("object", {**INNER, "objectType": "substatement"}), False
    elif extra := re.match(r'substatement invalid with property "(\w+)"', title):
        values = {"authority": AGENT, "id": UUID, "stored": "2013-05-18T05:32:34.804Z", "version": "1.0.0"}
        yield put("object", {**INNER, extra[1]: values[extra[1]]}), False
    elif kind := re.search(r'(agent|group)( template)? should fail on "(agent|group)"', title):
        wrong = {**(AGENT if kind[1] == "agent" else GROUP), "objectType": kind[3]}
        yield put("object", {**INNER, "object": wrong} if "substatement" in title else wrong), False
    elif title in ("with strings where numbers are required", "even if those stings contain numbers"):
        yield from ((put("result.score", {"max": value}), False) for value in ("one hundred", "100"))
    elif title in ("with strings where booleans are required", "even if thise string contain booleans"):
        yield from ((put("result.success", value), False) for value in ("We regret to inform you.", "false"))
