"""A Python client made from the OpenAPI document: it writes a night, reads it back, and reads the caseload."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from api.openapi.examples import load
from api.openapi.hooks import operations
from tests.cast import Caller, person

MAKER = str(Path(sys.executable).parent / "openapi-python-client")
NAME = "made_client"
DATE = "2026-11-21"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


@pytest.fixture(scope="module")
def package(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "config.yaml").write_text("post_hooks: []")
    words = ["generate", "--path", "openapi.json", "--config", "config.yaml", "--meta", "none"]
    subprocess.run(
        [MAKER, *words, "--output-path", NAME], cwd=folder, check=True, capture_output=True, timeout=200
    )
    sys.path.insert(0, str(folder))
    yield importlib.import_module(NAME)
    sys.path.remove(str(folder))


def signed_in(package: ModuleType, url: str, caller: Caller) -> Any:
    token = str(caller.http.session.session_key)
    made = package.AuthenticatedClient(f"{url}/api/v1", token, prefix="", auth_header_name="X-Session-Token")
    return made.with_headers({"Host": "testserver"})


def call(name: str) -> ModuleType:
    return importlib.import_module(f"{NAME}.api.{name}")


def test_a_night_is_written_and_read_back(
    transactional_db: None, live_server: Any, package: ModuleType, night: dict[str, Any]
) -> None:
    body = importlib.import_module(f"{NAME}.models").NightDocument.from_dict(night)
    with signed_in(package, live_server.url, person("alice@example.com")) as alice:
        written = call("patients.write_night").sync("me", DATE, client=alice, body=body)
        read = call("patients.read_night").sync("me", DATE, client=alice)
    assert read.to_dict()["episodes"] == written.to_dict()["episodes"]
    assert (read.pain, read.episodes[0].intensity, read.version) == (True, 7, 1)


def test_a_caseload_is_read(transactional_db: None, live_server: Any, package: ModuleType) -> None:
    alice = person("alice@example.com", name="Alice Fenwick")
    with signed_in(package, live_server.url, person("tess@example.com", therapist_of=alice)) as tess:
        caseload = call("caseload.read_caseload").sync(client=tess)
    assert [(row.name, row.section.value) for row in caseload.results] == [("Alice Fenwick", "no_data")]


def test_the_ten_main_operations_have_an_example() -> None:
    main = {"read_me", "read_nights", "read_night", "write_night", "sync", "read_safety"}
    assert set(load()) == main | {"read_insights", "read_tips", "read_trends", "read_caseload"}


@pytest.mark.parametrize("name", list(load()))
def test_an_example_comes_through_the_client_as_it_went_in(
    name: str, document: dict[str, Any], package: ModuleType
) -> None:
    operation = next(each for each in operations(document) if each["operationId"] == name)
    content = operation["responses"]["200"]["content"]["application/json"]
    model = getattr(importlib.import_module(f"{NAME}.models"), content["schema"]["$ref"].rpartition("/")[2])
    assert model.from_dict(content["example"]).to_dict() == content["example"]
