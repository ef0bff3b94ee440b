"""A teacher offers to take part, reads what came of it, and can step back (五.1, 二.1)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WEEKDAY_NAMES, WEEKDAYS, WORKDAYS
from kehou.menu.actions.step_back import step_back
from kehou.menu.load import Booking
from kehou.menu.queries import OwnOffer, own_offer
from kehou.people.permits import at_school
from kehou.policy.facts.codes import CONTENT_NAMES
from kehou.staff.actions.apply_for_term import MOST_COURSES, NEVER_OFFERED, apply_for_term
from kehou.staff.queries import PLEDGES
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

_KINDS = tuple((kind, name) for kind, name in CONTENT_NAMES.items() if kind not in NEVER_OFFERED)
# Each pledge with the clause it keeps.
_PLEDGES = {
    "no_new_lesson": ("附.6", _("我承诺：课后服务时间不讲新课")),
    "no_paid_tutoring": ("附.12", _("我承诺：不做有偿补课")),
}


class OfferForm(forms.Form):
    """Weekdays, homework duty, a limit in hours a week, and two pledges that nobody ticks for anyone."""

    weekdays = forms.MultipleChoiceField(
        label=_("哪几天"),
        choices=[(day, WEEKDAY_NAMES[day]) for day in WORKDAYS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选周一到周五里的至少一天")},
    )
    homework_duty = forms.TypedChoiceField(
        label=_("看护孩子写作业"),
        choices=(("yes", _("愿意")), ("no", _("只开课，不看护作业"))),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项")},
    )
    max_hours = forms.DecimalField(
        label=_("每周最多几小时"),
        required=False,
        max_digits=4,
        decimal_places=1,
        min_value=0.5,
        max_value=50,
        help_text=_("例如 4 或 2.5；不填就是不限"),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            _("请填 0.5 到 50，最多一位小数"),
        ),
    )
    no_new_lesson = forms.BooleanField(label=_PLEDGES["no_new_lesson"][1], required=False)
    no_paid_tutoring = forms.BooleanField(label=_PLEDGES["no_paid_tutoring"][1], required=False)

    def offer(self) -> dict[str, Any]:
        """The deed's parameters."""
        hours = self.cleaned_data["max_hours"]
        return {
            "weekdays": tuple(self.cleaned_data["weekdays"]),
            "homework_duty": self.cleaned_data["homework_duty"],
            "max_minutes": None if hours is None else int(hours * 60),
            "pledges": tuple(kind for kind in PLEDGES if self.cleaned_data[kind]),
        }


def _courses(posted: QueryDict) -> list[dict[str, str]]:
    """Rows of the form in which something was written."""
    rows = zip(posted.getlist("course_name"), posted.getlist("course_kind"), strict=False)
    return [{"name": name.strip()[:60], "content": kind} for name, kind in rows if name.strip()]


@screen(allow=[at_school("teacher")])
def apply(request: ActRequest, school_id: int) -> HttpResponse:
    own = own_offer(request.act, school_id=school_id)
    form = OfferForm(request.POST if request.method == "POST" else None, initial=_initial(own))
    refusal = None
    if form.is_bound and form.is_valid() and own.term is not None:
        offer = {**form.offer(), "courses": _courses(request.POST)}
        try:
            apply_for_term(request.act, school_id=school_id, term_id=own.term.id, **offer)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("申报已交给学校。学校选定之前，随时能改"))
            return HttpResponseRedirect(reverse("teacher:apply", args=[school_id]), status=303)
    return form_page(
        request, "teacher/apply.html", _context(school_id, own, form, request.POST, request.act.today), refusal=refusal
    )


def _initial(own: OwnOffer) -> dict[str, Any]:
    application = own.application
    if application is None:
        return {}
    minutes = application.max_minutes
    return {
        "weekdays": application.weekdays,
        "homework_duty": "yes" if application.homework_duty else "no",
        "max_hours": None if minutes is None else f"{minutes / 60:g}",
        **dict.fromkeys(application.pledged, True),
    }


def _coming(own: OwnOffer, today: date) -> list[Booking]:
    """The hours of the coming week; before the first week, all of them."""
    return [duty for duty in own.duties if duty.first <= today + timedelta(days=7)] or list(own.duties)


def _context(school_id: int, own: OwnOffer, form: OfferForm, posted: QueryDict, today: date) -> dict[str, Any]:
    application = own.application
    kept = _courses(posted) if posted else list(application.courses) if application else []
    rows = kept + [{"name": "", "content": ""}] * max(0, min(2, MOST_COURSES - len(kept)))
    return {
        "school_id": school_id,
        "own": own,
        "application": application,
        "open": own.term is not None and (application is None or application.state in ("applied", "declined")),
        "form": form,
        "courses": [(row["name"], row["content"]) for row in rows[:MOST_COURSES]],
        "kinds": _KINDS,
        "duties": [
            {"what": duty.what, "day": WEEKDAY_NAMES[duty.weekday], "starts": duty.starts, "ends": duty.ends}
            for duty in sorted(_coming(own, today), key=lambda d: (WEEKDAYS.index(d.weekday), d.starts, d.first))
        ],
        "course_error": next(iter(form.errors.get("__all__", [])), ""),
        "pledges": [(clause, form[kind]) for kind, (clause, _words) in _PLEDGES.items()],
    }


@require_POST
@screen(allow=[at_school("teacher")])
def apply_step_back(request: ActRequest, school_id: int) -> HttpResponse:
    """The application that is stepped back from is the teacher's own: it is looked up, not sent."""
    own = own_offer(request.act, school_id=school_id)
    if own.application is not None:
        ended = step_back(request.act, school_id=school_id, application_id=own.application.id)
        says = _t("您已退出。今天的班照常，明天起学校另外安排") if ended else _t("您已退出这学期的课后服务")
        messages.success(request, says)
    return HttpResponseRedirect(reverse("teacher:apply", args=[school_id]), status=303)


urlpatterns = [
    path("<school:school_id>/apply/", apply, name="apply"),
    path("<school:school_id>/apply/step-back/", apply_step_back, name="apply_step_back"),
]
