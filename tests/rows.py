"""One row of every kind that an address can name, at one school of the demo city; what the demo lacks is added."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from kehou.day.models import Alarm, Collector, CustodyBlock, Duty, Leave, Presence, ReleaseException, Session
from kehou.enrol.models import Round, Seat, Waiting
from kehou.fund.models import Appraisal, Bill, PayLine, PayRun, Refund, Repayment, Voucher
from kehou.kernel.models import OutboxMessage
from kehou.menu.models import RosterEntry, Section
from kehou.org.models import School, Term
from kehou.org.rows import scope
from kehou.people.models import AidPeriod, Guardianship, Import, Provider, Pupil, Role, StaffMember
from kehou.plan.models import Filing, Meeting, PlanVersion, Question
from kehou.review.actions.complaints import new_receipt
from kehou.review.models import Complaint, Finding
from kehou.staff.models import Application
from kehou.voice.models import Survey
from tests.make.people import make_account


def rows_at(school: School, at: datetime) -> dict[str, Any]:
    """The address's parameter → a row's id; "child" names the child that all rows about a child are about."""
    own = {"school_id": school.pk}
    term = Term.objects.get(district=school.district)
    here = {**scope(school.pk), "term": term}
    session = Session.objects.filter(**own, date=at.date()).order_by("pk").first() or _last_session(school)
    child = _child(school, session)
    about = {**scope(school.pk), "pupil": child}
    adult = _adult(school, session)
    clerk = Role.objects.filter(**own, role="finance_maker").order_by("pk").first()
    who = clerk.account if clerk else make_account("演员")
    beside = _beside(school, session, at)
    _begin(session, adult, child, at)
    section = Section.objects.filter(**own).order_by("pk").first()
    version = PlanVersion.objects.filter(**own).order_by("pk").first()
    first = _first(own)

    bill = first(Bill, {**here, "pupil": child, "period": "2026-09", "days_served": 3, "charged": 900, "issued_at": at,
                        "due_on": at.date()}, pupil=child)  # fmt: skip
    run = first(
        PayRun, {**here, "period": "2026-09", "state": "prepared", "total": 0, "prepared_by": who, "prepared_at": at}
    )
    rows: dict[str, Model | None] = {
        "account": who,
        "aid": first(AidPeriod, {**about, "category": "城市低保", "first_day": at.date(), "evidence": "低保证",
                                 "recorded_by": who, "recorded_at": at}, pupil=child),
        "alarm": first(Alarm, {**scope(school.pk), "kind": "uncovered", "session": session, "since": at, "raised_at": at}),
        "appraisal": first(Appraisal, {**here, "staff": adult, "sessions": 1, "minutes": 60}),
        "application": first(Application, {**here, "staff": adult, "applied_at": at, "state": "applied"}),
        "bill": bill,
        "block": first(CustodyBlock, {**about, "name": "周大海", "evidence": "（2026）决 7 号", "since": at}, pupil=child),
        "child": child,
        "collector": first(Collector, {**about, "name": "周国栋", "relation": "爷爷", "authorised_by": who, "since": at},
                           pupil=child),
        "complaint": first(Complaint, {**here, "number": 900, "text": "收费标准没有公示", "receipt_hash": new_receipt(), "at": at,
                                       "due_on": at.date(), "state": "open"}),
        "attended": _attended(child, at),
        "beside": beside,
        "entry": first(RosterEntry, None),
        "exception": first(ReleaseException, {**about, "session": session, "name": "周梅", "relation": "姑姑", "asked_by": who,
                                              "asked_at": at, "guardianship": Guardianship.objects.filter(pupil=child).first()},
                           pupil=child),
        "filing": first(Filing, None),
        "finding": first(Finding, {**here, "clause": "附.5", "rule": "early-end", "level": "find", "origin": "record", "key": "k",
                                   "where": "session:1", "says": "早了 25 分钟", "satisfied_by": "按时结束", "opened_at": at,
                                   "due_on": at.date(), "state": "open"}),
        "guardianship": first(Guardianship, None, pupil=child, until=None),
        "import": first(Import, None),
        "leave": first(Leave, {**about, "date": at.date() + timedelta(days=1), "reason": "看牙", "asked_by": who, "asked_at": at},
                       pupil=child, cancelled_at=None),
        "preview": Import.objects.create(**scope(school.pk), kind="staff", file_name="教师名单.xlsx", digest="x", content="",
                                         state="preview", uploaded_at=at, uploaded_by=who),
        "question": first(Question, {**scope(school.pk), "text": "晚托为什么收费", "asked_by": who, "asked_at": at},
                          answered_at=None),
        "repayment": first(Repayment, {**here, "staff": adult, "amount": 100, "receipt": "收据 7 号", "state": "recorded",
                                       "recorded_by": who, "recorded_at": at}),
        "letter": OutboxMessage.objects.order_by("pk").first(),
        "line": first(PayLine, {**scope(school.pk), "run": run, "staff": adult, "minutes": 60, "amount": 100}),
        "meeting": first(Meeting, None),
        "provider": first(Provider, {**scope(school.pk), "name": "青少年宫"}),
        "refund": first(Refund, {**scope(school.pk), "bill": bill, "amount": 100, "rule": "请假", "state": "prepared",
                                 "prepared_by": who, "prepared_at": at}),
        "role": first(Role, None, role="gate"),
        "round": first(Round, None),
        "run": run,
        "seat": first(Seat, None, pupil=child),
        "section": section,
        "session": session,
        "staff": adult,
        "survey": first(Survey, None),
        "version": version,
        "voucher": first(Voucher, None),
        "waiting": first(Waiting, {**here, "section": section, "pupil": child, "place": 900, "state": "waiting"}, pupil=child),
    }  # fmt: skip
    missing = [name for name, row in rows.items() if row is None]
    assert not missing, f"the demo's {school.name} has no {missing}"
    ids: dict[str, Any] = {f"{name}_id": row.pk for name, row in rows.items() if row is not None}
    return ids | {
        "school_id": school.pk, "district_id": school.district_id, "term_id": term.pk, "code": school.code,
        "clause_id": "附.11", "part": "windows", "name": "filing-deadline-spring", "refreshed": "survey",
        "class": f"{child.grade}-{child.class_no}", "child": child.pk, "own": school.pk, "district": school.district_id,
    }  # fmt: skip


def _first(own: dict[str, int]) -> Callable[..., Any]:
    """The school's first such row, else one made from what is given."""

    def first(model: type[Any], make: dict[str, Any] | None, **more: Any) -> Any:
        row = model.objects.filter(**own, **more).order_by("pk").first()
        return row if row is not None or make is None else model.objects.create(**make)

    return first


