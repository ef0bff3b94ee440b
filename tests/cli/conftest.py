"""Folders for whole installations."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder where the tests' own databases are: in memory where the machine has that, since each migration is synced."""
    place = Path(tempfile.mkdtemp(prefix="installation-", dir=os.environ["KEHOU_HOME"]))
    yield place
    shutil.rmtree(place)
