"""Children and adults of a school as its office looks them up. Numbers are masked; the whole one is a deed (I16)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.models import ActivationCode, Guardianship, Pupil, StaffMember
from kehou.people.permits import at_school, guardian_of, live
from kehou.people.queries import PupilInfo, StaffInfo, clearance_problem, pupil, staff
from kehou.people.roll.masking import mask_id, mask_phone


@dataclass(frozen=True, slots=True)
class ChildLine:
    """guardians: live ties; active: those with an account."""

    id: int
    name: str
    boarding: bool
    guardians: int
    active: int


@query(allow=[at_school("coordinator", "principal")])
def children_of_class(act: Act, *, school_id: int, grade: int, class_no: int) -> list[ChildLine]:
    """In the order of the roll. SQL: 1."""
    tie = live(act.at, "guardianship__")
    rows = Pupil.objects.filter(school_id=school_id, left_on=None, grade=grade, class_no=class_no).annotate(
        ties=Count("guardianship", filter=tie),
        active=Count("guardianship", filter=tie & Q(guardianship__account__isnull=False)),
    )
    return [
        ChildLine(row.pk, row.name, row.boarding, row.ties, row.active)
        for row in rows.defer("id_number").order_by("number")
    ]


@query(allow=[at_school("coordinator", "principal")])
def find_children(act: Act, *, school_id: int, name: str) -> list[PupilInfo]:
    """Whose name contains what was typed, at most 50, by grade, class and number. SQL: 1."""
    rows = Pupil.objects.filter(school_id=school_id, left_on=None, name__contains=name).defer("id_number")
    return [
        PupilInfo(row.pk, row.number, row.name, row.grade, row.class_no, row.boarding, row.school_id)
        for row in rows.order_by("grade", "class_no", "number")[:50]
    ]


@dataclass(frozen=True, slots=True)
class Tie:
    id: int
    account_id: int | None
    name: str
    relation: str
    phone: str
    evidence: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ChildPage:
    """slip_out: an unused slip of the child is in force."""

    child: PupilInfo
    id_number: str
    ties: tuple[Tie, ...]
    slip_out: bool


@query(allow=[at_school("coordinator", "principal")])
def child_of_school(act: Act, *, school_id: int, child_id: int) -> ChildPage:
    """Numbers masked. SQL: 4. Errors: NotYours."""
    row = Pupil.objects.filter(pk=child_id, school_id=school_id).first()
    found = pupil(child_id)
    if row is None or found is None:
        raise NotYours
    out = ActivationCode.objects.filter(pupil_id=child_id, used_at=None, expires_at__gte=act.at).exists()
    return ChildPage(found, mask_id(row.id_number or ""), _ties(child_id, act.at), out)


@query(allow=[guardian_of()])
def own_child(act: Act, *, child_id: int) -> ChildPage:
    """A guardian's own child; other guardians by name and tie only. SQL: 2."""
    found = pupil(child_id)
    if found is None:
        raise NotYours
    return ChildPage(found, "", _ties(child_id, act.at), False)


def _ties(child_id: int, at: datetime) -> tuple[Tie, ...]:
    rows = Guardianship.objects.filter(live(at), pupil_id=child_id).select_related("account").order_by("pk")
    return tuple(
        Tie(
            row.pk, row.account_id, row.name, row.relation,
            mask_phone(row.phone or (row.account.phone if row.account else "") or ""), row.evidence, row.since,
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AdultLine:
    """problem: why the person may not be put in charge of children today; None: may.

    came: has set a password; None where nobody knows a phone to sign in with.
    """

    staff: StaffInfo
    role: str
    subject: str
    problem: str | None
    came: bool | None


@query(allow=[at_school("coordinator", "principal")])
def adults_of_school(act: Act, *, school_id: int) -> list[AdultLine]:
    """By number. SQL: 2."""
    rows = StaffMember.objects.filter(live(act.at), school_id=school_id).select_related("account").defer("phone")
    more = {row.pk: row for row in rows}
    return [
        AdultLine(
            person,
            more[person.id].get_role_display(),
            more[person.id].subject,
            clearance_problem(person, act.today),
            account.has_come if (account := more[person.id].account) else None,
        )
        for person in staff(school_id, act.at)
        if person.id in more
    ]
