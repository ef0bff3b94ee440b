"""Who appears when every page is tried: one person per relation, and what each is said to be.

What a member *is* stands here as it was set up, not as the code reads it: the oracle of the permission test asks this.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kehou.org.models import District, School
from kehou.org.rows import scope
from kehou.people.models import Account, Guardianship, Pupil, Role, StaffMember
from tests.make.people import make_account

AT_SCHOOLS = (
    "coordinator", "principal", "finance_maker", "finance_checker", "aid_officer", "duty_leader", "gate", "teacher", "committee",
)  # fmt: skip


@dataclass
class Member:
    """name: who it is, for the report. roles: live ones as (role, where), where = ("school", id) | ("district", id) | None.

    children, on_duty, paid: rows the person has to do with now. account None: a stranger.
    """

    name: str
    account: Account | None
    roles: list[tuple[str, tuple[str, int] | None]] = field(default_factory=list)
    children: set[int] = field(default_factory=set)
    on_duty: set[int] = field(default_factory=set)
    paid: set[int] = field(default_factory=set)
    adult: bool = False  # may be put in charge of children now

    @property
    def kind(self) -> tuple[object, ...]:
        """What pages can be opened for: two members of a kind see the same sort of page."""
        return (
            self.account is None,
            *sorted({role for role, _ in self.roles}),
            bool(self.children),
            bool(self.on_duty),
            self.adult,
        )

    def is_one_of(self, names: str, where: tuple[str, int] | str | None = "anywhere") -> bool:
        wanted = names.split(" or ")
        return any(role in wanted and where in ("anywhere", place) for role, place in self.roles)


@dataclass(frozen=True)
class Places:
    """The school that is tried, one beside it in its district, one in another district."""

    own: School
    beside: School
    far: School


def make_cast(
    places: Places, at: datetime, *, child: int, sibling: int, classmate: int, far_child: int
) -> list[Member]:
    """Everybody who has, had or never had to do with the school. sibling: of the same parents, one of whom is only its."""
    cast = [Member("a stranger", None), Member("somebody signed in", make_account("路人"))]
    for role in AT_SCHOOLS:
        for word, school in (("own", places.own), ("beside", places.beside), ("far", places.far)):
            cast.append(_holder(role, f"{role} of the {word} school", at, school=school))
        cast.append(_holder(role, f"{role} of the own school until yesterday", at, school=places.own, ended=True))
    cast.append(_holder("district_officer", "officer of the own district", at, district=places.own.district))
    cast.append(_holder("district_officer", "officer of another district", at, district=places.far.district))
    cast.append(_holder("district_officer", "officer until yesterday", at, district=places.own.district, ended=True))
    cast.append(_holder("city_officer", "city officer", at))
    cast.append(_holder("city_officer", "city officer until yesterday", at, ended=True))
    cast.append(_guardian("guardian of the child", at, child))
    cast.append(_guardian("guardian of the child until yesterday", at, child, ended=True))
    cast.append(_guardian("guardian of the sibling alone", at, sibling))
    cast.append(_guardian("guardian of a classmate", at, classmate))
    cast.append(_guardian("guardian at another school", at, far_child))
    gone = _holder("principal", "a principal whose account has ended", at, school=places.own)
    gone.roles = []
    return [*cast, gone]


def end_account_of(member: Member, at: datetime) -> None:
    Account.objects.filter(pk=member.account.pk).update(ended_at=at - timedelta(days=1))


def _holder(
    role: str,
    name: str,
    at: datetime,
    *,
    school: School | None = None,
    district: District | None = None,
    ended: bool = False,
) -> Member:
    account = make_account("演员")
    until = at - timedelta(days=1) if ended else None
    Role.objects.create(
        account=account, role=role, school=school, district=district, since=at - timedelta(days=60), until=until
    )
    place = ("school", school.pk) if school else ("district", district.pk) if district else None
    if school is not None and role == "teacher":
        number = 900_000 + account.pk
        StaffMember.objects.create(
            **scope(school.pk), number=number, account=account, name="演员", role="school_teacher",
            since=at - timedelta(days=60), until=until,
        )  # fmt: skip
    return Member(name, account, [] if ended else [(role, place)], adult=role == "teacher" and not ended)


def _guardian(name: str, at: datetime, child: int, *, ended: bool = False) -> Member:
    account = make_account("演员")
    school = Pupil.objects.get(pk=child).school_id
    Guardianship.objects.create(
        **scope(school), pupil_id=child, account=account, name="演员", relation="母亲",
        since=at - timedelta(days=60), until=at - timedelta(days=1) if ended else None,
    )  # fmt: skip
    return Member(name, account, children=set() if ended else {child})


Where = Mapping[str, Any]
"""The ids in an address; besides, "own" and "district": the school and district that every row in it belongs to."""

ORACLE: tuple[tuple[str, Callable[[re.Match[str], Member, Where], bool]], ...] = (
    (r"anyone", lambda m, who, ids: True),
    (r"anyone signed in", lambda m, who, ids: who.account is not None),
    (r"any adult of a school", lambda m, who, ids: who.adult),
    (r"any guardian", lambda m, who, ids: bool(who.children)),
    (r"guardian of (\w+)", lambda m, who, ids: ids[m[1]] in who.children),
    (r"guardian of the child of bill_id", lambda m, who, ids: ids["child"] in who.children),
    (r"any ([\w ]+)", lambda m, who, ids: who.is_one_of(m[1])),
    (r"on duty in (\w+) or ([\w ]+) at its school", lambda m, who, ids: (
        ids[m[1]] in who.on_duty or who.is_one_of(m[2], ("school", ids["own"])))),
    (r"on duty in (\w+)", lambda m, who, ids: ids[m[1]] in who.on_duty),
    (r"the adult whom (\w+) pays", lambda m, who, ids: ids[m[1]] in who.paid),
    (r"city officer", lambda m, who, ids: who.is_one_of("city_officer", None)),
    (r"(district_officer) over (\w+)", lambda m, who, ids: (
        who.is_one_of(m[1], ("district", ids[m[2]])) or who.is_one_of("city_officer", None))),
    (r"district officer over (?:the school of )?\w+", lambda m, who, ids: (
        who.is_one_of("district_officer", ("district", ids["district"])) or who.is_one_of("city_officer", None))),
    (r"([\w ]+) at the school of \w+", lambda m, who, ids: who.is_one_of(m[1], ("school", ids["own"]))),
    (r"([\w ]+) at (\w+)", lambda m, who, ids: who.is_one_of(m[1], ("school", ids[m[2]]))),
)  # fmt: skip


def expected(permit: str, who: Member, ids: Where) -> bool:
    """Whether the relation named in a declaration is the member's. Errors: LookupError for a name nobody explained here."""
    for pattern, says in ORACLE:
        found = re.fullmatch(pattern, permit)
        if found:
            return says(found, who, ids)
    raise LookupError(f"no oracle knows the relation {permit!r}")
