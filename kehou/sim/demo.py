"""The demo city: in the ninth week of a term, with all that came before it. Everything was done by the deeds people do."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kehou.ground.school_day import WEEKDAYS
from kehou.kernel import outbox
from kehou.kernel.clock import set_demo_time
from kehou.org import queries as org
from kehou.people.actions.name_demo_account import name_demo_account
from kehou.people.actions.read_letters import read_letters
from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.actions.return_plan import return_plan
from kehou.sim import choosing, days, money, promise
from kehou.sim import demo_stories as stories
from kehou.sim.founding import FIRST_DAY, City, found_city, found_school
from kehou.sim.lives import Child, SchoolLife, act_of, moment, system_act
from kehou.sim.misdeeds import of_day
from kehou.sim.passwords import cheap_passwords
from kehou.sim.people import SimSchool, Town
from kehou.sim.promise import Dates
from kehou.web.account.demo_cards import demo_cards
from kehou.web.account.demo_day import START

SEED = 2026
BEFORE = date(2026, 8, 12)  # the day the schools came in
LATE = Dates().late(55)  # a school that is only now at it: its dates fall into October


@dataclass(frozen=True, slots=True)
class Part:
    """A school of the demo and how far it has come."""

    code: str
    name: str
    district: str
    stages: tuple[str, ...]
    pupils: int
    teachers: int
    story: Callable[[SchoolLife], None]
    ownership: str = "public"
    boarding: str = "none"
    campuses: tuple[str, ...] = ()


def seed() -> None:
    """Build the demo in the configured (empty) database."""
    # Rows come and go by the hundred thousand and hardly any of them in circles: looking for circles less often saves a tenth.
    gc.set_threshold(200_000, 20, 20)
    with cheap_passwords():
        town = Town(SEED, first_day=FIRST_DAY)
        rng = Random(SEED)
        city = found_city(town, rng, date(2026, 8, 10))
        lives = [_school(city, town, part) for part in PARTS]
    _name_people(city, lives)
    stories.judge_everybody()
    set_demo_time(START)


def _school(city: City, town: Town, part: Part) -> SchoolLife:
    sim = SimSchool(part.code, part.stages, district=part.district)  # type: ignore[arg-type]
    life = found_school(
        city, town, sim, name=part.name, pupils=part.pupils, teachers=part.teachers, day=BEFORE,
        seed=f"{SEED}/{part.code}", ownership=part.ownership, boarding=part.boarding, campuses=part.campuses,
    )  # fmt: skip
    part.story(life)
    print(f"  {part.name}", flush=True)  # noqa: T201 (seeding takes a while; somebody watches)
    return life


def _promised(life: SchoolLife, dates: Dates) -> int:
    promise.ask_families(life, dates)
    promise.take_offers(life, dates)
    return promise.write_draft(life, dates)


def _to_seats(life: SchoolLife, dates: Dates) -> None:
    version = _promised(life, dates)
    promise.decide(life, version, dates)
    promise.file_and_publish(life, version, dates)
    promise.staff_sections(life, dates)
    choosing.let_families_join(life, dates)
    choosing.choose(life, dates, str(SEED))
    days.give_standing_words(life, dates.draw)


def lived(life: SchoolLife) -> None:
    """Every school day since the service began, two weeks into the term, and the month that is over billed."""
    dates = Dates().late(14)
    _to_seats(life, dates)
    _live_from(life, dates.draw + timedelta(days=1), with_misdeeds=True)
    money.close_month(life, "2026-09")
    stories.draft_winter_version(life)
    stories.let_families_speak(life)


def lived_late(life: SchoolLife) -> None:
    """It filed in October, three weeks after the deadline, and has held lessons only since then. Its committee votes on the winter."""
    dates = Dates().late(42)
    _to_seats(life, dates)
    _live_from(life, dates.draw + timedelta(days=1))
    stories.ask_about_winter(life, START.date())


def _live_from(life: SchoolLife, first: date, *, with_misdeeds: bool = False) -> None:
    money.start_fund(life, first)
    roster = days.roster_of(life, first)
    planted = stories.misdeeds_of(life, roster) if with_misdeeds else []
    today = START.date()
    for on in org.calendar(life.district_id).school_days(first, today):
        if on < today:
            days.live_day(life, roster, on, of_day(planted, on))


def round_is_open(life: SchoolLife) -> None:
    """Families are choosing right now."""
    dates = Dates().late(61)
    version = _promised(life, dates)
    promise.decide(life, version, dates)
    promise.file_and_publish(life, version, dates)
    promise.staff_sections(life, dates)
    choosing.let_families_join(life, dates)
    choosing.choose(life, dates, str(SEED), draw=False)


def is_submitted(life: SchoolLife) -> None:
    """The district has a filing to review."""
    version = _promised(life, LATE)
    promise.decide(life, version, LATE)
    promise.submit(life, version, LATE)


def was_returned(life: SchoolLife) -> None:
    """The district sent it back, with a reason at a field."""
    version = _promised(life, LATE)
    promise.decide(life, version, LATE)
    filing = promise.submit(life, version, LATE)
    return_plan(
        act_of(life.officer, moment(LATE.filed, "16:00")),
        school_id=life.id,
        filing_id=filing,
        reasons=[{"path": "safety.emergency", "says": "应急预案请写明冬季路面结冰时的放学安排"}],
    )


def is_voting(life: SchoolLife) -> None:
    """The parents' committee has been asked and has two days left."""
    version = _promised(life, LATE)
    open_meeting(
        act_of(life.coordinator, moment(START.date(), "09:00")),
        school_id=life.id,
        version_id=version,
        agenda="审议课后服务实施方案与收费标准",
        closes_at=moment(date(2026, 10, 30), "20:00"),
    )


