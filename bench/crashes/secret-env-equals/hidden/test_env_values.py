import pytest

from launchpad.envfile import load, parse
from launchpad.errors import EnvFileError


def test_value_keeps_its_equals_signs():
    assert parse(["TOKEN=YWJj==", 'Q="a=b=c"', "E=="]) == {"TOKEN": "YWJj==", "Q": "a=b=c", "E": "="}


def test_example():
    env = load("examples/ingest.env")
    assert env["DATABASE_URL"] == "postgres://ingest@db/events?sslmode=require&application_name=ingest"
    assert list(env) == ["QUEUE", "DATABASE_URL", "SIGNING_KEY"]


def test_errors_remain():
    for bad in ("NOTHING", "lower=a=b", "=x"):
        with pytest.raises(EnvFileError):
            parse([bad])
    assert parse(["EMPTY="]) == {"EMPTY": ""}
