"""What other rooms ask about people. Pages have their own scoped reads in the rooms that show them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q

from kehou.kernel import sql
from kehou.people.models import ROLES, TEACHERS, Account, Guardianship, Provider, Pupil, PupilCare, Role, StaffMember
from kehou.people.names import given_name as given_name
from kehou.people.names import masked_name as masked_name
from kehou.people.permits import live


@dataclass(frozen=True, slots=True)
class PupilInfo:
    """A child as its class knows it. No id number, no flag."""

    id: int
    number: int
    name: str
    grade: int
    class_no: int
    boarding: bool
    school_id: int


@dataclass(frozen=True, slots=True)
class Care:
    """Only for priorities and waivers; never beside other children."""

    aid_category: str
    left_behind: int
    migrant: bool


@dataclass(frozen=True, slots=True)
class StaffInfo:
    id: int
    number: int
    name: str
    role: str
    account_id: int | None
    provider_id: int | None
    provider_name: str
    provider_listed: bool
    provider_licence_until: date | None
    qualification: str
    qualified_until: date | None
    cleared_on: date | None
    cleared_until: date | None

    @property
    def is_teacher(self) -> bool:
        return self.role in TEACHERS


def _pupil_info(row: Pupil) -> PupilInfo:
    return PupilInfo(row.pk, row.number, row.name, row.grade, row.class_no, row.boarding, row.school_id)


def pupils(
    school_id: int,
    *,
    grade: int | None = None,
    class_no: int | None = None,
    ids: Collection[int] | None = None,
    also_left: bool = False,
) -> list[PupilInfo]:
    """Children on the roll, by grade, class and number. SQL: 1."""
    rows = Pupil.objects.filter(school_id=school_id).order_by("grade", "class_no", "number")
    if not also_left:
        rows = rows.filter(left_on=None)
    if grade is not None:
        rows = rows.filter(grade=grade)
    if class_no is not None:
        rows = rows.filter(class_no=class_no)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    # A whole school's are asked by every judgement: past the models, in a third of the time.
    return [
        PupilInfo(*row)
        for row in rows.values_list("pk", "number", "name", "grade", "class_no", "boarding", "school_id")
    ]


def pupil(child_id: int) -> PupilInfo | None:
    """SQL: 1."""
    row = Pupil.objects.defer("id_number").filter(pk=child_id).first()
    return _pupil_info(row) if row else None


def enrolled_by_grade(school_id: int) -> dict[int, int]:
    """Grade → children on the roll. SQL: 1."""
    rows = Pupil.objects.filter(school_id=school_id, left_on=None).values("grade").annotate(n=Count("pk"))
    return {row["grade"]: row["n"] for row in rows.order_by("grade")}


def pupils_in_city() -> int:
    """Children on every roll. SQL: 1."""
    return Pupil.objects.filter(left_on=None).count()


def classes(school_id: int) -> list[tuple[int, int, int]]:
    """(grade, class, children on the roll), in order. SQL: 1."""
    rows = Pupil.objects.filter(school_id=school_id, left_on=None).values("grade", "class_no").annotate(n=Count("pk"))
    return [(r["grade"], r["class_no"], r["n"]) for r in rows.order_by("grade", "class_no")]


def guardian_accounts(pupil_ids: Collection[int], at: datetime) -> dict[int, list[int]]:
    """Child → accounts of its live guardians. SQL: 1."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Guardianship.objects.filter(live(at), pupil_id__in=pupil_ids).exclude(account=None).order_by("pk")
    for child, account in rows.values_list("pupil_id", "account_id"):
        found[child].append(account)
    return dict(found)


@dataclass(frozen=True, slots=True)
class GuardianInfo:
    """A child's guardian, with or without an account."""

    id: int
    account_id: int | None
    name: str
    relation: str


def guardians(pupil_ids: Collection[int], at: datetime) -> dict[int, list[GuardianInfo]]:
    """Child → its live guardians, in the order in which they were tied. SQL: 1."""
    found: dict[int, list[GuardianInfo]] = defaultdict(list)
    for row in Guardianship.objects.filter(live(at), pupil_id__in=pupil_ids).defer("phone").order_by("pk"):
        found[row.pupil_id].append(GuardianInfo(row.pk, row.account_id, row.name, row.relation))
    return dict(found)


def guardian_phone(guardianship_id: int) -> str:
    """For a call that a deed of the day has allowed and recorded; never for a page. SQL: 1."""
    return Guardianship.objects.values_list("phone", flat=True).get(pk=guardianship_id)


def children_of(account_id: int, at: datetime) -> list[PupilInfo]:
    """A guardian's children, in the order in which they were tied. SQL: 1."""
    rows = Guardianship.objects.filter(live(at), account_id=account_id, pupil__left_on=None)
    return [_pupil_info(row.pupil) for row in rows.select_related("pupil").order_by("pk")]


def care(pupil_ids: Collection[int]) -> dict[int, Care]:
    """For priorities and waivers only. Children without a row have no flag. SQL: 1."""
    rows = PupilCare.objects.filter(pupil_id__in=pupil_ids)
    return {row.pupil_id: Care(row.aid_category or "", row.left_behind, row.migrant) for row in rows}


def care_of_school(school_id: int) -> dict[int, Care]:
    """The same for a whole school. SQL: 1."""
    rows = PupilCare.objects.filter(school_id=school_id)
    told = rows.values_list("pupil_id", "aid_category", "left_behind", "migrant")
    return {pupil: Care(aid or "", left_behind, migrant) for pupil, aid, left_behind, migrant in told}


