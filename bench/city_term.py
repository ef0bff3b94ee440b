"""A city's term as exchange folders: lawful schools of a thousand pupils, with a few faults planted; seeded, never kept.

Every pupil who joined has two lines a day: an hour with the class, then an hour in a course.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.table_layouts import LAYOUTS

FIRST, LAST = date(2026, 8, 31), date(2027, 1, 22)
HOLIDAYS = frozenset(date(2026, 10, day) for day in range(1, 8))
WEEK = ["mon", "tue", "wed", "thu", "fri"]
GRADES = (1, 2, 3, 4, 5, 6)
HOURS = {"a": ("16:10", "17:10"), "b": ("17:10", "18:10")}
JOINED = 0.83
PLANTED = ("unattended", "attended-without-consent", "release-not-recorded", "bill-days", "early-end")
"""One of each in every school: what an audit must find there, and nothing else."""


@dataclass(frozen=True)
class Size:
    schools: int = 60
    pupils: int = 1000
    days: int = 100

    @property
    def classes(self) -> int:
        return max(len(GRADES), round(self.pupils / 42 / len(GRADES)) * len(GRADES))


def write_city(place: Path, size: Size, seed: int = 92) -> int:
    """Write the folders; returns the number of presence rows."""
    return sum(write_school(place / f"school-{n:03d}", size, seed * 1000 + n) for n in range(size.schools))


def write_school(place: Path, size: Size, seed: int) -> int:
    """One school's folder; returns its presence rows."""
    place.mkdir(parents=True)
    rng = random.Random(seed)
    dates = list(school_days(size.days))
    roll = [(f"s{n:05d}", n % size.classes) for n in range(size.pupils)]
    joined = [pupil for pupil in roll if rng.random() < JOINED]
    (place / "plan.yaml").write_text(yaml_from_document(plan_document(size)), encoding="utf-8")
    tables = _small_tables(size, roll, joined, dates)
    sessions, adults = _sessions(size, dates), _adults(size, dates)
    presence = _presence(size, joined, dates, seed)
    tables |= {"bills": _bills(presence, joined)}
    sessions, adults, presence, tables = _planted(sessions, adults, presence, tables, roll, joined)
    tables |= _pay(adults, dates)
    for name, rows in tables.items():
        columns = [column.name for column in LAYOUTS[name].columns if not column.optional]
        lines = [",".join(columns), *(",".join(str(row.get(column, "")) for column in columns) for row in rows)]
        (place / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, frame in {"sessions": sessions, "adults": adults, "presence": presence}.items():
        columns = [column.name for column in LAYOUTS[name].columns if not column.optional]
        frame.select(columns).write_csv(place / f"{name}.csv", null_value="", quote_style="never")
    return presence.height


def school_days(many: int) -> Iterator[date]:
    day = FIRST
    while many:
        if day.weekday() < 5 and day not in HOLIDAYS:
            many -= 1
            yield day
        day += timedelta(days=1)


def _grade(klass: int) -> int:
    return GRADES[klass % len(GRADES)]


def plan_document(size: Size) -> dict[str, Any]:
    roll = {str(grade): sum(_grade(n % size.classes) == grade for n in range(size.pupils)) for grade in GRADES}
    window = {
        "id": "pm",
        "kind": "after_class",
        "grades": list(GRADES),
        "weekdays": WEEK,
        "start": "16:10",
        "end": "18:10",
    }
    blocks = [
        {"window": "pm", "grades": grades, "weekdays": WEEK, "start": start, "end": end, "content": content, "choice": choice}
        for grades, kinds in (([1, 2], ["reading", "group"]), ([3, 4, 5, 6], ["homework", "self_study"]))
        for start, end, content, choice in (("16:10", "17:10", kinds, "required"), ("17:10", "18:10", "menu", "elective"))
    ]  # fmt: skip
    kinds = (("handcraft", ["美", "劳"]), ("interest", ["体"]), ("club", ["智", "德"]), ("practice", ["劳", "德"]))
    courses = [
        {"id": f"c{k}", "name": f"课程{k}", "content": kinds[k // 6 % 4][0], "domains": kinds[k // 6 % 4][1],
         "grades": [_grade(k)], "window": "pm", "weekdays": WEEK, "sections": 1, "capacity": 60, "led_by": f"t{k}b"}
        for k in range(size.classes)
    ]  # fmt: skip
    staff = [
        {"id": f"t{k}{hour}", "name": f"教师{k}", "role": "school_teacher", "applied": "2026-08-18", "days": WEEK,
         "max_hours": 8}
        for k in range(size.classes) for hour in HOURS
    ]  # fmt: skip
    return {
        "kehou": "plan/1",
        "policy": "wuhai-2021-92",
        "school": {"code": "2115000017", "name": "云杉小学", "district": "150302", "ownership": "public",
                   "stages": ["primary"], "boarding": "none", "campuses": ["本部"]},
        "term": {"id": "2026-autumn", "first_day": str(FIRST), "last_day": str(LAST)},
        "version": 1,
        "enrolled": roll,
        "survey": {"opened": "2026-08-10", "closed": "2026-08-20", "invited": size.pupils, "answered": size.pupils,
                   "wanting": {grade: int(many * JOINED) for grade, many in roll.items()}},
        "committee": {"members": 11, "quorum": 8, "meetings": [
            {"date": "2026-08-24", "agenda": "审议实施方案", "present": 10, "for": 9, "against": 0, "abstain": 1,
             "opinion": "同意"}]},
        "windows": [window],
        "blocks": blocks,
        "courses": courses,
        "staff": staff,
        "fees": {"basis": "month", "standard": {"primary": "60.00"}, "term_cap": {"primary": "300.00"},
                 "sources": ["subsidy", "service_fee"], "collected_by": "school",
                 "use": {"teacher_pay": 85, "external_pay": 10, "running": 5},
                 "waivers": [{"category": "低保", "rate": 100}], "refund": "按未参加天数退费"},
        "priority": ["left_behind", "migrant", "hardship"],
        "duties": [{"duty": "统筹", "who": "校长"}],
        "safety": {"roster": "每日值守表", "roll_call": True, "handover": "授权码", "emergency": "预案",
                   "epidemic": "晨午检", "insurance": "校方责任险"},
        "safeguards": ["弹性上下班"],
        "appraisal": {"scheme": "绩效考评办法", "period": "term", "basis_of_pay": True},
        "publication": {"published": "2026-08-28", "where": ["公示栏"], "fee_shown": True, "content_shown": True,
                        "channel": {"phone": "0473-0000000"}},
        "filed": "2026-08-26",
    }  # fmt: skip


def _small_tables(size: Size, roll: list[Any], joined: list[Any], dates: list[date]) -> dict[str, list[dict[str, Any]]]:
    began = datetime(2026, 8, 29, 8)
    common = {"mode": "onsite", "window": "pm", "capacity": 60}
    sections = [
        {"section": f"{k}{hour}", "course": f"block:{0 if _grade(k) < 3 else 2}" if hour == "a" else f"c{k}",
         "name": f"{k}班", "grades": _grade(k),
         "content": ("reading group" if _grade(k) < 3 else "homework self_study") if hour == "a" else "", **common}
        for k in range(size.classes) for hour in HOURS
    ]  # fmt: skip
    return {
        "calendar": [{"date": day, "day": "off"} for day in sorted(HOLIDAYS)],
        "office_hours": [{"from": "2026-05-01", "closes": "18:00"}],
        "holiday_surveys": [],
        "students": [
            {"student": s, "grade": _grade(k), "class": k // len(GRADES) + 1, "boarding": 0, "left_behind": 0, "migrant": 0}
            for s, k in roll
        ],
        "consents": [
            {"student": s, "at": f"{began + timedelta(minutes=7 * n):%F %H:%M}", "act": "join", "by": "guardian",
             "device": f"d-{s}"}
            for n, (s, _k) in enumerate(joined[::4])
        ] + [
            {"student": s, "at": f"{datetime(2026, 8, 28, 9) + timedelta(seconds=60 * n):%F %H:%M}", "act": "join",
             "by": "guardian", "device": f"d-{s}"}
            for n, (s, _k) in enumerate(pupil for i, pupil in enumerate(joined) if i % 4)
        ],
        "sections": sections,
        "seats": [{"student": s, "section": f"{k}b", "rank": 1, "lottery": "", "result": "seat"} for s, k in joined],
        "pulse": [
            {"session": _session(dates[n % len(dates)], n % size.classes, "a"), "new_lesson": 0, "unattended": 0,
             "satisfied": 4 + n % 2}
            for n in range(size.pupils)
        ],
        "complaints": [],
        "evaluation": [],
    }  # fmt: skip


def _session(day: date, klass: int, hour: str) -> str:
    return f"n{day:%m%d}-{klass}{hour}"


def _sessions(size: Size, dates: list[date]) -> pl.DataFrame:
    keys = [(day, k, hour) for day in dates for hour in HOURS for k in range(size.classes)]
    return pl.DataFrame(
        {
            "session": [_session(*key) for key in keys],
            "section": [f"{k}{hour}" for _d, k, hour in keys],
            "date": [str(day) for day, _k, _h in keys],
            **{
                name: [HOURS[hour][n] for _d, _k, hour in keys]
                for name, n in (("planned_start", 0), ("planned_end", 1), ("start", 0), ("end", 1))
            },
        }
    ).with_columns(pl.lit("").alias("content"), pl.lit("0").alias("written_homework"), pl.lit("").alias("early_reason"))


def _adults(size: Size, dates: list[date]) -> pl.DataFrame:
    keys = [(day, k, hour) for day in dates for hour in HOURS for k in range(size.classes)]
    ends = {"a": ("16:00", "17:12"), "b": ("17:05", "18:20")}
    return pl.DataFrame(
        {
            "session": [_session(*key) for key in keys],
            "adult": [f"t{k}{hour}" for _d, k, hour in keys],
            "in": [f"{day} {ends[hour][0]}" for day, _k, hour in keys],
            "out": [f"{day} {ends[hour][1]}" for day, _k, hour in keys],
        }
    ).with_columns(
        pl.lit("school_teacher").alias("role"), pl.lit("1").alias("applied"),
        pl.lit("").alias("cleared_until"), pl.lit("").alias("qualified_until"),
    )  # fmt: skip


def _presence(size: Size, joined: list[Any], dates: list[date], seed: int) -> pl.DataFrame:
    """Times to the second, as taps on a phone leave them."""
    pupils = pl.DataFrame({"student": [s for s, _k in joined], "klass": [k for _s, k in joined]})
    days = pl.DataFrame({"day": dates})
    frame = days.join(pl.DataFrame({"hour": list(HOURS)}), how="cross").join(pupils, how="cross")
    rng = pl.int_range(frame.height, eager=True).hash(seed)
    away = (rng % 100) < 3
    first = frame["hour"] == "a"
    come = pl.select(
        pl.when(first).then(16 * 3600 + 300).otherwise(17 * 3600 + 660) + pl.lit(rng // 100 % 300)
    ).to_series()
    leave = pl.select(
        pl.when(first).then(17 * 3600 + 600).otherwise(18 * 3600 + 300) + pl.lit(rng // 30000 % 59)
    ).to_series()
    return frame.select(
        (pl.lit("n") + pl.col("day").dt.strftime("%m%d") + "-" + pl.col("klass").cast(pl.String) + pl.col("hour")).alias("session"),
        "student",
        pl.when(away).then(pl.lit("leave")).otherwise(pl.lit("present")).alias("state"),
        pl.when(away).then(pl.lit("")).otherwise(_clock(come)).alias("in"),
        pl.when(away).then(pl.lit("")).otherwise(_clock(leave)).alias("out"),
        pl.when(away).then(pl.lit("")).when(first).then(pl.lit("next_session")).otherwise(pl.lit("guardian")).alias("released_to"),
        pl.lit("0").alias("online"),
        pl.when(away | ~first | (pl.col("klass") % len(GRADES) < 2)).then(pl.lit(""))
        .otherwise(pl.lit(rng // 7 % 100 < 96).cast(pl.Int8).cast(pl.String)).alias("homework_done"),
        "day",
    )  # fmt: skip


def _clock(seconds: pl.Series) -> pl.Expr:
    return (pl.col("day").cast(pl.Datetime("us")) + pl.duration(seconds=pl.lit(seconds))).dt.strftime(
        "%Y-%m-%d %H:%M:%S"
    )


def _bills(presence: pl.DataFrame, joined: list[Any]) -> list[dict[str, Any]]:
    present = presence.filter(pl.col("state") == "present")
    served = present.group_by("student", pl.col("day").dt.strftime("%Y-%m").alias("month")).agg(
        pl.col("day").n_unique()
    )
    return [
        {"student": student, "period": month, "kind": kind, "amount": "50.00", "at": f"{month}-28",
         "days_served": days if kind == "charge" else ""}
        for student, month, days in served.sort("month", "student").iter_rows()
        for kind in ("charge", "payment")
    ]  # fmt: skip


def _planted(sessions: Any, adults: Any, presence: Any, tables: Any, roll: list[Any], joined: list[Any]) -> Any:
    """PLANTED, each once."""
    row = pl.int_range(pl.len())
    last, half = presence.height - 1, presence.height // 2
    stranger = next(s for s, _k in roll if (s, _k) not in joined)
    klass = dict(roll)[stranger]
    # An adult of the last hour leaves before its pupils; another lesson ends early.
    adults = adults.with_columns(
        pl.when(row == adults.height - 1).then(pl.col("in").str.slice(0, 11) + "18:00").otherwise("out").alias("out")
    )
    sessions = sessions.with_columns(pl.when(row == 7).then(pl.lit("17:00")).otherwise("end").alias("end"))
    at = presence.with_row_index("n").filter((pl.col("state") == "present") & (pl.col("released_to") == "guardian"))[
        "n"
    ]
    silent = at[len(at) // 2]
    presence = presence.with_columns(
        pl.when(row == silent).then(pl.lit("")).otherwise("released_to").alias("released_to")
    )
    own = presence.filter((pl.col("session").str.ends_with(f"-{klass}b")) & (pl.col("state") == "present"))[0]
    presence = pl.concat([presence, own.with_columns(pl.lit(stranger).alias("student"))])
    charge = next(bill for bill in tables["bills"] if bill["kind"] == "charge")
    charge["days_served"] += 1
    assert last > half
    return sessions, adults, presence, tables


def _pay(adults: pl.DataFrame, dates: list[date]) -> dict[str, list[dict[str, Any]]]:
    who = sorted(adults["adult"].unique().to_list())
    return {
        "fund": [
            {"at": "2026-09-01", "source_or_use": "subsidy", "amount": "900000.00"},
            {"at": "2026-09-28", "source_or_use": "service_fee", "amount": "900000.00"},
            {"at": "2027-01-22", "source_or_use": "teacher_pay", "amount": "-100000.00"},
        ],
        "appraisal": [{"adult": adult, "score": 90, "closed": "2027-01-20"} for adult in who],
        "payouts": [
            {"adult": adult, "period": "2026-autumn", "amount": "900.00", "at": "2027-01-22", "hours": len(dates)}
            for adult in who
        ],
        "declarations": [
            {"adult": adult, "kind": kind, "signed": "2026-08-28"} for adult in who for kind in ("no_new_lesson", "no_paid_tutoring")
        ],
    }  # fmt: skip
