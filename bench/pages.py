"""SQL statements of every page of the demo's people, and the CPU of a page against a bare Django page of the same run."""

import os
import subprocess
import sys
import tempfile

SCRIPT = """
import os, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
os.environ.update(DJANGO_SETTINGS_MODULE="kehou.settings", KEHOU_HOME=str(folder), KEHOU_MASTER_KEY="bench",
                  KEHOU_DATABASE_URL=f"sqlite:///{folder}/demo.sqlite3", KEHOU_DEMO="1", KEHOU_HOSTS="*")
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from kehou.kernel import clock
from kehou.people.demo import demo_people
from kehou.people.models import Account
from kehou.sim import demo
demo.PARTS = demo.PARTS[1:3]
demo.seed()
bare = Client()
def cpu_of(get, n=30):
    get()
    began = time.process_time()
    for _ in range(n):
        get()
    return (time.process_time() - began) * 1000 / n
base = cpu_of(lambda: bare.get("/livez"))
for person in demo_people(clock.now()):
    client = Client()
    client.force_login(Account.objects.get(pk=person.account_id), backend="kehou.people.sign_in.PhoneBackend")
    answer = client.get("/account/", follow=True)
    path = answer.request["PATH_INFO"]
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    cost = cpu_of(lambda: client.get(path), 10)
    size = len(answer.content) / 1024
    print(f"{person.role:18} {len(seen):3} SQL  {size:6.1f} kB  {cost:6.1f} ms CPU  x{cost / base:.0f} of a bare page")
"""


def run() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="kehou-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, folder], capture_output=True, text=True, check=True, env=dict(os.environ)
        )
    return [line for line in done.stdout.splitlines() if "SQL" in line]
