"""Larger than one machine: the same engine over districts on Dask, two worker processes, one killed on the way.

Dask is not among the requirements: `pip install "dask[distributed]"` into the environment to run this one.
"""

import hashlib
import os
import runpy
import signal
import sys
import tempfile
import time
from pathlib import Path

from bench.allocation import GENERATOR, _school, _timed
from kehou.engines.allocation import columns
from kehou.engines.allocation.certificate import as_text, certificate
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.settings import Settings

DISTRICTS = 12


def decided(folder: str) -> str:
    """One digest over everything a district's round comes to. Errors: ValueError if the folder is not clean."""
    decision = columns.decide_folder(Path(folder))
    if decision is None:
        raise ValueError("a folder for the plain path")
    total = hashlib.sha256()
    for name, table in decision.tables.items():
        total.update(name.encode() + table)
    total.update(as_text(certificate(decision.folder, decision.outcome, {}, decision.counted)).encode())
    return total.hexdigest()


def run() -> list[str]:
    """Lines for `make bench`."""
    try:
        from dask.distributed import Client, LocalCluster, as_completed

        city = runpy.run_path(str(GENERATOR))["city"](schools=DISTRICTS)
    except (FileNotFoundError, ImportError):
        return ["skipped, needs dask[distributed], numba and ../shared/tools/gen_city.py"]
    with tempfile.TemporaryDirectory() as name:
        folders = []
        for district in range(DISTRICTS):
            folder = Path(name) / f"{district:02}"
            folder.mkdir()
            for file, text in folder_texts(_school(city, district), Settings(own_seed="1"), with_numbers=True).items():
                (folder / file).write_text(text, "utf-8")
            folders.append(str(folder))
        here_s, expected = _timed(lambda: [decided(folder) for folder in folders], 1)
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
            Client(cluster) as client,
        ):
            client.run(lambda root: sys.path.insert(0, root), str(Path(__file__).resolve().parents[1]))
            pids = list(client.run(os.getpid).values())
            started = time.perf_counter()
            tasks = client.map(decided, folders, pure=False, retries=3)
            next(iter(as_completed(tasks)))
            os.kill(pids[0], signal.SIGKILL)
            found = client.gather(tasks)
            there_s = time.perf_counter() - started
            after = list(client.run(os.getpid).values())
    same = found == expected
    return [
        f"{DISTRICTS} districts of {city['group'].shape[1]} children, two workers, one of them killed after the first "
        f"result and {'replaced' if set(after) != set(pids) else 'NOT replaced'}; the bytes of one process: "
        f"{'yes' if same else 'NO'}",
        f"{there_s:.2f} s, the killed worker's start again among it; in one process {here_s:.2f} s",
    ]
