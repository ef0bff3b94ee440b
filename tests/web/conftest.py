"""The demo city inside the test process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.city import build_city, city_folder, copy_city, living_in


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The whole module lives in a copy of the city; each test's changes are undone as always."""
    file = copy_city(build_city(city_folder(tmp_path_factory)), tmp_path_factory.mktemp("city"))
    with django_db_blocker.unblock(), living_in(file):
        yield file
