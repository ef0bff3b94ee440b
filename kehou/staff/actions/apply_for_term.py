"""A teacher offers to take part in a term (五.1)."""

from collections.abc import Mapping, Sequence

from kehou.ground.refusal import NotYours, Refusal
from kehou.ground.school_day import WORKDAYS
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school
from kehou.policy.facts.codes import CONTENT_KINDS
from kehou.staff.models import Application, Pledge
from kehou.staff.queries import PLEDGES

NEVER_OFFERED = frozenset({"new_lesson", "drill", "subject_training", "care"})
MOST_COURSES = 5


@action(allow=[at_school("teacher")])
def apply_for_term(
    act: Act,
    *,
    school_id: int,
    term_id: int,
    weekdays: Sequence[str],
    courses: Sequence[Mapping[str, str]] = (),
    homework_duty: bool = True,
    max_minutes: int | None = None,
    pledges: Sequence[str] = (),
) -> int:
    """Offer weekdays, courses and a weekly limit; both pledges are signed with it, each by its own tick.

    There is no parameter for the person: who acts is who applies (二.1). Applying again replaces an offer that the
    school has not decided yet. max_minutes: a week; None = no limit.
    Errors, in this order: NotYours for someone who is no teacher here; term_over; accepted_already; not_a_weekday;
    course_not_offered; limit_unreadable; pledge_not_signed.
    Source: wuhai-2021-92 五.1, 附.6, 附.12.
    """
    me = people.staff_of_account(act.account_id, school_id, act.at)
    if me is None or not me.is_teacher:
        raise NotYours
    if act.today > org.term(term_id).last_day:
        raise Refusal("term_over", "这个学期已经结束，不能再申报")
    live = Application.objects.filter(staff_id=me.id, term_id=term_id).exclude(state="withdrawn").first()
    if live is not None and live.state == "accepted":
        says = "学校已经选定了您的申报。要改动，请先退出，再重新申报"
        raise Refusal("accepted_already", says, clause="五.1")
    _demand_readable(weekdays, courses, max_minutes)
    _sign(act, school_id, term_id, me.id, pledges)
    offer = {
        "weekdays": [day for day in WORKDAYS if day in weekdays],
        "courses": [{"name": course["name"], "content": course["content"]} for course in courses],
        "homework_duty": homework_duty,
        "max_minutes": max_minutes,
        "applied_at": act.at,
        "state": "applied",
        "decided_at": None,
    }
    row = live or Application(**scope(school_id), term_id=term_id, staff_id=me.id)
    for name, value in offer.items():
        setattr(row, name, value)
    row.save()
    return row.pk


def _demand_readable(weekdays: Sequence[str], courses: Sequence[Mapping[str, str]], max_minutes: int | None) -> None:
    if not weekdays or not set(weekdays) <= set(WORKDAYS):
        raise Refusal("not_a_weekday", "至少选一天", fields={"weekdays": "请选周一到周五里的至少一天"})
    for course in courses:
        if course["content"] not in CONTENT_KINDS or course["content"] in NEVER_OFFERED or not course["name"].strip():
            raise Refusal(
                "course_not_offered", "想开的课要写课名，并从列出的类别里选", fields={"courses": "课名和类别都要填"}
            )
    if len(courses) > MOST_COURSES:
        raise Refusal(
            "course_not_offered", f"最多写 {MOST_COURSES} 门课", fields={"courses": f"最多 {MOST_COURSES} 门"}
        )
    if max_minutes is not None and not 0 < max_minutes <= 3000:
        raise Refusal("limit_unreadable", "每周最多多少分钟，请填 1 到 3000", fields={"max_minutes": "请填 1 到 3000"})


def _sign(act: Act, school_id: int, term_id: int, staff_id: int, signed: Sequence[str]) -> None:
    have = set(Pledge.objects.filter(staff_id=staff_id, term_id=term_id).values_list("kind", flat=True))
    missing = [kind for kind in PLEDGES if kind not in have and kind not in signed]
    if missing:
        raise Refusal(
            "pledge_not_signed",
            "两项承诺都要由您本人勾选，申报才能交给学校",
            clause="附.6" if missing[0] == "no_new_lesson" else "附.12",
            fields=dict.fromkeys(missing, "请读完后勾选"),
        )
    Pledge.objects.bulk_create(
        Pledge(**scope(school_id), term_id=term_id, staff_id=staff_id, kind=kind, signed_at=act.at)
        for kind in PLEDGES
        if kind not in have
    )
