"""The specification holds: whatever is asked, the answer is one that it tells of."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from house import Make, app_of, body, filled
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from pledgebook.web.api.specification import described
from pledgebook.web.settings import Settings


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    book = filled(tmp_path_factory.mktemp("contract") / "book.db")
    app = app_of(book, Settings())
    yield app
    book.close()


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(described()).get_all_operations()]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["proper", "improper"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_answer_is_one_that_the_specification_tells_of(operation: Any, mode: GenerationMode, served: Any) -> None:

    @settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(app=served, base_url="http://127.0.0.1:8000")
        case.validate_response(answer, checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("there is no improper way to ask this")


def test_the_specification_is_whole(browser: Make) -> None:
    client = browser()
    made = body(client.get("/api/v1/openapi.json"))
    assert made["openapi"].startswith("3.1")
    for path, methods in made["paths"].items():
        assert path.startswith("/api/v1/")
        for operation in methods.values():
            assert operation["description"], path
            problems = {code for code in operation["responses"] if code[0] in "45"}
            assert {"400", "401", "403", "404", "405", "422", "500", "503"} <= problems
            for code in problems:
                assert set(operation["responses"][code]["content"]) == {"application/problem+json"}
    assert "HTTPValidationError" not in str(made)
    page = client.get("/api/docs")
    assert page.status_code == 200 and "/api/v1/commitments" in page.text
