"""The API keeps to its own description, and nothing that is sent to it makes it stumble."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from sayso.model import Reading, Report
from tests.serve_store import BASE, ENGINE, Desk, full_desk

CHECKS: list[Any] = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
FEW = settings(max_examples=4, deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


class Hasty:
    """An engine that finds nothing in any report, and needs no language model for it."""

    version = ENGINE

    def read_batch(self, reports: Sequence[Report]) -> Iterator[Reading]:
        yield from (Reading(report, engine=ENGINE.name) for report in reports)


@asynccontextmanager
async def unattended(app: object) -> AsyncIterator[None]:
    """An application that nothing is begun for, since each request begins and ends it here."""
    yield


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    found = full_desk(tmp_path_factory.mktemp("schema"))
    vars(found.app.state.bench.reader._workers)["loaded"] = Hasty()
    found.app.router.lifespan_context = unattended
    return found


@pytest.fixture(scope="module")
def described(desk: Desk) -> Any:
    config = SchemathesisConfig.from_dict({"base-url": BASE, "phases": {"coverage": {"enabled": False}}})
    return schemathesis.openapi.from_asgi("/api/openapi.json", desk.app, config=config, headers={"Host": "127.0.0.1:8377"})


def faults_of(described: Any, headers: dict[str, str]) -> dict[str, str]:
    """What goes wrong with each operation, of what can be sent to it by its description and against it."""
    found: dict[str, str] = {}
    for result in described.get_all_operations():
        operation = result.ok()
        for mode in GenerationMode:

            @FEW
            @given(operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:
                case.call_and_validate(checks=CHECKS, headers=headers)

            try:
                ask()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, "there is always something that can be asked"
            except (Exception, BaseExceptionGroup) as error:
                found[f"{operation.label} ({mode.value})"] = str(error)
    return found


def test_nothing_that_anybody_asks_makes_it_stumble(described: Any) -> None:
    assert faults_of(described, {}) == {}


def test_nothing_that_somebody_with_a_token_asks_makes_it_stumble(described: Any, desk: Desk) -> None:
    assert faults_of(described, desk.as_("Mara")) == {}


def test_the_description_names_every_operation_once_and_tells_what_each_parameter_means(desk: Desk) -> None:
    told = desk.app.openapi()
    operations = [(path, one) for path, methods in told["paths"].items() for one in methods.values()]
    assert len({one["operationId"] for _, one in operations}) == len(operations) > 60
    for path, one in operations:
        parameters = one.get("parameters", [])
        assert {parameter["name"] for parameter in parameters if parameter["in"] == "path"} == set(re.findall(r"{(\w+)}", path))
        assert [parameter["name"] for parameter in parameters if not parameter.get("description")] == [], path
