"""Where is my child now, and who is with it?"""

from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from kehou.day.actions.answer_pulse import answer_pulse
from kehou.day.actions.plan_sessions import plan_day_if_due
from kehou.day.queries.family import ChildToday, Stay, child_today, my_children, pulse_for
from kehou.ground.refusal import Refusal
from kehou.kernel.act import by_public
from kehou.people.permits import any_guardian, guardian_of
from kehou.people.queries import given_name
from kehou.policy.facts.codes import kinds_text
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.parts import Happening, Segment
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.shared.wording import clock_text, day_text, local

TEACHER_WORDS = {"school_teacher": "老师", "exchange_teacher": "老师", "retired": "老师", "volunteer": "志愿者"}


@screen(allow=[any_guardian])
def first(request: ActRequest) -> HttpResponse:
    """The first child's day; the others are one tap away."""
    children = my_children(request.act)
    if not children:
        return render(request, "family/no_child.html")
    return HttpResponseRedirect(reverse("family:today", args=[children[0].id]))


@screen(allow=[guardian_of("child_id")])
def today(request: ActRequest, child_id: int) -> HttpResponse:
    found = child_today(request.act, child_id=child_id)
    if not found.stays and _planned(request, found.child.school_id):
        found = child_today(request.act, child_id=child_id)
    name, at = given_name(found.child.name), request.act.at
    stay = _current(found, at)
    unheard = _unheard(found, at) if stay is None else None
    context = {
        "found": found,
        "child": found.child,
        "name": name,
        "says": _free(found, name, request.act.today) or _answer(found, stay, unheard, name, at),
        "why_free": _why_free(found, request.act.today),
        "mood": _("没有记录") if unheard else _mood(found, stay, at),
        "stay": stay,
        "begun": stay is not None and stay.lesson.starts <= at,
        "unheard": unheard,
        "adults": [(person, TEACHER_WORDS.get(role, _("教练"))) for person, role in (stay.adults if stay else [])],
        "segments": [Segment(_minute(s.lesson.starts), _minute(s.lesson.ends), _short(s)) for s in found.stays],
        "happenings": _happenings(found, at),
        "ended": [s for s in found.stays if s.state == "present" and s.out_at is not None],
        "absent": any(s.state == "absent" for s in found.stays),
    }
    return render(request, "family/today.html", context)


def _planned(request: ActRequest, school_id: int) -> bool:
    """Before the clock's worker has come by, a page plans the day itself; without a filed plan there is none."""
    try:
        return plan_day_if_due(request.act, school_id)
    except Refusal:
        return False


def _minute(moment: datetime) -> int:
    return local(moment).hour * 60 + local(moment).minute


def _short(stay: Stay) -> str:
    """What a segment is called: the course, or what the class does."""
    return stay.lesson.course or kinds_text(stay.lesson.content[:1]) or stay.lesson.name


def _place(stay: Stay) -> str:
    """A room's name, with a space where a figure meets a character: 在 305 等接, 在风雨操场等接."""
    place = stay.lesson.place or stay.lesson.name
    before = " " if place[:1].isascii() else ""
    return before + place + (" " if place[-1:].isascii() else "")


def _current(found: ChildToday, at: datetime) -> Stay | None:
    """The lesson the child is in, else the one that runs, else the next one."""
    for stay in found.stays:
        if stay.in_the_room:
            return stay
    running = [s for s in found.stays if s.lesson.starts <= at <= s.lesson.ends and s.state in ("expected", "absent")]
    ahead = [s for s in found.stays if s.lesson.starts > at and s.state == "expected"]
    return next(iter(running or ahead), None)


def _unheard(found: ChildToday, at: datetime) -> Stay | None:
    """The child's last lesson, where it is over, its roll was never called and nothing says where the child went."""
    last = next((stay for stay in reversed(found.stays) if stay.state != "leave"), None)
    return last if last is not None and last.state == "expected" and last.lesson.ends < at else None


