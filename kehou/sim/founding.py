"""The city is set up and its people come in, each by the deed that a person would do."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from kehou.jobs.read_lists import read_lists
from kehou.org.actions.add_district import add_district
from kehou.org.actions.add_school import add_school
from kehou.org.actions.add_term import add_term
from kehou.org.actions.confirm_calendar import confirm_calendar
from kehou.org.actions.seed_calendar import seed_calendar
from kehou.org.actions.set_calendar_day import set_calendar_day
from kehou.org.actions.set_office_hours import set_office_hours
from kehou.people import queries as people
from kehou.people.actions.accept_invitation import accept_invitation
from kehou.people.actions.activate_child import activate_child
from kehou.people.actions.apply_list import apply_list
from kehou.people.actions.invite_account import invite_account
from kehou.people.actions.issue_codes import issue_codes
from kehou.people.actions.upload_list import upload_list
from kehou.sim.lives import PASSWORD, Adult, Child, SchoolLife, act_of, moment, system_act
from kehou.sim.people import SimSchool, Town
from kehou.sim.roll_file import write_roll, write_staff_list

DISTRICTS = {"150302": "海勃湾区", "150303": "海南区", "150304": "乌达区"}
FIRST_DAY, LAST_DAY = date(2026, 8, 31), date(2027, 1, 15)


@dataclass(slots=True)
class City:
    """District code → its row, its term and its officer's account."""

    districts: dict[str, tuple[int, int, int]]
    city_officer: int


def found_city(town: Town, rng: Random, day: date, codes: tuple[str, ...] = tuple(DISTRICTS)) -> City:
    """Districts, their officers, terms, calendars (2027 by hand) and office hours."""
    at = moment(day, "08:30")
    system = system_act(at)
    code = invite_account(system, role="city_officer", name="郝建军", phone=_phone(rng))
    city_officer = accept_invitation(system, code=code, password=PASSWORD)
    districts = {}
    for number, district_code in enumerate(codes):
        district = add_district(
            act_of(city_officer, at), code=district_code, name=DISTRICTS[district_code], city="乌海市"
        )
        name = ("郝志刚", "乌云其木格", "段文静")[number % 3]
        code = invite_account(
            act_of(city_officer, at), role="district_officer", name=name, phone=_phone(rng), district_id=district
        )
        officer = accept_invitation(system, code=code, password=PASSWORD)
        act = act_of(officer, at)
        term = add_term(act, district_id=district, first_day=FIRST_DAY, last_day=LAST_DAY)
        for year in (2026, 2027):
            if not seed_calendar(act, district_id=district, year=year):
                set_calendar_day(act, district_id=district, date=date(year, 1, 1), day="off", note="元旦")
            confirm_calendar(act, district_id=district, year=year)
        set_office_hours(act, district_id=district, from_date=date(2026, 5, 1), closes=time(18, 0))
        set_office_hours(act, district_id=district, from_date=date(2026, 10, 1), closes=time(17, 30))
        districts[district_code] = (district, term, officer)
    return City(districts, city_officer)


def _phone(rng: Random) -> str:
    """A number of the range that belongs to nobody (docs/decisions/fictional-people.md)."""
    return f"154{rng.randrange(90_000_000, 100_000_000):08d}"


def found_school(
    city: City, town: Town, sim: SimSchool, *, name: str, pupils: int, teachers: int, day: date, seed: str,
    ownership: str = "public", boarding: str = "none", campuses: tuple[str, ...] = (),
) -> SchoolLife:  # fmt: skip
    """A school with its office, staff, roll and parents' committee; guardians have activated their accounts."""
    district, term, officer = city.districts[sim.district]
    at = moment(day, "09:00")
    act = act_of(officer, at)
    school = add_school(
        act, district_id=district, code=sim.code, name=name, stages=list(sim.stages),
        ownership=ownership, boarding=boarding, campuses=list(campuses) or None,
    )  # fmt: skip
    life = SchoolLife(sim, name, Random(seed), school, district, term, officer)
    # Searched before the list was written, whenever the school starts.
    earlier = timedelta(days=30)
    staff = [replace(person, cleared_on=person.cleared_on - earlier) for person in town.staff(sim, teachers)]
    head = next(person for person in staff if "课后服务负责人" in person.roles)
    code = invite_account(act, role="coordinator", name=head.name, phone=head.phone, school_id=school)
    coordinator = accept_invitation(system_act(at), code=code, password=PASSWORD)
    with TemporaryDirectory() as folder:
        path = Path(folder)
        write_staff_list(path / "staff.xlsx", staff)
        _import(life, coordinator, "staff", path / "staff.xlsx", day)
        roll = town.pupils(sim, pupils)
        write_roll(path / "roll.xlsx", roll)
        _import(life, coordinator, "roll", path / "roll.xlsx", day)
    for person, row in zip(staff, people.staff(school, at + timedelta(hours=1)), strict=True):
        life.adults.append(Adult(person, row.id, row.number, row.account_id or 0))
    for pupil, info in zip(roll, sorted(people.pupils(school), key=lambda p: p.number), strict=True):
        life.children.append(Child(pupil, info.id, info.number))
    _activate(life, coordinator, day)
    _seat_committee(life, coordinator, day)
    return life


def _import(life: SchoolLife, coordinator: int, kind: str, path: Path, day: date) -> None:
    act = act_of(coordinator, moment(day, "09:30"))
    key = upload_list(act, school_id=life.id, kind=kind, file_name=path.name, content=path.read_bytes())
    read_lists(moment(day, "09:31"))
    apply_list(act_of(coordinator, moment(day, "09:35")), school_id=life.id, import_id=key)
    read_lists(moment(day, "09:36"))


def _activate(life: SchoolLife, coordinator: int, day: date) -> None:
    """Slips go home; most guardians use theirs within days, a few never do."""
    codes = issue_codes(
        act_of(coordinator, moment(day, "10:00")), school_id=life.id, child_ids=[child.id for child in life.children]
    )
    for child in life.children:
        if life.rng.random() < 0.03:
            continue
        guardian = child.sim.guardians[0]
        phone = guardian.phone or f"154{80_000_000 + child.id:08d}"
        at = moment(day + timedelta(days=life.rng.randrange(4)), "19:00", life.rng.randrange(7200))
        child.guardian = activate_child(
            system_act(at), code=codes[str(child.id)], child_name=child.sim.name, name=guardian.name,
            phone=phone, password=PASSWORD,
        )  # fmt: skip
    ties = people.guardians([child.id for child in life.children], moment(day + timedelta(days=5)))
    for child in life.children:
        own = [tie for tie in ties.get(child.id, []) if tie.account_id == child.guardian]
        child.guardianship = own[0].id if child.guardian and own else None


def _seat_committee(life: SchoolLife, coordinator: int, day: date) -> None:
    """Eleven parents (five in a small school), one family each."""
    at = moment(day + timedelta(days=5), "10:00")
    families: dict[int, Child] = {}
    for child in life.children:
        if child.guardian is not None:
            families.setdefault(child.guardian, child)
    size = 11 if len(families) > 60 else 5
    for child in life.rng.sample(sorted(families.values(), key=lambda c: c.number), min(size, len(families))):
        guardian = child.sim.guardians[0]
        phone = guardian.phone or f"154{80_000_000 + child.id:08d}"
        invite_account(act_of(coordinator, at), role="committee", name=guardian.name, phone=phone, school_id=life.id)
        life.committee.append(child.guardian or 0)
