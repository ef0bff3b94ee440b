"""The duty leader signs in or out somebody who has no account; the record says who did it (五.3)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehou.day.actions.sign_in_adult import sign_in_adult
from kehou.day.actions.sign_out_adult import sign_out_adult
from kehou.day.permits import leads
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import row_id
from kehou.web.school.today_session import session_page
from kehou.web.screen import ActRequest, screen


@require_POST
@screen(allow=[leads])
def sign(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        staff_id = row_id("staff", request.POST.get("staff", ""))
    except ValueError as error:
        raise NotYours from error
    leaves = request.POST.get("do") == "out"
    try:
        (sign_out_adult if leaves else sign_in_adult)(request.act, session_id=session_id, staff_id=staff_id)
    except NotYours:
        raise
    except Refusal as refusal:
        return session_page(request, session_id, refusal=refusal)
    messages.success(request, _("已替他签退") if leaves else _("已替他签到，记录里写着是您代签"))
    return HttpResponseRedirect(reverse("school:session", args=[session_id]), status=303)


urlpatterns = [path("session/<session:session_id>/sign/", sign, name="sign_by_name")]