def _mood(found: ChildToday, stay: Stay | None, at: datetime) -> str:
    """The word beside the clock."""
    if any(s.state == "absent" for s in found.stays):
        return _("没有见到")
    if stay is None:
        return _("不在学校") if found.stays else ""
    if stay.in_the_room:
        return _("在课上") if at <= stay.lesson.ends else _("等着接")
    return _("还没开始") if stay.lesson.starts > at else _("等点名")


def _answer(found: ChildToday, stay: Stay | None, unheard: Stay | None, name: str, at: datetime) -> str:
    """One sentence: where the child is."""
    gone = [s for s in found.stays if s.out_at is not None and s.released_to not in ("", "next_session")]
    if any(s.state == "absent" for s in found.stays) and (stay is None or not stay.in_the_room):
        return _("点名时没有见到%(name)s") % {"name": name}
    if unheard is not None:
        return _("%(lesson)s没有点名，没记下%(name)s在哪") % {"lesson": unheard.lesson.name, "name": name}
    if stay is None:
        if gone:
            return _left(gone[-1], name)
        if any(s.state == "leave" for s in found.stays) or (found.leave_id and not found.stays):
            return _("%(name)s今天请假") % {"name": name}
        return _("%(name)s今天没有课后服务") % {"name": name}
    what = kinds_text(stay.lesson.content) or stay.lesson.name
    where = {"name": name, "place": _place(stay), "what": what, "course": stay.lesson.course}
    if stay.in_the_room:
        if at > stay.lesson.ends:
            return _("%(name)s下课了，在%(place)s等接") % where
        if stay.lesson.course:
            return _("%(name)s在%(place)s上%(course)s课") % where
        return _("%(name)s在%(place)s做%(what)s") % where
    moved = any(
        s.released_to == "next_session" and s.out_at and s.lesson.starts < stay.lesson.starts for s in found.stays
    )
    if moved and stay.lesson.starts <= at:
        return _("%(name)s正去%(place)s，等老师点名") % where
    clock = clock_text(stay.lesson.starts)
    if stay.lesson.starts > at:
        return _("%(clock)s 起，%(name)s在%(place)s") % {**where, "clock": clock}
    return (_("%(place)s还没有点名，点到%(name)s马上告诉您") % where).strip()


def _why_free(found: ChildToday, today: date) -> str:
    """ "": a day with lessons, or leave. no_term | before | over | undecided | out | none: what a page offers follows from it."""
    free = found.free
    if free is None or found.leave_id:
        return ""
    if free.term is None:
        return "no_term"
    if today > free.term.last_day:
        return "over"
    if not free.joins:
        return "out" if free.decided else "undecided"
    return "before" if today < free.term.first_day else "none"


def _free(found: ChildToday, name: str, today: date) -> str:
    """The sentence of a day without a lesson; "" where there is one."""
    why = _why_free(found, today)
    if not why or found.free is None:
        return ""
    term = found.free.term
    starts = day_text(term.first_day) if term else ""
    return {
        "no_term": _("还没有开学"),
        "over": _("这学期的课后服务结束了"),
        "undecided": _("%(name)s要参加课后服务吗，等您决定"),
        "out": _("%(name)s没有参加课后服务"),
        "before": _("%(starts)s 开学，%(name)s参加课后服务"),
        "none": _("%(name)s今天没有课后服务"),
    }[why] % {"name": name, "starts": starts}


def _left(stay: Stay, name: str) -> str:
    clock = clock_text(stay.out_at or stay.lesson.ends)
    if stay.released_to == "self":
        return _("%(name)s %(clock)s 自己离校了") % {"name": name, "clock": clock}
    if stay.taken_by:
        return _("%(name)s %(clock)s 交给了%(who)s") % {"name": name, "clock": clock, "who": stay.taken_by}
    return _("%(name)s %(clock)s 离校了") % {"name": name, "clock": clock}


