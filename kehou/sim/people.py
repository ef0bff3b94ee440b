"""Believable people who do not exist: pupils with families, and the staff of a school.

How it is made sure that nobody real is hit:
- ID numbers carry a district of the demo city and a right checksum, so that every check is exercised, but their order
  number is 900–999. Order numbers are given out per district and day from the bottom; districts of a few hundred
  births a month come nowhere near.
- Phones begin with 154, a prefix that no operator has been given. They look right and ring nowhere.
- Streets and housing estates are invented. Names are drawn from parts (names.py).

Same seed, same people, whatever the order of the calls for different schools, but for the rare number drawn twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Literal

from stdnum.cn import ric

from kehou.people.roll.grade import Stage, school_year
from kehou.sim import names

DISTRICTS = {"150302": "海勃湾区", "150303": "海南区", "150304": "乌达区"}
PHONE_PREFIX = "154"
FIRST_ORDER_NUMBER, LAST_ORDER_NUMBER = 900, 999

CLASS_SIZE = 42
MOST_CLASSES = 99
"""Of a grade: a class has two digits on the roll. A school that would need more has larger classes."""
_GRADES: dict[Stage, range] = {"primary": range(1, 7), "junior": range(7, 10), "senior": range(10, 13)}
_STREETS = ("河畔街", "书香路", "北山路", "葡萄园路", "胡杨街", "沙枣巷", "青山南路", "安居巷")
_ESTATES = ("云溪苑", "和顺家园", "金岸小区", "百草园", "新月里", "锦绣东里", "晨光苑", "长青里")
_SUBJECTS = ("语文", "数学", "英语", "体育", "音乐", "美术", "科学", "道德与法治", "信息科技", "劳动")

Sex = Literal["男", "女"]


@dataclass(frozen=True, slots=True)
class SimSchool:
    """What of a school shapes its pupils. district: one of DISTRICTS; boarding: share of pupils who board, 0–1."""

    code: str
    stages: Sequence[Stage]
    district: str = "150302"
    boarding: float = 0.0


@dataclass(frozen=True, slots=True)
class SimGuardian:
    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class SimPupil:
    """One pupil with everything the roll says. family: equal for brothers and sisters. entered: YYYYMM."""

    school_code: str
    district: str
    family: int
    name: str
    sex: Sex
    born: date
    id_number: str
    ethnicity: str
    grade: int
    class_no: int
    seat_no: int
    entered: str
    boarding: bool
    left_behind: int
    migrant: bool
    aid: tuple[str, ...]
    address: str
    guardians: tuple[SimGuardian, ...]


@dataclass(frozen=True, slots=True)
class SimStaff:
    """One member of staff. roles: their names in the staff list."""

    name: str
    phone: str
    roles: tuple[str, ...]
    subjects: tuple[str, ...]
    cleared_on: date


@dataclass(frozen=True, slots=True)
class _Family:
    number: int
    child_name: Callable[[Sex], str]
    ethnicity: str
    guardians: tuple[SimGuardian, ...]
    address: str
    left_behind: int
    migrant: bool
    aid: tuple[str, ...]


class Town:
    """All people of one seed. ID numbers and phones are unique across its schools."""

    def __init__(self, seed: int, *, first_day: date) -> None:
        self._seed = seed
        self._first_day = first_day
        self._ids: set[str] = set()
        self._phones: set[str] = set()

    def pupils(self, school: SimSchool, count: int) -> tuple[SimPupil, ...]:
        """Exactly `count` pupils in classes of about 42, by grade, class and seat.

        Errors: ValueError for a count below 0 or a district that is not of the demo city.
        """
        if count < 0 or school.district not in DISTRICTS:
            raise ValueError("count must not be negative and the district one of " + ", ".join(DISTRICTS))
        rng = Random(f"{self._seed}/{school.code}/pupils")
        places = _grade_places(rng, [grade for stage in school.stages for grade in _GRADES[stage]], count)
        pupils: list[SimPupil] = []
        while any(places.values()):
            pupils += self._brothers_and_sisters(rng, school, places, family=len(pupils) + 1)
        return tuple(_into_classes(rng, pupils))

    def staff(self, school: SimSchool, teachers: int) -> tuple[SimStaff, ...]:
        """The office of a school (9 people) and this many teachers."""
        rng = Random(f"{self._seed}/{school.code}/staff")
        office = ["校长", "课后服务负责人", "资助专员", "经费经办", "经费复核", "值守组长", "值守组长", "门卫", "门卫"]
        people = []
        for number, role in enumerate(office + ["教师"] * teachers):
            teaches = role not in ("门卫", "经费经办", "经费复核")
            roles = (role, "教师") if teaches and role not in ("校长", "教师") else (role,)
            subjects = (_SUBJECTS[number % len(_SUBJECTS)],) if teaches else ()
            sex: Sex = "男" if rng.random() < (0.8 if role == "门卫" else 0.3) else "女"
            name = names.adult_name(rng, names.surname(rng), sex)
            cleared_on = self._first_day - timedelta(days=rng.randint(5, 40))
            people.append(SimStaff(name, self._phone(rng), roles, subjects, cleared_on))
        return tuple(people)

    def _brothers_and_sisters(
        self, rng: Random, school: SimSchool, places: dict[int, int], *, family: int
    ) -> list[SimPupil]:
        """One family with one to three children at the school; their places are taken from `places`."""
        home = self._family(rng, family)
        children: list[SimPupil] = []
        for _ in range(rng.choices((1, 2, 3), weights=(80, 18, 2))[0]):
            taken = {child.grade for child in children}
            twin = bool(taken) and rng.random() < 0.05
            grades = [grade for grade, left in places.items() if left and (grade in taken) == twin]
            if not grades:
                break
            grade = rng.choices(grades, weights=[places[grade] for grade in grades])[0]
            places[grade] -= 1
            born = next((child.born for child in children if child.grade == grade), None)
            children.append(self._child(rng, school, home, grade, born or self._birthday(rng, grade, children)))
        return children

    def _child(self, rng: Random, school: SimSchool, home: _Family, grade: int, born: date) -> SimPupil:
        sex: Sex = "男" if rng.random() < 0.53 else "女"
        aid = home.aid + (("残疾",) if rng.random() < 0.006 else ())
        return SimPupil(
            school_code=school.code,
            district=school.district,
            family=home.number,
            name=home.child_name(sex),
            sex=sex,
            born=born,
            id_number=self._id_number(rng, school.district, born, sex),
            ethnicity=home.ethnicity,
            grade=grade,
            class_no=0,
            seat_no=0,
            entered=f"{school_year(self._first_day) - _years_in_stage(grade)}09",
            boarding=rng.random() < school.boarding,
            left_behind=home.left_behind,
            migrant=home.migrant,
            aid=aid,
            address=home.address,
            guardians=home.guardians,
        )

    def _family(self, rng: Random, number: int) -> _Family:
        kind = rng.random()
        if kind < names.MONGOLIAN_SHARE:
            return self._household(rng, number, "蒙古族", names.mongolian_name, names.mongolian_name)
        if kind < names.MONGOLIAN_SHARE + names.DOTTED_SHARE:
            return self._household(rng, number, "维吾尔族", names.dotted_name, names.dotted_name)
        surname, mother = names.surname(rng), names.surname(rng)
        return self._household(
            rng,
            number,
            rng.choices(("汉族", "回族", "满族"), weights=(94, 4, 2))[0],
            lambda rng, sex: names.child_name(rng, surname, sex),
            lambda rng, sex: names.adult_name(rng, surname if sex == "男" else mother, sex),
        )

    def _household(
        self,
        rng: Random,
        number: int,
        ethnicity: str,
        child: Callable[[Random, str], str],
        adult: Callable[[Random, str], str],
    ) -> _Family:
        left_behind = rng.choices((0, 1, 2), weights=(93, 4, 3))[0]
        orphan = rng.random() < 0.003
        single = rng.random() < 0.07
        if orphan or left_behind == 2:
            relations = ["祖父", "祖母"]
        elif single:
            relations = [rng.choice(("父亲", "母亲"))]
        else:
            relations = rng.choice((["父亲", "母亲"], ["母亲", "父亲"]))
        guardians = tuple(
            SimGuardian(adult(rng, "男" if relation in ("父亲", "祖父") else "女"), relation, self._phone(rng))
            for relation in relations
        )
        aid = (("孤儿",) if orphan else ()) + (("烈士子女",) if rng.random() < 0.001 else ())
        address = f"{rng.choice(_STREETS)}{rng.randint(1, 99)}号{rng.choice(_ESTATES)}{rng.randint(1, 30)}号楼"
        return _Family(
            number,
            lambda sex: child(rng, sex),
            ethnicity,
            guardians,
            address,
            left_behind,
            migrant=left_behind == 0 and rng.random() < 0.12,
            aid=aid,
        )

    def _birthday(self, rng: Random, grade: int, siblings: Sequence[SimPupil]) -> date:
        """Of a child who was six by the first of September of its first grade; siblings 300 days apart if they can."""
        earliest = date(school_year(self._first_day) - (grade - 1) - 7, 9, 1)
        days = range(365)
        if siblings:
            apart = [n for n in days if all(abs((earliest - kin.born).days + n) >= 300 for kin in siblings)]
            return earliest + timedelta(days=rng.choice(apart or days))
        return earliest + timedelta(days=rng.choice(days))

    def _id_number(self, rng: Random, district: str, born: date, sex: Sex) -> str:
        while True:
            order = rng.randrange(FIRST_ORDER_NUMBER + (sex == "男"), LAST_ORDER_NUMBER + 1, 2)
            body = f"{district}{born:%Y%m%d}{order}"
            number = body + ric.calc_check_digit(body + "?")  # it looks at the first 17 only
            if number not in self._ids:
                self._ids.add(number)
                return number

    def _phone(self, rng: Random) -> str:
        while True:
            phone = f"{PHONE_PREFIX}{rng.randrange(10**8):08d}"
            if phone not in self._phones:
                self._phones.add(phone)
                return phone


def _years_in_stage(grade: int) -> int:
    return next(grade - grades.start for grades in _GRADES.values() if grade in grades)


def _grade_places(rng: Random, grades: Sequence[int], count: int) -> dict[int, int]:
    """Grades of nearly equal size, up to a tenth apart, that add up to `count`."""
    weights = [rng.uniform(0.95, 1.05) for _ in grades]
    sizes = [int(count * weight / sum(weights)) for weight in weights]
    for extra in range(count - sum(sizes)):
        sizes[extra % len(sizes)] += 1
    return dict(zip(grades, sizes, strict=True))


def _into_classes(rng: Random, pupils: Sequence[SimPupil]) -> list[SimPupil]:
    """Deal each grade into equal classes and give seats; twins stay together."""
    placed: list[SimPupil] = []
    for grade in sorted({pupil.grade for pupil in pupils}):
        families: dict[int, list[SimPupil]] = {}
        for pupil in pupils:
            if pupil.grade == grade:
                families.setdefault(pupil.family, []).append(pupil)
        size = sum(map(len, families.values()))
        classes: list[list[SimPupil]] = [[] for _ in range(min(MOST_CLASSES, -(-size // CLASS_SIZE)))]
        for members in rng.sample(list(families.values()), len(families)):
            min(classes, key=len).extend(members)
        for class_no, group in enumerate(classes, start=1):
            placed += [replace(pupil, class_no=class_no, seat_no=seat) for seat, pupil in enumerate(group, start=1)]
    return placed
