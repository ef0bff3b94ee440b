"""Pages: SQL statements, bytes and CPU of the most used ones on a demo city, beside the page that says the process lives.

CPU is the best of several runs, in one process, by turns with the bare page: what else the machine does falls on both.
"""

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
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from kehou.day.models import Duty
from kehou.enrol.models import Wishes
from kehou.jobs import plan_sessions
from kehou.kernel import clock
from kehou.people.demo import demo_people
from kehou.people.models import Account, Guardianship, Role
from kehou.sim import demo
demo.seed()
now = clock.now()
plan_sessions.run(now)  # as the worker does in the morning
handler = Client().handler  # one for all, as a server has it
def signed_in(account_id):
    client = Client()
    client.handler = handler
    client.force_login(Account.objects.get(pk=account_id), backend="kehou.people.sign_in.PhoneBackend")
    return client
counted = 0
def count(execute, sql, params, many, context):
    global counted
    counted += 1
    return execute(sql, params, many, context)
nobody = Client()
nobody.handler = handler
def best_of(get, turns=5, n=6):
    get()
    return min(timed(get, n) for _ in range(turns))
def timed(get, n):
    began = time.process_time()
    for _ in range(n):
        get()
    return (time.process_time() - began) * 1000 / n
def row(name, client, path):
    global counted
    answer = client.get(path, follow=True)
    path = answer.request["PATH_INFO"]
    client.get(path)
    counted = 0
    with connection.execute_wrapper(count):
        answer = client.get(path)
    bare, cost = best_of(lambda: nobody.get("/livez")), best_of(lambda: client.get(path))
    clock_read = 1  # of the demo's clock
    print(f"{name:34}{answer.status_code} {counted - clock_read:3} SQL {len(answer.content) / 1024:6.1f} kB "
          f"{cost:6.1f} ms CPU  {cost / bare:5.1f} x")
people = {}
for person in demo_people(now):
    people.setdefault(person.role, person.account_id)
duty = Duty.objects.filter(session__date=now.date(), staff__account__isnull=False, session__presence__isnull=False)
duty = duty.annotate(children=Count("session__presence")).order_by("-children", "pk").first()
print(f"{duty.children} children in the lesson")
teacher, session = signed_in(duty.staff.account_id), duty.session_id
tie = Guardianship.objects.filter(pupil__presence__session_id=session, account__isnull=False).order_by("pk").first()
family = signed_in(tie.account_id)
office = Role.objects.filter(school_id=duty.school_id, role="coordinator").order_by("pk").first()
row("family: where is my child", family, reverse("family:today", args=[tie.pupil_id]))
wishing = Wishes.objects.filter(round__state="open").order_by("pk").first()
if wishing:
    row("family: wishes", signed_in(wishing.saved_by_id), reverse("family:choose", args=[wishing.pupil_id]))
row("teacher: my day", teacher, reverse("teacher:today"))
row("teacher: roll-call", teacher, reverse("teacher:roll_call", args=[session]))
row("teacher: hand-over", teacher, reverse("teacher:hand_over", args=[session]))
row("school: today", signed_in(office.account_id), reverse("school:today", args=[duty.school_id]))
row("school: the term", signed_in(office.account_id), reverse("school:term", args=[duty.school_id]))
row("public: the notice", nobody, reverse("public:school", args=[office.school.code]))
if "district_officer" in people:
    row("district: first page", signed_in(people["district_officer"]), "/account/")
"""


def run() -> list[str]:
    """Lines for `make bench`: status, statements, kB, CPU, and that CPU over the bare page's."""
    with tempfile.TemporaryDirectory(prefix="kehou-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, folder], capture_output=True, text=True, check=False, env=dict(os.environ)
        )
    if done.returncode:
        return [f"pages: failed: {done.stderr.strip().splitlines()[-1]}"]
    return [line for line in done.stdout.splitlines() if " SQL " in line or "children" in line]
