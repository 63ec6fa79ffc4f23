"""The OpenAPI document: valid, named and described throughout, and no answer in it holds just anything."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import orjson
import pytest
from drf_spectacular.generators import SchemaGenerator
from pydantic import ValidationError

from api.openapi.hooks import METHODS
from api.response_schemas.nights import RecordAnswer, SyncAnswer
from api.response_schemas.units import ENTRIES, UNITS, EntryKind, Kind
from tests.cast import Caller

Document = dict[str, Any]
# Names under which an answer says one of a few words.
CLOSED = {
    *("language", "format", "kind", "level", "state", "role", "scope", "verdict", "side"),
    *("fresh", "preview", "sort", "metric", "basis", "outcome", "told_by", "stream"),
}
NOON = "2026-11-20T12:00:00Z"


@pytest.fixture(scope="module")
def document() -> Document:
    made: Document = SchemaGenerator().get_schema(request=None, public=True)
    return made


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, item in document["paths"].items():
        yield from ((f"{method} {path}", item[method]) for method in item.keys() & METHODS)


def answers_of(operation: Document) -> Iterator[tuple[str, Any]]:
    """What it answers when all is well, by media type."""
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            yield from ((media, content["schema"]) for media, content in response.get("content", {}).items())


def open_parts(schema: Any, where: str) -> Iterator[str]:
    """Where a schema lets in keys or values of any kind."""
    if isinstance(schema, list):
        for place, each in enumerate(schema):
            yield from open_parts(each, f"{where}.{place}")
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object" and schema.get("additionalProperties", True) in (True, {}):
        yield where
    if schema.get("type") == "array" and not schema.get("items"):
        yield where
    for name, part in schema.get("properties", {}).items():
        yield from ([f"{where}.{name}"] if not part.keys() - {"description", "default"} else [])
        yield from open_parts(part, f"{where}.{name}")
    for word in ("items", "additionalProperties", "anyOf", "oneOf"):
        yield from open_parts(schema.get(word), f"{where}.{word}")


def undecided(schema: Any, where: str, schemas: Document) -> Iterator[str]:
    """Where several models are possible and neither a discriminator nor a key of its own says which it is."""
    if isinstance(schema, list):
        for place, each in enumerate(schema):
            yield from undecided(each, f"{where}.{place}", schemas)
    if not isinstance(schema, dict):
        return
    for word in ("anyOf", "oneOf"):
        names = [each["$ref"].rpartition("/")[2] for each in schema.get(word, ()) if "$ref" in each]
        alike = not all(keys_of_its_own(name, names, schemas) for name in names)
        yield from [where] if len(names) > 1 and alike and "discriminator" not in schema else []
    for name, part in schema.items():
        yield from undecided(part, f"{where}.{name}", schemas)


def keys_of_its_own(name: str, names: list[str], schemas: Document) -> set[str]:
    others = set[str]().union(*(schemas[other]["properties"] for other in names if other != name))
    return set(schemas[name].get("required", ())) - others


def test_it_is_openapi_3_1(document: Document) -> None:
    # Compiles grammars when it is imported, for seconds.
    from openapi_spec_validator import OpenAPIV31SpecValidator

    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_answer_is_a_named_model(document: Document) -> None:
    nameless = [
        (route, media)
        for route, operation in operations(document)
        for media, schema in answers_of(operation)
        if media in ("application/json", "application/x-ndjson") and "$ref" not in schema
    ]
    assert nameless == []


def test_no_model_lets_in_unknown_keys(document: Document) -> None:
    models: Mapping[str, Any] = document["components"]["schemas"]
    found = [where for name, model in models.items() for where in open_parts(model, name)]
    assert found == ["SyncQuestion"]  # a body: what a newer app adds to a round is left unread


def test_words_of_which_there_are_few_are_listed(document: Document) -> None:
    models, parameters = (
        document["components"]["schemas"],
        [parameter for _, operation in operations(document) for parameter in operation.get("parameters", ())],
    )
    said = [
        (name, key, part) for name, one in models.items() for key, part in one.get("properties", {}).items()
    ]
    said += [("parameter", each["name"], each["schema"]) for each in parameters]
    open_words = {
        (name, key)
        for name, key, part in said
        for kind in (part, *part.get("anyOf", ()))
        if key in CLOSED and kind.get("type") == "string" and not kind.keys() & {"enum", "const"}
    }
    assert open_words == set()


def test_a_bare_dict_would_be_found() -> None:
    assert list(open_parts({"type": "object", "additionalProperties": {}}, "Bare")) == ["Bare"]


def test_where_several_models_are_possible_a_key_says_which(document: Document) -> None:
    assert list(undecided(document, "document", document["components"]["schemas"])) == []


@pytest.mark.parametrize("data", [{"pain": 3}, {"on": "2026-11-20", "kind": "travel"}, {"value": True}])
def test_a_change_holds_what_its_kind_holds(data: Document) -> None:
    change = {"kind": "peg", "key": "2026-11-16", "op": "put", "version": 1, "edited_at": NOON, "device": ""}
    answer = {"results": [], "cursor": "0", "more": False, "epoch": "", "safety": [], "replies": []}
    whole = orjson.dumps(answer | {"changes": [change | {"data": data}]})
    if "pain" in data:
        assert SyncAnswer.model_validate_json(whole).changes[0].data.pain == 3
        return
    with pytest.raises(ValidationError, match=r"changes\.0\.peg\.data"):
        SyncAnswer.model_validate_json(whole)


def test_the_closed_words_for_kinds_are_those_of_the_journal() -> None:
    assert (set(get_args(Kind)), set(get_args(EntryKind))) == (set(UNITS), set(ENTRIES))


def test_every_operation_has_a_plain_name_of_its_own(document: Document) -> None:
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names)) > 0
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_every_operation_and_parameter_is_described(document: Document) -> None:
    silent = [
        (route, parameter.get("name"))
        for route, operation in operations(document)
        for parameter in [operation, *operation.get("parameters", ())]
        if not parameter.get("description")
    ]
    assert silent == []
    assert all(operation["summary"] for _, operation in operations(document))


def test_it_says_where_it_is_and_how_to_sign_in(document: Document) -> None:
    assert document["servers"][0]["url"] == "/api/v1"
    assert "X-Session-Token" in document["info"]["description"]
    schemes = document["components"]["securitySchemes"].values()
    assert all(scheme["description"] for scheme in schemes)


def test_an_answer_that_is_not_as_documented_is_found(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.heatmap.series_queries.heatmap_of", lambda *_, **__: {"sites": [], "more": 1})
    with pytest.raises(ValidationError, match="more"):
        alice.get("patients/me/heatmap")


def test_the_record_taken_away_is_as_documented(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", "patients/me/nights/2026-11-21", night)
    health = {"birth_year": 1961, "who": {"diabetes": True}, "dates": {"surgery": "2026-10-01"}}
    alice.send("put", "patients/me/health", health)
    alice.send("put", "patients/me/peg/2026-11-16", {"pain": 4, "enjoyment": 3, "activity": 2})
    alice.send("post", "patients/me/factors", {"label": "Sauna"})
    alice.send("post", "patients/me/events", {"on": "2026-11-01", "kind": "travel"})
    taken = b"".join(alice.get("patients/me/export?format=json").streaming_content)
    record = RecordAnswer.model_validate_json(taken)
    assert (len(record.nights), {entry.kind for entry in record.entries}) == (
        1,
        {"health", "peg", "factor", "event"},
    )