def _happenings(found: ChildToday, at: datetime) -> list[Happening]:
    """What happened, by time; then what is still to come."""
    by_session = {stay.lesson.id: stay for stay in found.stays}
    lines = [
        line for mark in found.marks if (line := _happening(by_session[mark.session_id], mark.kind, mark.at, mark.done))
    ]
    if lines and any(stay.in_the_room for stay in found.stays):
        last = lines[-1]
        lines[-1] = Happening(last.at, last.title, last.text, "bad" if last.state == "bad" else "cur", last.icon)
    for stay in found.stays:
        if stay.state == "expected" and stay.lesson.ends >= at:
            place = stay.lesson.place
            lines.append(Happening(clock_text(stay.lesson.starts), stay.lesson.name, place, "next"))
        elif stay.state == "expected":
            lines.append(
                Happening(clock_text(stay.lesson.ends), stay.lesson.name, _("没有点名"), "bad", "alert-octagon")
            )
    if found.stays and any(stay.state in ("present", "expected") and stay.out_at is None for stay in found.stays):
        lines.append(Happening(clock_text(found.stays[-1].lesson.ends), _("交接离校"), _("交接后马上告诉您"), "next"))
    return lines


def _happening(stay: Stay, kind: str, at: datetime, done: bool | None) -> Happening | None:
    clock, lesson = clock_text(at), stay.lesson
    if kind in ("present", "late"):
        title = _("到课") if kind == "present" else _("晚到")
        return Happening(
            clock, title, _("%(place)s，%(section)s点名") % {"place": lesson.place, "section": lesson.name}
        )
    if kind == "absent":
        return Happening(clock, _("点名时没有见到"), lesson.name, "bad", "alert-octagon")
    if kind == "leave":
        return Happening(clock, _("已请假"), lesson.name, icon="calendar-minus")
    if kind == "homework":
        title = _("作业完成") if done else _("作业还没写完")
        return Happening(clock, title, "", icon="check" if done else "minus")
    if kind == "move_on":
        return Happening(clock, _("去下一个班"), "", icon="walk")
    if kind == "hand_over":
        who = _("自己离校") if stay.released_to == "self" else _("交给%(who)s") % {"who": stay.taken_by}
        return Happening(clock, _("交接离校"), who, icon="user-check")
    if kind == "correct":
        return Happening(clock, _("学校更正了记录"), lesson.name, icon="pencil")
    return None


class PulseForm(forms.Form):
    """How it was; the answer carries no name."""

    satisfied = forms.TypedChoiceField(
        label=lazy("总的来说"),
        choices=((5, lazy("很满意")), (4, lazy("满意")), (3, lazy("一般")), (2, lazy("不太满意")), (1, lazy("不满意"))),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("选一个满意程度")},
    )
    new_lesson = forms.BooleanField(label=lazy("孩子说讲了新课"), required=False)
    unattended = forms.BooleanField(label=lazy("孩子说有一阵没有老师在"), required=False)


@screen(allow=[guardian_of("child_id")])
def pulse(request: ActRequest, child_id: int, session_id: int) -> HttpResponse:
    asked = pulse_for(request.act, child_id=child_id, session_id=session_id)
    form = PulseForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        nobody = by_public(request.act.at)  # from here on nothing knows who they are
        try:
            answer_pulse(nobody, session_id=session_id, ticket=asked.ticket, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _("谢谢，已匿名记下"))
            return HttpResponseRedirect(reverse("family:today", args=[child_id]), status=303)
    context: dict[str, object] = {
        "child": asked.child, "lesson": asked.lesson, "answered": asked.answered, "form": form,
        "back": reverse("family:today", args=[child_id]),
    }  # fmt: skip
    return form_page(request, "family/pulse.html", context, refusal=refusal)


urlpatterns = [
    path("", first, name="home"),
    path("<pupil:child_id>/today/", today, name="today"),
    path("<pupil:child_id>/pulse/<session:session_id>/", pulse, name="pulse"),
]
