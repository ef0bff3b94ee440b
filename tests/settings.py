"""Settings of the test run: a throw-away key, cheap passwords, demo mode off unless a test asks."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("KEHOU_MASTER_KEY", "a key for tests only")
if "KEHOU_HOME" not in os.environ:
    # In memory where the machine has it; the process that made the folder takes it away.
    os.environ["KEHOU_HOME"] = tempfile.mkdtemp(
        prefix="kehou-tests-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    )
    atexit.register(shutil.rmtree, os.environ["KEHOU_HOME"], ignore_errors=True)
os.environ["KEHOU_DEMO"] = ""
os.environ.pop("KEHOU_TLS", None)

from kehou.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
# Sign-in is tested with Argon2 in its own test; elsewhere hashing only costs time.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]

# A file, not memory: threads of one test share it as processes do. Names get a suffix per worker.
if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {  # noqa: F405
        "NAME": os.environ["KEHOU_HOME"] + "/test.sqlite3",
        "MIGRATE": False,  # tests/databases.py
    }
