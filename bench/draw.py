"""The draw of a large school in the running system: freeze and draw of 2,000 families × five days, in every mode.

CPU seconds and SQL statements of the two deeds as the worker does them, beside what deciding alone takes: the rest is
reading, sealing, reasons, receipts, writing. Rows are made by the tests' builders; families' lists at one stroke.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUPILS, COURSES_A_DAY, PLACES = 2000, 20, 90
MODES = ("rotating-draw", "week-fair", "draft", "fair-gate")


def run() -> list[str]:
    """Lines for `make bench`."""
    with tempfile.TemporaryDirectory(prefix="kehou-bench-") as home:
        env = {**os.environ, "KEHOU_HOME": home, "KEHOU_DEMO": "", "KEHOU_DEBUG": "", "KEHOU_MASTER_KEY": "bench"}
        env.pop("KEHOU_DATABASE_URL", None)
        words = [sys.executable, "-m", "bench.draw"]
        return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, check=True, text=True).stdout.splitlines()


def _measure() -> list[str]:
    """A line for each mode: the same round, frozen and drawn, and taken back."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehou.settings")
    import django

    django.setup()
    from random import Random
    from time import process_time

    from django.core.management import call_command
    from django.db import connection, transaction

    from kehou.engines.allocation.folder import COLUMNS
    from kehou.engines.allocation.modes import decide
    from kehou.enrol.actions.allocate_round import allocate_round
    from kehou.enrol.actions.freeze_round import freeze_round
    from kehou.enrol.freezing import reopened, revealed
    from kehou.enrol.models import Consent, FrozenFile, Round, Wishes
    from kehou.kernel.act import by_system
    from kehou.org.rows import scope
    from kehou.people.models import Pupil
    from tests.make.enrol import DRAWN, JOINED, OPENS, make_choosing, make_class_block, make_course, make_round
    from tests.make.people import make_account

    call_command("migrate", verbosity=0)
    choosing, dice, clerk = make_choosing(), Random(1), make_account()
    school, days = choosing.school, ("mon", "tue", "wed", "thu", "fri")
    courses = {
        day: [make_course(school, f"{day}{n}", capacity=PLACES, days=(day,)) for n in range(COURSES_A_DAY)]
        for day in days
    }
    make_class_block(school)
    Pupil.objects.bulk_create(
        Pupil(
            **scope(school.pk),
            number=10_000 + n,
            name="周沐阳",
            sex="男",
            grade=4,
            class_no=1 + n // 50,
            id_index=f"{n}",
        )
        for n in range(PUPILS)
    )
    children = list(Pupil.objects.filter(school=school).order_by("pk"))
    Consent.objects.bulk_create(
        Consent(**scope(school.pk), term=choosing.term, pupil=c, act="join", by="guardian", account=clerk, at=JOINED)
        for c in children
    )
    round_ = make_round(choosing)

    def liked() -> list[int]:
        """Three a day, the first courses of a day most."""
        return [
            s.pk for day in days for s in sorted(courses[day], key=lambda s: dice.random() * (1 + s.number % 7))[:3]
        ]

    Wishes.objects.bulk_create(
        Wishes(**scope(school.pk), round=round_, pupil=c, ranked=liked(), saved_by=clerk, saved_at=OPENS)
        for c in children
    )
    statements = 0

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal statements
        statements += not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)

    act, ids = by_system("bench", DRAWN), {"school_id": school.pk, "round_id": round_.pk}
    lines = []
    for mode in MODES:
        with transaction.atomic():
            Round.objects.filter(pk=round_.pk).update(mode=mode)
            took = []
            for deed in (freeze_round, allocate_round):
                statements, began = 0, process_time()
                with connection.execute_wrapper(count):
                    answer = deed(act, **ids)
                took.append(f"{process_time() - began:.2f} CPU-s, {statements} SQL")
            drawn = Round.objects.get(pk=round_.pk)
            texts = {file.name: file.text for file in FrozenFile.objects.filter(round=drawn, name__in=COLUMNS)}
            again = reopened(texts, revealed(drawn))
            began = process_time()
            decide(again, mode)
            alone = process_time() - began
            transaction.set_rollback(True)
        lines.append(
            f"{mode}, {len(children):,} families × {len(days)} days: freeze {took[0]}; draw {took[1]}, {answer:,} seats; "
            f"deciding alone {alone:.2f} CPU-s"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(_measure()))
