"""What every test may use: both databases, the shared folder, the clock of a test."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_django

from tests import databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "clause(id): proves a clause of the policy",
        "invariant(id): proves an invariant I1–I30",
        "both_databases: runs on SQLite and on PostgreSQL",
        "browser: needs Chromium",
        "slow: more than two seconds",
    ):
        config.addinivalue_line("markers", line)
    databases.let_flush_empty_the_ledger()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """The tables; and where the models made them, what a model cannot say."""
    from django.db import connection

    if not connection.settings_dict["TEST"]["MIGRATE"]:
        with django_db_blocker.unblock():
            databases.complete_tables()


@pytest.fixture
def shared() -> Path:
    """The folder of policy and design beside the project; the test is skipped by name where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("missing: ../shared")
    return SHARED


@pytest.fixture
def at() -> datetime:
    """A Wednesday afternoon in the ninth week of the demo's term."""
    from kehou.kernel.clock import LOCAL

    return datetime(2026, 10, 28, 16, 0, tzinfo=LOCAL)


@pytest.fixture(autouse=True)
def _fresh_scopes() -> Iterator[None]:
    from kehou.org.rows import forget_scopes
    from kehou.web.frames import forget_names

    forget_scopes()
    forget_names()
    yield