def has_problems(life: SchoolLife) -> None:
    """A draft whose service ends too early and whose fourth grade has no homework on Fridays."""
    promise.ask_families(life, LATE)
    promise.take_offers(life, LATE)
    promise.write_draft(life, LATE, promise.with_problems)


VOTING, CHOOSING, WRITING = "2115030401", "3115030202", "2115030204"
PARTS = (
    Part("2115030201", "滨河示范小学", "150302", ("primary",), 132, 26, lived),
    Part(VOTING, "沙坡教学点", "150304", ("primary",), 36, 10, lived_late, campuses=("本部", "河西校区")),
    Part(CHOOSING, "河湾初级中学", "150302", ("junior",), 90, 16, round_is_open),
    Part("2115030203", "望山路小学", "150302", ("primary",), 60, 14, is_submitted),
    Part(WRITING, "葡萄架小学", "150302", ("primary",), 60, 14, has_problems),
    Part("3115030301", "启航学校", "150303", ("primary", "junior"), 70, 18, is_voting, ownership="private"),
    Part("3415030205", "金岸高级中学", "150302", ("senior",), 60, 14, was_returned, boarding="some"),
)


def _name_people(city: City, lives: list[SchoolLife]) -> None:
    """One account per role, of the school that is lived day by day. Where something else happens elsewhere right now, somebody
    of there: a committee that votes, a family that chooses, a plan with problems."""
    system = system_act(moment(BEFORE, "12:00"))
    at = {life.sim.code: life for life in lives}
    life = lives[0]
    family = next(c for c in life.willing if _can_be_seen(life, c))
    people = {
        "family": family.guardian,
        "teacher": _teacher(life, family.id),
        "duty_leader": life.holder("duty_leader"),
        "gate": life.holder("gate"),
        "coordinator": life.coordinator,
        "principal": life.holder("principal"),
        "finance_maker": life.holder("finance_maker"),
        "finance_checker": life.holder("finance_checker"),
        "aid_officer": life.holder("aid_officer"),
        "committee": at[VOTING].committee[0],
        "family_choosing": at[CHOOSING].willing[0].guardian,
        "coordinator_writing": at[WRITING].coordinator,
        "district_officer": life.officer,
        "city_officer": city.city_officer,
    }
    for name, account in people.items():
        name_demo_account(system, account_id=account or 0, demo_name=name)
    _read_letters([account for account in people.values() if account])


def _can_be_seen(life: SchoolLife, child: Child) -> bool:
    """A fourth-grader with two guardians; the one who acts has no elder child, whose page would open first, and is not of the
    committee, as whose member the sign-in page would show them."""
    own = [other.id for other in life.children if other.guardian == child.guardian]
    by_two = child.sim.grade == 4 and len(child.sim.guardians) > 1
    return by_two and child.id == min(own) and child.guardian not in life.committee


def _teacher(life: SchoolLife, child: int) -> int:
    """A teacher who has a class in the first hour of the demo's day, the child's own one if that can be."""
    roster, today = days.roster_of(life, START.date()), WEEKDAYS[START.weekday()]
    plain = {adult.id: adult.account for adult in life.adults if adult.sim.roles == ("教师",)}
    first = sorted(
        (min(meet.starts for meet in section.meets if meet.weekday == today), child not in roster.members[section.id], adult.staff_id)
        for section in roster.sections.values()
        if any(meet.weekday == today for meet in section.meets)
        for adult in section.adults
        if adult.weekday == today and adult.staff_id in plain
    )  # fmt: skip
    return plain[first[0][2]]


def _read_letters(accounts: list[int]) -> None:
    """People look at their telephone in the evening; what came since yesterday waits for the visitor."""
    evening = moment(START.date() - timedelta(days=1), "17:00")
    while outbox.send_waiting(evening):
        pass
    for account in accounts:
        old = [letter.pk for letter in outbox.letters(account).filter(created_at__lt=evening)]
        read_letters(act_of(account, evening), letter_ids=old)


def who_can_sign_in() -> list[tuple[str, str, str, str]]:
    """(role, name, place, what to look at first) of everybody on the sign-in page, in its words and order."""
    return [
        (str(card["label"]), card["person"].name, card["person"].place, str(card["says"])) for card in demo_cards(START)
    ]
