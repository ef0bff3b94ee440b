"""What the school stands on before a term: its campuses, the district's term, office hours and calendar."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kehou.ground.refusal import Refusal
from kehou.org import queries as org
from kehou.org.actions.add_campus import add_campus
from kehou.people import queries as people
from kehou.people.permits import at_school, over_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

OFFICE = ("coordinator", "principal")


class CampusForm(forms.Form):
    name = forms.CharField(label=_("校区名称"), max_length=40, error_messages={"required": _("请填校区名称")})


@screen(allow=[at_school(*OFFICE), over_school()])
def setup(request: ActRequest, school_id: int) -> HttpResponse:
    """First what is missing and who does it, then what is there."""
    form = CampusForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            add_campus(request.act, school_id=school_id, name=form.cleaned_data["name"])
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _t("已添上%(name)s") % {"name": form.cleaned_data["name"]})
            return HttpResponseRedirect(reverse("school:setup", args=[school_id]), status=303)
    school = org.school(school_id)
    term = org.term_on(school_id, request.act.today)
    years = {term.first_day.year, term.last_day.year} if term else set()
    confirmed = bool(years) and org.calendar_confirmed(school.district_id, years)
    closes = org.closing_time(school.district_id, request.act.today)
    pupils = sum(people.enrolled_by_grade(school_id).values())
    missing = [
        says
        for says, there in (
            (_t("学期（区教育局设）"), term),
            (_t("下一个学期（区教育局设）"), term is None or request.act.today <= term.last_day),
            (_t("确认过的校历（区教育局确认）"), confirmed),
            (_t("机关下班时间（区教育局填）"), closes),
            (_t("学生名册"), pupils),
        )
        if not there
    ]
    context: dict[str, object] = {
        "school_id": school_id,
        "school": school,
        "term": term,
        "over": term is not None and request.act.today > term.last_day,
        "confirmed": confirmed,
        "closes": closes,
        "pupils": pupils,
        "missing": missing,
        "form": form,
    }
    return form_page(request, "school/setup.html", context, refusal=refusal)


urlpatterns = [path("<school:school_id>/setup/", setup, name="setup")]