def _last_session(school: School) -> Session | None:
    return Session.objects.filter(school=school).order_by("-date", "pk").first()


def _begin(session: Session | None, adult: StaffMember | None, child: Pupil, at: datetime) -> None:
    """The lesson has begun: its adult is there, and so is the child."""
    Session.objects.filter(pk=session and session.pk).update(state="running", started_at=at)
    Duty.objects.filter(session=session, staff=adult).update(main=True, in_at=at)
    Presence.objects.filter(session=session, pupil=child).update(state="present", in_at=at)


def _beside(school: School, session: Session | None, at: datetime) -> StaffMember:
    """A volunteer without an account, on the list of the lesson."""
    made = StaffMember.objects.create(
        **scope(school.pk), number=990_000, name="演员", role="volunteer", since=at - timedelta(days=60)
    )
    Duty.objects.create(**scope(school.pk), session=session, staff=made, main=False)
    return made


def _attended(child: Pupil, at: datetime) -> Session | None:
    """A lesson of the last days in which the child was."""
    there = Session.objects.filter(presence__pupil=child, presence__state="present", date__lt=at.date())
    return there.order_by("-date", "-pk").first()


def _child(school: School, session: Session | None) -> Pupil:
    """Somebody who is expected at the session, with a seat and an account at home."""
    there = Presence.objects.filter(session=session).values("pupil")
    children = Pupil.objects.filter(school=school, pk__in=there, left_on=None, guardianship__account__isnull=False)
    child = children.filter(seat__isnull=False).order_by("pk").first()
    assert child is not None
    return child


def _adult(school: School, session: Session | None) -> StaffMember | None:
    """Who keeps the session, if anybody is planned for it."""
    on_duty = Duty.objects.filter(session=session, staff__account__isnull=False).order_by("pk").first()
    return on_duty.staff if on_duty else StaffMember.objects.filter(school=school, until=None).order_by("pk").first()


def other_child(child: int, *, same_class: bool) -> int:
    """A classmate of the child, or a child of another class of the school."""
    one = Pupil.objects.get(pk=child)
    others = Pupil.objects.filter(school_id=one.school_id, left_on=None).exclude(pk=child)
    same = {"grade": one.grade, "class_no": one.class_no}
    found = (others.filter(**same) if same_class else others.exclude(**same)).order_by("pk").first()
    assert found is not None
    return found.pk
