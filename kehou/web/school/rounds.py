"""The choice rounds of a school: who has joined, what blocks a round, open it, draw it, hand its files to a checker."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from kehou.engines.allocation.settings import MODES
from kehou.enrol.actions.allocate_round import allocate_round
from kehou.enrol.actions.open_round import open_round
from kehou.enrol.actions.state_public_value import state_public_value
from kehou.enrol.queries.rounds import frozen_files, opening, rounds_page, typed_values
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.clock import LOCAL
from kehou.people.permits import at_school, over_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.checking import zipped
from kehou.web.shared.choices import offer
from kehou.web.shared.mode_words import ModeWords, all_modes, mode_words
from kehou.web.shared.refused_form import form_page, show_beside_fields

RECORDS = at_school("coordinator")
"""Who puts in what families signed on paper."""
HOLDERS = at_school("coordinator", "principal")
"""Who draws, and who types what was drawn in public."""
_MOMENT = {"type": "datetime-local"}
_FORMAT = "%Y-%m-%dT%H:%M"
GATE = 30


class RoundForm(forms.Form):
    name = forms.CharField(
        label=lazy("名称"), max_length=40, error_messages={"required": lazy("写上名称，例如 秋季选课")}
    )
    opens_at = forms.DateTimeField(
        label=lazy("开始"),
        widget=forms.DateTimeInput(attrs=_MOMENT, format=_FORMAT),
        input_formats=[_FORMAT],
        error_messages=dict.fromkeys(("required", "invalid"), lazy("选开始的日期和时间")),
    )
    closes_at = forms.DateTimeField(
        label=lazy("截止"),
        help_text=lazy("建议留三天以上，跨一个周末，家家都来得及填"),
        widget=forms.DateTimeInput(attrs=_MOMENT, format=_FORMAT),
        input_formats=[_FORMAT],
        error_messages=dict.fromkeys(("required", "invalid"), lazy("选截止的日期和时间")),
    )

    mode = forms.ChoiceField(
        label=lazy("名额怎么分"),
        help_text=lazy("家长填志愿之前就看得到，开放以后不能改"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), lazy("选一种")),
    )
    gate = forms.IntegerField(
        label=lazy("不分先后的时间（分钟）"),
        help_text=lazy("只在“不用抢的先到先得”里用：开始后这么多分钟里填的，一起摇号"),
        required=False,
        error_messages={"invalid": lazy("写整数，例如 30")},
    )
    public_value = forms.BooleanField(
        label=lazy("截止以后现场掷骰子"),
        help_text=lazy("掷出的数由两个人各自录入，24 小时内录完，号就谁也不可能事先知道；到时没录，只用种子摇"),
        required=False,
    )

    def __init__(self, data: QueryDict | None, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)
        offer(self, "mode", [(mode, _told(words)) for mode, words in all_modes(GATE)])

    def clean_gate(self) -> int:
        typed: int | None = self.cleaned_data["gate"]
        return GATE if typed is None else typed


def _told(words: ModeWords) -> SafeString:
    """One of the choices: its name, what is promised and what it costs."""
    return format_html(
        '<b>{}</b><br>{}<br><small class="kh-muted">{}{}</small>', words.name, words.promise, _("代价："), words.price
    )


@screen(allow=[at_school("coordinator", "principal"), over_school()])
def rounds(request: ActRequest, school_id: int) -> HttpResponse:
    return _page(request, school_id)


def _page(request: ActRequest, school_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = rounds_page(request.act, school_id=school_id)
    open_round = found.open_round
    is_holder = HOLDERS.holds(request.act, {"school_id": school_id})
    until = open_round.value_until if open_round and open_round.frozen_at and not open_round.public_value else None
    awaits = until is not None and request.act.at < until
    typed = typed_values(request.act, school_id=school_id, round_id=open_round.id) if open_round and is_holder else []
    context = {
        "found": found, "school_id": school_id, "open_round": found.open_round, "refusal": refusal,
        "rows": [(round_, mode_words(round_.mode, round_.gate)) for round_ in found.rounds],
        "awaits": awaits, "is_holder": is_holder,
        "typed": typed, "differ": len(typed) > 1, "mine": next((t.value for t in typed if t.mine), ""),
        "may_record": RECORDS.holds(request.act, {"school_id": school_id}),
        "due": found.open_round is not None and request.act.at >= found.open_round.closes_at,
    }  # fmt: skip
    return render(request, "school/rounds.html", context, status=409 if refusal else 200)


@screen(allow=[at_school("coordinator", "principal")])
def open_one(request: ActRequest, school_id: int) -> HttpResponse:
    """What blocks a round, and the form that opens it."""
    found = opening(request.act, school_id=school_id)
    suggested = _suggested(request.act.at) | {"public_value": found.two_can_type}
    form = RoundForm(request.POST if request.method == "POST" else None, suggested)
    refusal = None
    if form.is_bound and found.term is not None and form.is_valid():
        try:
            open_round(request.act, school_id=school_id, term_id=found.term.id, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _("选课开放了，家长收到通知；摇号的指纹已经公布"))
            return HttpResponseRedirect(reverse("school:rounds", args=[school_id]), status=303)
    context: dict[str, object] = {"found": found, "school_id": school_id, "form": form}
    return form_page(request, "school/rounds_open.html", context, refusal=refusal)


def _suggested(at: datetime) -> dict[str, object]:
    """From tomorrow morning, for five days."""
    start = (at.astimezone(LOCAL) + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    closes = (start + timedelta(days=5)).replace(hour=18)
    return {"name": _("选课"), "opens_at": start, "closes_at": closes, "mode": MODES[0], "gate": GATE}


@require_POST
@screen(allow=[at_school("coordinator", "principal")])
def draw_round(request: ActRequest, school_id: int, round_id: int) -> HttpResponse:
    """The clock draws by itself within seconds of the deadline; the button is for who does not want to wait."""
    try:
        seats = allocate_round(request.act, school_id=school_id, round_id=round_id)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal)
    messages.success(request, _("已摇号，录取 %(n)s 个名额，家长收到通知") % {"n": seats})
    return HttpResponseRedirect(reverse("school:rounds", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_school("coordinator", "principal")])
def public_value(request: ActRequest, school_id: int, round_id: int) -> HttpResponse:
    """What the dice showed, as one of two people typed it."""
    try:
        came = state_public_value(
            request.act, school_id=school_id, round_id=round_id, value=request.POST.get("value", "")[:200]
        )
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, school_id, refusal)
    says = {
        "first": _("录好了，请另一个人再录一次"),
        "agreed": _("两个人录的一样，马上摇号"),
        "differs": _("和另一个人录的不一样，两次都记下了；对着现场的数再录"),
    }
    (messages.warning if came == "differs" else messages.success)(request, says[came])
    return HttpResponseRedirect(reverse("school:rounds", args=[school_id]), status=303)


@screen(allow=[at_school("coordinator", "principal"), over_school()])
def round_files(request: ActRequest, school_id: int, round_id: int) -> HttpResponse:
    """The frozen round as a zip: unpacked, `kehou verify` or the program in it works every seat out again."""
    return zipped("round.zip", frozen_files(request.act, school_id=school_id, round_id=round_id))


urlpatterns = [
    path("<school:school_id>/rounds/", rounds, name="rounds"),
    path("<school:school_id>/rounds/open/", open_one, name="rounds_open"),
    path("<school:school_id>/rounds/<round:round_id>/draw/", draw_round, name="draw_round"),
    path("<school:school_id>/rounds/<round:round_id>/value/", public_value, name="public_value"),
    path("<school:school_id>/rounds/<round:round_id>/files.zip", round_files, name="round_files"),
]
