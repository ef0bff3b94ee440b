"""`kehou term`: a whole term of some schools, lived through the public deeds, then handed over and checked."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from kehou.enrol.actions.record_paper_consent import record_paper_consent
from kehou.invariants import check_all
from kehou.kernel.secrets import ALPHABET
from kehou.org import queries as org
from kehou.policy.facts.term import TermFacts
from kehou.review.actions.answer_complaint import answer_complaint
from kehou.review.actions.complaints import RECEIPT_LENGTH
from kehou.review.actions.file_complaint import file_complaint
from kehou.review.models import Complaint
from kehou.sim import choosing, days, misdeeds, money, promise
from kehou.sim.export import export_term, folder_name
from kehou.sim.founding import FIRST_DAY, LAST_DAY, found_city, found_school
from kehou.sim.lives import SchoolLife, act_of, moment
from kehou.sim.misdeeds import RULE_OF, Misdeed
from kehou.sim.passwords import cheap_passwords
from kehou.sim.people import SimSchool, Stage, Town
from kehou.sim.promise import Dates

Say = Callable[[str], None]
DATES = Dates()
# District, stages, kind digit of the code: schools take turns.
KINDS: tuple[tuple[str, tuple[Stage, ...], str], ...] = (
    ("150302", ("primary",), "21"),
    ("150303", ("primary",), "21"),
    ("150304", ("junior",), "31"),
)
NAMES = ("滨河小学", "望山小学", "河湾初级中学", "桥西小学", "沙枣花小学", "青杨初级中学")


@dataclass(slots=True)
class Planted:
    """One violation that `kehou audit` must find. table, key: the record it stands in; where: "table.csv:LINE" once known."""

    rule: str
    table: str
    key: str
    date: date | None
    where: str = ""


@dataclass(slots=True)
class Lived:
    """A school after its term."""

    life: SchoolLife
    folder: str
    planted: list[Planted] = field(default_factory=list)


def live_term(
    schools: int, pupils: int, seed: int, out: Path, *, lawful: bool, say: Say, days: int | None = None
) -> list[Lived]:
    """Live the term in the configured (empty) database; writes one folder per school and report.json under `out`.

    days: only so many school days; then the months they lie in are billed and paid as if the term were over.
    """
    town, rng = Town(seed, first_day=FIRST_DAY), Random(f"{seed}/city")
    lives: list[Lived] = []
    with cheap_passwords():
        city = found_city(town, rng, date(2026, 8, 10))
        for number in range(schools):
            district, stages, kind = KINDS[number % len(KINDS)]
            code = f"{kind}15{number + 1:06d}"
            life = found_school(
                city, town, SimSchool(code, stages, district=district),
                name=NAMES[number % len(NAMES)] + (f"{number // len(NAMES) + 1}" if number >= len(NAMES) else ""),
                pupils=pupils, teachers=teachers_for(pupils), day=date(2026, 8, 12), seed=f"{seed}/{code}",
            )  # fmt: skip
            say(f"{life.name}: {pupils} pupils, {len(life.adults)} staff")
            lives.append(_live(life, str(seed), lawful, say, days))
    for lived in lives:
        facts = export_term(lived.life.id, lived.life.term_id, out / lived.folder)
        _locate(lived.planted, facts)
    _report(lives, seed, pupils, out, lawful)
    return lives


def teachers_for(pupils: int) -> int:
    """Enough that every section of every hour has an adult, and a few are free."""
    return max(16, pupils // 11)


def _live(life: SchoolLife, seed: str, lawful: bool, say: Say, limit: int | None) -> Lived:
    promise.ask_families(life, DATES)
    promise.take_offers(life, DATES)
    version = promise.write_draft(life, DATES)
    promise.decide(life, version, DATES)
    promise.file_and_publish(life, version, DATES)
    promise.staff_sections(life, DATES)
    choosing.let_families_join(life, DATES, on_one_tablet=0 if lawful else 7)
    choosing.choose(life, DATES, seed)
    days.give_standing_words(life, DATES.draw)
    money.start_fund(life, FIRST_DAY)
    lived = Lived(life, folder_name(life.id))
    calendar = org.calendar(life.district_id)
    school_days = calendar.school_days(FIRST_DAY, LAST_DAY)[:limit]
    roster = days.roster_of(life, FIRST_DAY)
    deeds = [] if lawful else _plant(life, roster, {d: calendar.timetable_weekday(d) or "" for d in school_days})
    _live_days(life, roster, school_days, deeds, say)
    months = tuple(month for month in money.MONTHS if any(f"{on:%Y-%m}" == month for on in school_days))
    money.appraise_and_pay(life, LAST_DAY + timedelta(days=20), months)
    _speak(life, lived, lawful)
    lived.planted += _expected(life, deeds)
    return lived


def _live_days(life: SchoolLife, roster: days.Roster, school_days: list[date], deeds: list[Misdeed], say: Say) -> None:
    for number, on in enumerate(school_days, start=1):
        for month in money.MONTHS:
            if money.after(month) <= on and month not in life.billed:
                life.billed.add(month)
                money.close_month(life, month)
        days.live_day(life, roster, on, misdeeds.of_day(deeds, on))
        if number % 5 == 0 or number == len(school_days):
            say(f"{life.name}: day {number} of {len(school_days)}")
    for month in money.MONTHS:
        if month not in life.billed and any(f"{on:%Y-%m}" == month for on in school_days):
            life.billed.add(month)
            money.close_month(life, month)


def _plant(life: SchoolLife, roster: days.Roster, weekday_of: dict[date, str]) -> list[Misdeed]:
    sections = [roster.sections[key] for key in sorted(roster.sections)]
    return misdeeds.plant(life.rng, sections, weekday_of)


def _expected(life: SchoolLife, deeds: list[Misdeed]) -> list[Planted]:
    """What each misdeed must be found as: the session row it stands in, or the class whose homework stayed open."""
    found = []
    for deed in deeds:
        if deed.date is None:
            found.append(Planted(RULE_OF[deed.kind], "presence", "", None, "presence.csv"))
        else:
            key = days.session_key_of(life.id, deed.section_id, deed.date)
            found.append(Planted(RULE_OF[deed.kind], "sessions", key, deed.date))
    return found


def _speak(life: SchoolLife, lived: Lived, lawful: bool) -> None:
    """Two families complain: one is answered in time; in an unlawful run the other is not, and a paper is never confirmed."""
    first, second = life.willing[0], life.willing[1]
    on = date(2026, 11, 11)
    for number, child in enumerate((first, second)):
        complaint = file_complaint(
            act_of(child.guardian or 0, moment(on, "20:10")),
            child_id=child.id,
            text="放学时门口人太多，孩子出来要等很久。",
            receipt=receipt_of(life, number),
            about="",
        )
        if lawful or number == 0:
            answer_complaint(
                act_of(life.coordinator, moment(on + timedelta(days=2), "10:00")),
                complaint_id=complaint,
                answer="已经改为分年级错峰放学。",
                upheld=False,
            )
        else:
            key = Complaint.objects.values_list("number", flat=True).get(pk=complaint)
            lived.planted.append(Planted("complaint-overdue", "complaints", f"k{key:04d}", on))
    if not lawful:
        lived.planted.append(Planted("same-device", "consents", "", None, "consents.csv"))
        unwilling = next(child for child in life.children if child.guardian is not None and not child.wants)
        record_paper_consent(
            act_of(life.coordinator, moment(date(2026, 9, 14), "15:00")), child_id=unwilling.id, term_id=life.term_id
        )
        lived.planted.append(Planted("consent-invalid", "consents", f"s{unwilling.number:05d}", date(2026, 9, 14)))


def receipt_of(life: SchoolLife, number: int) -> str:
    """A receipt made of the school's and the complaint's numbers, in the letters receipts are made of."""
    return "".join(ALPHABET[(life.id * 7 + number * 3 + place) % len(ALPHABET)] for place in range(RECEIPT_LENGTH))


def _locate(planted: list[Planted], facts: TermFacts) -> None:
    """The line of each planted row in its table; the header is line 1."""
    for each in planted:
        rows: Any = getattr(facts, each.table) or ()
        for line, row in enumerate(rows, start=2):
            key = {"sessions": "session", "complaints": "id", "consents": "student"}.get(each.table, "")
            if key and str(getattr(row, key)) == each.key:
                each.where = f"{each.table}.csv:{line}"
                break


def _report(lives: list[Lived], seed: int, pupils: int, out: Path, lawful: bool) -> None:
    """report.json: what was lived, what was planted, which invariants hold. No time of the machine in it: same seed, same bytes."""
    broken = [{"invariant": name, "rows": len(rows)} for name, _, rows in check_all() if rows]
    report = {
        "seed": seed,
        "lawful": lawful,
        "pupils_per_school": pupils,
        "schools": [
            {
                "folder": lived.folder,
                "name": lived.life.name,
                "planted": [
                    {"rule": p.rule, "where": p.where, "date": p.date.isoformat() if p.date else None}
                    for p in sorted(lived.planted, key=lambda p: (p.rule, p.where))
                ],
            }
            for lived in lives
        ],
        "invariants_broken": broken,
    }
    (out / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