def accounts_with_role(school_id: int, roles: Collection[str], at: datetime, *, came: bool = False) -> list[int]:
    """Accounts holding one of the roles at the school; came: only who can sign in, not whose invitation lies unused. SQL: 1."""
    rows = Role.objects.filter(live(at), school_id=school_id, role__in=roles, account__ended_at=None)
    if came:
        unused = Q(account__password="") | Q(account__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        rows = rows.exclude(unused, account__demo_name=None)
    return list(rows.order_by("pk").values_list("account_id", flat=True).distinct())


def accounts_in_district(district_id: int, roles: Collection[str], at: datetime) -> list[int]:
    """Accounts holding one of the roles at a school of the district. SQL: 1."""
    rows = Role.objects.filter(live(at), school__district_id=district_id, role__in=roles, account__ended_at=None)
    return list(rows.order_by("account_id").values_list("account_id", flat=True).distinct())


def account_names(account_ids: Collection[int]) -> dict[int, str]:
    """Account → name. SQL: 1."""
    return dict(Account.objects.filter(pk__in=account_ids).values_list("pk", "name"))


def officers(district_id: int, at: datetime) -> list[int]:
    """Accounts of the district's officers. SQL: 1."""
    rows = Role.objects.filter(live(at), district_id=district_id, role="district_officer", account__ended_at=None)
    return list(rows.order_by("pk").values_list("account_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class RoleInfo:
    role: str
    label: str
    school_id: int | None
    school_name: str
    district_id: int | None
    district_name: str


_ROLES_OF = """
    SELECT r.role, r.school_id, s.name, r.district_id, d.name FROM people_role r
    LEFT JOIN org_school s ON s.id = r.school_id LEFT JOIN org_district d ON d.id = r.district_id
    WHERE r.account_id = %s AND r.since <= %s AND (r.until IS NULL OR r.until > %s) ORDER BY r.id
"""
_LABELS = dict(ROLES)


def roles_of(account_id: int, at: datetime) -> list[RoleInfo]:
    """What somebody is, where, in the order in which it began; on every page of theirs. SQL: 1."""
    return [
        RoleInfo(role, _LABELS.get(role, role), school_id, school or "", district_id, district or "")
        for role, school_id, school, district_id, district in sql.rows(_ROLES_OF, account_id, at, at)
    ]


def staff(school_id: int, at: datetime, *, ids: Collection[int] | None = None) -> list[StaffInfo]:
    """Adults of the school, by number. SQL: 1."""
    rows = StaffMember.objects.filter(live(at), school_id=school_id).select_related("provider").order_by("number")
    return [_staff_info(row) for row in (rows.filter(pk__in=ids) if ids is not None else rows)]


def pupil_numbers(school_id: int) -> dict[int, int]:
    """Pupil → the number of the pseudonym, also of those who left. SQL: 1."""
    return dict(Pupil.objects.filter(school_id=school_id).values_list("pk", "number"))


def staff_numbers(school_id: int) -> dict[int, int]:
    """Adult → pseudonym number, of everybody who ever worked here. SQL: 1."""
    return dict(StaffMember.objects.filter(school_id=school_id).order_by("number").values_list("pk", "number"))


def staff_of_account(account_id: int, school_id: int, at: datetime) -> StaffInfo | None:
    """SQL: 1."""
    rows = StaffMember.objects.filter(live(at), account_id=account_id, school_id=school_id)
    row = rows.select_related("provider").first()
    return _staff_info(row) if row else None


def workplaces(account_id: int, at: datetime) -> list[tuple[int, StaffInfo]]:
    """(school, who they are there) of an account. SQL: 1."""
    rows = StaffMember.objects.filter(live(at), account_id=account_id).select_related("provider").order_by("pk")
    return [(row.school_id, _staff_info(row)) for row in rows]


def _staff_info(row: StaffMember) -> StaffInfo:
    provider = row.provider
    return StaffInfo(
        row.pk, row.number, row.name, row.role, row.account_id,
        row.provider_id, provider.name if provider else "",
        provider.listed if provider else False, provider.licence_until if provider else None,
        row.qualification, row.qualified_until, row.cleared_on, row.cleared_until,
    )  # fmt: skip


def clearance_problem(staff: StaffInfo, on: date) -> str | None:
    """Why an adult may not be put in charge of children on a day; None: may.

    Source: wuhai-2021-92 五.3, 附.7; the same conditions as the rules adult-not-cleared and provider-not-in-force.
    """
    if staff.is_teacher:
        return None
    if staff.cleared_until is None or staff.cleared_until < on:
        return f"{staff.name}的无犯罪记录证明{_ended(staff.cleared_until)}"
    if staff.role in ("qualified", "institution") and (staff.qualified_until is None or staff.qualified_until < on):
        return f"{staff.name}的资质{_ended(staff.qualified_until)}"
    if staff.role == "institution":
        if staff.provider_id is None or not staff.provider_listed:
            return f"{staff.name}所在的机构不在名单内"
        if staff.provider_licence_until is None or staff.provider_licence_until < on:
            return f"{staff.provider_name}的许可{_ended(staff.provider_licence_until)}"
    return None


def _ended(until: date | None) -> str:
    return f"{until.month}月{until.day}日到期" if until else "没有登记"


@dataclass(frozen=True, slots=True)
class ProviderInfo:
    id: int
    name: str
    listed: bool
    licence_until: date | None


def providers(school_id: int) -> list[ProviderInfo]:
    """Institutions registered at the school, by name. SQL: 1."""
    rows = Provider.objects.filter(school_id=school_id).order_by("name", "pk")
    return [ProviderInfo(row.pk, row.name, row.listed, row.licence_until) for row in rows]
