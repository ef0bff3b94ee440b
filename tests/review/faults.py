"""Every rule on records that calls *find*, broken in the smallest rows of a lawful school; by deeds where the system lets one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from kehou.day.models import Session
from kehou.enrol.actions.record_paper_consent import record_paper_consent
from kehou.enrol.models import Round, WishOutcome
from kehou.fund.accounts import CASH, GRANT, ON_BEHALF
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.models import Entry, Payment, Voucher
from kehou.kernel.clock import LOCAL
from kehou.org.rows import scope
from kehou.people.models import AidPeriod, Pupil, PupilCare
from kehou.plan.models import PlanVersion, Publication
from kehou.review.actions.answer_complaint import answer_complaint
from kehou.review.actions.evaluate_school import evaluate_school
from kehou.review.models import Complaint
from tests.make.day import WEDNESDAY, moment
from tests.make.people import act_of, make_guardian, make_staff
from tests.make.review import complain
from tests.make.served import NOON, Served, pledged
from tests.make.staff import make_coach, make_teacher

LATE = moment(21, 0)
FIVE_DAYS = [WEDNESDAY - timedelta(days=back) for back in (6, 5, 2, 1, 0)]
"""School days up to today, over a weekend."""
Fault = Callable[[Served], str]
"""Breaks one rule in the rows; answers where its finding has to stand, "" for the whole table."""


def at_session(session: Session) -> str:
    return f"session:{session.pk}"


# --- the day ---------------------------------------------------------------------------------------------------------


def early_end(s: Served) -> str:
    return at_session(s.lesson(s.children[:2], ran=("16:10", "16:58")))


def session_not_held(s: Served) -> str:
    session = s.lesson(s.children[:2], rolled=False)
    session.duty_set.update(in_at=None, out_at=None)
    Session.objects.filter(pk=session.pk).update(state="planned", started_at=None, ended_at=None)
    return at_session(session)


def unattended(s: Served) -> str:
    return at_session(s.lesson(s.children[:2], adult_until="17:00"))


def with_another_grade(s: Served, child: Pupil) -> Pupil:
    """The class of grade 4 has its lesson, and this child of another grade joins too."""
    s.lesson(s.children[:2], adult=s.colleague)
    s.consents(child, "join")
    return child


def evening_ran_late(s: Served) -> str:
    child = with_another_grade(s, s.children[5])
    s.lesson([child], section=s.section(grade=7))
    evening = s.section(grade=7, window="ev")
    session = s.lesson([child], section=evening, planned=("19:00", "20:30"), ran=("19:00", "20:36"))
    return at_session(session)


def written_homework_given(s: Served) -> str:
    child = with_another_grade(s, s.children[4])
    session = s.lesson([child], section=s.section(grade=2), content=("reading",), written_homework=True)
    return at_session(session)


def session_outside_plan(s: Served) -> str:
    return at_session(s.lesson(s.children[:2], planned=("15:50", "17:10")))


def logged(kind: str) -> Fault:
    return lambda s: at_session(s.lesson(s.children[:2], content=("homework", kind)))


def roll_call_missing(s: Served) -> str:
    return at_session(s.lesson(s.children[:2], rolled=False))


def release_not_recorded(s: Served) -> str:
    return at_session(s.lesson(s.children[:2], released_to=""))


def attended_without_consent(s: Served) -> str:
    return at_session(s.lesson([s.children[0], s.child(joined=False)]))


def adult_not_applied(s: Served) -> str:
    return at_session(s.lesson(s.children[:2], adult=pledged(make_staff(s.school, "赵鹏"))))


def adult_not_cleared(s: Served) -> str:
    volunteer = make_staff(
        s.school, "郑爷爷", "volunteer", account=False, cleared_on=date(2025, 10, 1), cleared_until=date(2026, 10, 27)
    )
    return at_session(s.lesson(s.children[:2], adult=volunteer))


def provider_not_in_force(s: Served) -> str:
    """Cleared and qualified, but of an institution that the filed plan does not know."""
    return at_session(s.lesson(s.children[:2], adult=make_coach(s.school)))


# --- the office and the families -------------------------------------------------------------------------------------


def consent_invalid(s: Served) -> str:
    child = s.child(joined=False)
    make_guardian(child)
    consent = record_paper_consent(act_of(s.cast.coordinator, LATE), child_id=child.pk, term_id=s.term.pk)
    return f"consent:{consent}"


def bill_over_standard(s: Served) -> str:
    s.bill(s.children[0], "2026-09", 6100)
    return ""


def term_cap_exceeded(s: Served) -> str:
    for month, fen in (("08", 6000), ("09", 6000), ("10", 100), ("11", 6000), ("12", 6000)):
        s.bill(s.children[0], f"2026-{month}", fen, days=0)
    s.bill(s.children[0], "2027-01", 6000)
    return ""


def waived_pupil_charged(s: Served) -> str:
    AidPeriod.objects.create(
        **scope(s.school.pk), pupil=s.children[0], category="孤儿", first_day=date(2026, 8, 1), evidence="孤儿证",
        recorded_by=s.cast.coordinator, recorded_at=NOON,
    )  # fmt: skip
    s.bill(s.children[0], "2026-09", 6000)
    return ""


def posted(s: Served, kind: str, *lines: tuple[str, str, int]) -> str:
    """A voucher as no deed writes it."""
    last = Voucher.objects.filter(school=s.school).count()
    here = scope(s.school.pk)
    row = Voucher.objects.create(
        **here, term=s.term, number=last + 1, at=LATE, kind=kind, ref="movement", memo="凭据", lines=len(lines)
    )
    for account, source, fen in lines:
        Entry.objects.create(**here, voucher=row, account=account, source=source, amount=fen)
    return f"voucher:{row.number}"


def fund_source_unplanned(s: Served) -> str:
    return posted(s, "on_behalf", (CASH, "on_behalf", 100), (ON_BEHALF, "on_behalf", -100))


def fund_use(s: Served) -> str:
    record_movement(s.act(LATE), **s.ids, kind="subsidy", amount=100_000, memo="区财政拨款通知")
    record_movement(s.act(LATE), **s.ids, kind="running", amount=50_000, memo="购置器材")
    return ""


def fund_overdrawn(s: Served) -> str:
    posted(s, "subsidy", (CASH, "subsidy", 100), (GRANT, "subsidy", -100))
    posted(s, "pay_out", ("teacher_pay", "subsidy", 200), (CASH, "subsidy", -200))
    return ""


def collected_not_in_fund(s: Served) -> str:
    bill = s.bill(s.children[0], "2026-09", 6000, paid=6000)
    Payment.objects.create(
        **scope(s.school.pk),
        bill=bill,
        amount=6000,
        channel="counter",
        channel_ref="收据1",
        at=NOON,
        recorded_by=s.maker,
    )
    return ""


def complaint(s: Served, **about: Any) -> Complaint:
    child = s.children[0]
    return complain(make_guardian(child), child, NOON, **about)


def answered(s: Served, row: Complaint, *, upheld: bool) -> str:
    answer_complaint(act_of(s.principal, LATE), complaint_id=row.pk, answer="已查明，已向家长说明", upheld=upheld)
    return f"complaint:{row.number}"


def complaint_upheld(s: Served) -> str:
    return answered(s, complaint(s, about="附.3"), upheld=True)


def complaint_overdue(s: Served) -> str:
    row = complaint(s)
    Complaint.objects.filter(pk=row.pk).update(due_on=WEDNESDAY - timedelta(days=1))
    return answered(s, row, upheld=False)


def wished(s: Served, *wishes: tuple[int, str, dict[str, str]]) -> list[WishOutcome]:
    """What a drawn round left: (child, result, reason), all first wishes for one course."""
    round_ = Round.objects.create(
        **scope(s.school.pk), term=s.term, name="秋季选课", opens_at=NOON, closes_at=NOON, commitment="", state="drawn"
    )
    section = s.section(course="c04")
    return [
        WishOutcome.objects.create(
            **scope(s.school.pk), round=round_, pupil=s.children[child], section=section, rank=1, result=result,
            reason=reason,
        )
        for child, result, reason in wishes
    ]  # fmt: skip


def unplaced_no_reason(s: Served) -> str:
    wished(s, (0, "none", {}))
    return ""


def priority_passed_over(s: Served) -> str:
    PupilCare.objects.filter(pupil=s.children[0]).update(migrant=True)
    refused, _ = wished(s, (0, "waiting", {"answer": "full"}), (1, "seat", {}))
    return f"outcome:{refused.pk}"


def evaluation_not_used(s: Served) -> str:
    evaluate_school(act_of(s.cast.officer, LATE), **s.ids, score=90, basis="school")
    return "evaluation"


# --- what only the night can tell ------------------------------------------------------------------------------------


def workday_not_served(s: Served) -> str:
    for days in (-2, 0):
        s.lesson(s.children[:2], on=WEDNESDAY + timedelta(days=days))
    return ""


def homework_not_held(s: Served) -> str:
    s.lesson(s.children[:2], content=("self_study",))
    return ""


def self_study_short(s: Served) -> str:
    s.lesson(s.children[:2], ran=("16:31", "17:10"))
    return ""


def homework_unfinished(s: Served) -> str:
    for place, on in enumerate(FIVE_DAYS):
        s.lesson(s.children[:4], on=on, done=[place < 2, True, True, True])
    return ""


def child_all_online(s: Served) -> str:
    for on in FIVE_DAYS:
        s.lesson(s.children[:2], on=on)
        s.lesson(
            [s.children[2]], section=s.section(course="c07"), on=on, planned=("17:10", "18:10"), content=("practice",)
        )
    return ""


def bill_days(s: Served) -> str:
    s.lesson(s.children[:2])
    return f"bill:{s.bill(s.children[0], '2026-10', 6000, days=2).pk}"


def payout_not_worked(s: Served) -> str:
    s.pays(s.lesson(s.children[:2]), 91)
    return ""


def payout_without_appraisal(s: Served) -> str:
    s.pays(s.lesson(s.children[:2]), 60, appraised=False)
    return "payline"


def unpledged(kind: str) -> Fault:
    def fault(s: Served) -> str:
        s.lesson(s.children[:2], adult=pledged(make_teacher(s.school, "赵鹏"), kind))
        return ""

    return fault


def published_late(s: Served) -> str:
    Publication.objects.filter(version__school=s.school).update(published_at=datetime(2026, 9, 1, 9, 0, tzinfo=LOCAL))
    s.lesson(s.children[:2])
    return "publication.published"


def no_filed_plan(s: Served) -> str:
    """The committee decides on 10 September and the plan is filed on the 15th, but there is service on the 8th."""
    version = PlanVersion.objects.get(school=s.school)
    version.document["committee"]["meetings"][0]["date"] = "2026-09-10"
    version.document["filed"] = "2026-09-15"
    version.save()
    s.lesson(s.children[:2], on=date(2026, 9, 8))
    return ""


LIVE: dict[str, Fault] = {
    "early-end": early_end, "session-not-held": session_not_held, "unattended": unattended,
    "evening-ran-late": evening_ran_late, "written-homework-given": written_homework_given,
    "session-outside-plan": session_outside_plan, "new-lesson-logged": logged("new_lesson"),
    "subject-training-held": logged("subject_training"), "drilling-held": logged("drill"),
    "roll-call-missing": roll_call_missing, "release-not-recorded": release_not_recorded,
    "attended-without-consent": attended_without_consent, "adult-not-applied": adult_not_applied,
    "adult-not-cleared": adult_not_cleared, "provider-not-in-force": provider_not_in_force,
    "consent-invalid": consent_invalid, "bill-over-standard": bill_over_standard, "term-cap-exceeded": term_cap_exceeded,
    "waived-pupil-charged": waived_pupil_charged, "fund-source-unplanned": fund_source_unplanned, "fund-use": fund_use,
    "fund-overdrawn": fund_overdrawn, "collected-not-in-fund": collected_not_in_fund,
    "complaint-upheld": complaint_upheld, "complaint-overdue": complaint_overdue,
    "unplaced-no-reason": unplaced_no_reason, "priority-passed-over": priority_passed_over,
    "evaluation-not-used": evaluation_not_used,
}  # fmt: skip
AT_NIGHT: dict[str, Fault] = {
    "workday-not-served": workday_not_served, "homework-not-held": homework_not_held,
    "self-study-short": self_study_short, "homework-unfinished": homework_unfinished,
    "child-all-online": child_all_online, "bill-days": bill_days, "payout-not-worked": payout_not_worked,
    "payout-without-appraisal": payout_without_appraisal, "pledge-missing": unpledged("no_new_lesson"),
    "new-lesson-pledge-missing": unpledged("no_paid_tutoring"), "published-late": published_late,
    "no-filed-plan": no_filed_plan,
}  # fmt: skip
CANNOT_BE = {"fund-other-use"}
"""The ledger has no such use: see the test of its refusal."""
