"""One roll file through the deeds, as the office and the worker do it, in the configured (empty) database.

usage: python -m bench.roll_deeds FILE TIMES        (by bench.roll, in a process of its own)
"""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehou.settings")


class Cost:
    """What a piece of work took: seconds, CPU, statements and the seconds spent in them."""

    def __init__(self) -> None:
        self.statements, self.sql_s = 0, 0.0
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements += 1
            self.sql_s += time.perf_counter() - began

    def stop(self) -> None:
        self.wall_s, self.cpu_s = time.perf_counter() - self._wall, time.process_time() - self._cpu


def main(file: Path, times: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from kehou.jobs.read_lists import read_lists
    from kehou.kernel.clock import LOCAL
    from kehou.org.models import School
    from kehou.people import imports
    from kehou.people.actions.apply_list import apply_list
    from kehou.people.actions.upload_list import upload_list
    from kehou.people.models import Import
    from tests.make.people import act_of, make_officer, make_school

    opening = Cost()

    def timed(data: bytes, **asked: Any) -> Any:
        nonlocal opening
        opening = Cost()
        table = read_table(data, **asked)
        opening.stop()
        return table

    read_table, imports.read_table = imports.read_table, timed
    call_command("migrate", verbosity=0)
    school, at = make_school(), datetime(2026, 9, 1, 9, 0, tzinfo=LOCAL)
    School.objects.filter(pk=school.pk).update(code="3415030299", stages=["primary", "junior", "senior"])
    office = make_officer("coordinator", school)

    def bring(name: str, at: datetime) -> None:
        """Upload, preview, confirm, write; each as a line."""
        costs = []
        steps = (
            lambda: upload_list(
                act_of(office, at),
                school_id=school.pk, kind="roll", file_name=file.name, content=file.read_bytes(),
            ),
            lambda: read_lists(at),
            lambda: apply_list(act_of(office, at), school_id=school.pk, import_id=Import.objects.latest("pk").pk),
            lambda: read_lists(at),
        )  # fmt: skip
        for step in steps:
            cost = Cost()
            with connection.execute_wrapper(cost):
                step()
            cost.stop()
            costs.append(cost)
        row = Import.objects.latest("pk")
        assert row.state == "applied", (row.state, row.says)
        rows = sum(row.counts.values())
        total, cpu = sum(cost.wall_s for cost in costs), sum(cost.cpu_s for cost in costs)
        parts = zip(("upload", "preview", "confirm", "write"), costs, strict=True)
        said = "; ".join(
            f"{part} {cost.wall_s:.1f} s ({cost.cpu_s:.1f} s CPU, {cost.sql_s / cost.wall_s:.0%} in SQL, "
            f"{cost.statements * 1000 / rows:.1f} statements per 1,000 rows)"
            for part, cost in parts
        )
        counts = ", ".join(f"{n:,} {kind}" for kind, n in row.counts.items() if n)
        print(
            f"{name}: {total:.1f} s in all ({60 / total:.1f}× under the 60 s of I25; {cpu:.1f} s CPU), {counts}: {said}",
            flush=True,
        )
        print(
            f"{name}: of the preview, {opening.wall_s:.1f} s opening the file ({opening.cpu_s:.1f} s CPU)", flush=True
        )

    bring("into an empty school", at)
    for day in range(1, times):
        bring("the same again", at + timedelta(days=day))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
