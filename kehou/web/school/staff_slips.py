"""Invitation slips for the adults who work here and have not come in yet: teachers from the list, people from outside."""

from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST

from kehou.gateways.pdf import CannotPrint, render_pdf
from kehou.gateways.qr import qr_svg
from kehou.kernel.clock import LOCAL
from kehou.org import queries as org
from kehou.people.actions.invite_account import LASTS
from kehou.people.actions.issue_invitations import issue_invitations
from kehou.people.directory import adults_of_school
from kehou.people.permits import at_school
from kehou.web.screen import ActRequest, screen


@require_POST
@screen(allow=[at_school("coordinator", "principal")])
def staff_slips(request: ActRequest, school_id: int) -> HttpResponse:
    """The codes exist only in the answer; slips that were printed before and not used open nothing any more."""
    back = HttpResponseRedirect(reverse("school:adults", args=[school_id]), status=303)
    found = adults_of_school(request.act, school_id=school_id)
    names = {line.staff.account_id: line.staff.name for line in found if line.came is False and line.staff.account_id}
    codes = issue_invitations(replace(request.act, key=""), school_id=school_id, account_ids=list(names))
    if not codes:
        messages.warning(request, _t("没有要印的：都已经开通，或者在别处有岗位、要由市教育局给邀请码"))
        return back
    until = (request.act.at + LASTS - timedelta(days=1)).astimezone(LOCAL)
    place = reverse("account:invitation")
    data = {
        "school": org.school(school_id).name,
        "site": request.get_host() + place,
        "qr": qr_svg(request.build_absolute_uri(place)),
        "valid_until": f"{until.month}月{until.day}日",
        "slips": [{"name": names[int(key)], "code": f"{code[:5]} {code[5:]}"} for key, code in codes.items()],
    }
    try:
        paper = render_pdf("invitation_slips", data)
    except CannotPrint:
        messages.error(request, _t("这台机器还没有中文字体，印不出来。请管理员按说明装好再印"))
        return back
    response = HttpResponse(paper, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="staff-slips.pdf"'
    return response


urlpatterns = [path("<school:school_id>/adults/slips.pdf", staff_slips, name="staff_slips")]
