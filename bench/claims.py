"""Claims: how many families a second get an open place, beside a bare Django endpoint doing the same two statements.

Both are served by granian in one process on SQLite, by turns in one run; the real one with session, permit, lock, idempotency,
audit and message. What is compared is CPU of the server: it does not depend on how busy the machine is.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = 400
CLIENTS = 4
TURNS = 5


@dataclass
class Measured:
    """A run of CLAIMS requests. cpu_ms: of the server, a claim; sent, got: bytes a claim, headers included."""

    seconds: float
    cpu_ms: float
    sent: int
    got: int


def run() -> list[str]:
    """Lines for `make bench`."""
    with tempfile.TemporaryDirectory(prefix="kehou-bench-") as home:
        env = {**os.environ, "KEHOU_HOME": home, "KEHOU_DEMO": "", "KEHOU_DEBUG": "", "KEHOU_MASTER_KEY": "bench"}
        env.pop("KEHOU_DATABASE_URL", None)
        asked = subprocess.run(
            [sys.executable, "-m", "bench.claims"], cwd=ROOT, env=env, capture_output=True, check=True
        )
        city = json.loads(asked.stdout.splitlines()[-1])
        shutil.copytree(home, f"{home}-bare")
        bare_env = {**env, "KEHOU_HOME": f"{home}-bare", "DJANGO_SETTINGS_MODULE": "bench.bare"}
        application, bare_django = (
            ["kehou.web.wsgi:application"],
            ["--factory", "django.core.wsgi:get_wsgi_application"],
        )
        try:
            with _served(application, env) as real_server, _served(bare_django, bare_env) as bare_server:
                real, bare = _by_turns((real_server, city["real"]), (bare_server, city["bare"]))
        finally:
            shutil.rmtree(f"{home}-bare")
    return [
        f"claims, real endpoint: {CLAIMS / real.seconds:.0f} a second, {real.cpu_ms:.2f} CPU ms and {city['statements']} SQL "
        f"statements a claim, {real.sent} bytes there, {real.got} back",
        f"claims, bare Django:   {CLAIMS / bare.seconds:.0f} a second, {bare.cpu_ms:.2f} CPU ms and 2 SQL statements a claim, "
        f"{bare.sent} bytes there, {bare.got} back",
        f"claims ratio: {real.cpu_ms / bare.cpu_ms:.1f}× the CPU, {real.seconds / bare.seconds:.1f}× the time "
        f"({CLAIMS} claims, {CLIENTS} at once; statements without BEGIN and COMMIT)",
    ]


@dataclass
class Server:
    port: int
    pid: int


@contextmanager
def _served(target: list[str], env: dict[str, str]) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port), "--workers", "1",
               "--blocking-threads", "4", "--no-ws", "--log-level", "error", *target]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def _by_turns(*parts: tuple[Server, list[dict[str, str]]]) -> list[Measured]:
    """Each server gets its claims in TURNS turns, so that whatever else the machine does falls on all alike."""
    found = [Measured(0, 0, 0, 0) for _ in parts]
    for server, requests in parts:
        _post(server.port, requests[:CLIENTS])  # the first requests load code
    for turn in range(TURNS):
        for (server, requests), measured in zip(parts, found, strict=True):
            _turn(server, requests[CLIENTS + turn :: TURNS], measured)
    return found


def _turn(server: Server, requests: list[dict[str, str]], measured: Measured) -> None:
    """CLIENTS at once."""
    ready, began = _cpu_s(server.pid), time.perf_counter()
    shares = [requests[n::CLIENTS] for n in range(CLIENTS)]
    bytes_of: list[tuple[int, int]] = []
    threads = [threading.Thread(target=lambda s=share: bytes_of.append(_post(server.port, s))) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(bytes_of) != CLIENTS:
        raise RuntimeError("a client was refused")
    measured.seconds += time.perf_counter() - began
    measured.cpu_ms += (_cpu_s(server.pid) - ready) * 1000 / CLAIMS
    measured.sent += sum(sent for sent, _ in bytes_of) // CLAIMS
    measured.got += sum(got for _, got in bytes_of) // CLAIMS


def _wait_for(port: int) -> None:
    for _ in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


def _post(port: int, requests: list[dict[str, str]]) -> tuple[int, int]:
    """Claim one after the other on one connection; (bytes sent, bytes got). Errors: RuntimeError for any refusal."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sent = got = 0
    for request in requests:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": "c" * 32}
        headers["Cookie"] = f"csrftoken={'c' * 32}; sessionid={request['session']}"
        body = f"act_key={request['key']}"
        try:
            connection.request("POST", request["path"], body, headers)
        except (BrokenPipeError, ConnectionResetError):  # the server closed the connection between two requests
            connection.close()
            connection.request("POST", request["path"], body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 303:
            raise RuntimeError(f"{answer.status} instead of 303")
        sent += len(request["path"]) + len(body) + sum(len(k) + len(v) + 4 for k, v in headers.items())
        got += len(content) + sum(len(k) + len(v) + 4 for k, v in answer.getheaders())
    connection.close()
    return sent, got


def _cpu_s(pid: int) -> float:
    """CPU seconds of a process and its children, user and system."""
    import psutil

    family = psutil.Process(pid)
    times = [p.cpu_times() for p in (family, *family.children(recursive=True))]
    return float(sum(t.user + t.system for t in times))


def _prepare() -> dict[str, object]:
    """A school of families who joined, one course with a place for each; how many statements one claim takes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehou.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment
    from django.urls import reverse

    from kehou.org.models import Term
    from tests.make.enrol import make_choosing, make_course

    call_command("migrate", verbosity=0)
    setup_test_environment()
    choosing = make_choosing(CLAIMS + CLIENTS + 2)
    section = make_course(choosing.school, capacity=CLAIMS + CLIENTS + 2)
    Term.objects.update(first_day="2000-01-01", last_day="2100-01-01")
    section.meet_set.update(from_date="2000-01-01", until_date="2100-01-01")
    real, bare, counted = [], [], []
    for number, family in enumerate(choosing.families):
        client = Client()
        client.force_login(family.guardian)
        path = reverse("family:claim_one", args=[family.child.pk, choosing.term.pk, section.pk])
        if number < 2:  # the first fills the process's memories, the second is counted
            with CaptureQueriesContext(connection) as queries:
                assert client.post(path, {"act_key": f"k{number}"}).status_code == 303
            counted = [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(("BEGIN", "COMMIT"))]
            continue
        session = client.cookies["sessionid"].value
        real.append({"path": path, "session": session, "key": f"k{number}"})
        bare.append({"path": f"/{family.child.pk}/{section.pk}/", "session": session, "key": f"k{number}"})
    return {"real": real, "bare": bare, "statements": len(counted)}


if __name__ == "__main__":
    print(json.dumps(_prepare()))
