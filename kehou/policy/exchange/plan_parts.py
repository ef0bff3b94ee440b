"""The parts of a school's plan that stand on their own: who was asked, who works, what it costs, what is shown."""

from typing import Any

from kehou.ground.grade import STAGES
from kehou.ground.school_day import WEEKDAYS
from kehou.policy.exchange.fields import Fields
from kehou.policy.facts.codes import FUND_SOURCES, FUND_USES, ROLES
from kehou.policy.facts.plan import (
    Appraisal,
    Committee,
    Fees,
    Meeting,
    Person,
    Provider,
    Publication,
    Safety,
    Survey,
    Waiver,
)

_SURVEY = ("opened", "closed", "invited", "answered", "wanting")
_MEETING = ("date", "present", "for", "against", "abstain", "opinion", "agenda")
_STAFF = (
    "id", "name", "role", "applied", "days", "max_hours", "provider", "qualification", "qualified_until", "cleared_on",
)  # fmt: skip
_PROVIDER = ("id", "name", "category", "listed", "licence_until")
_FEES = ("basis", "standard", "term_cap", "sources", "collected_by", "use", "waivers", "refund")
_SAFETY = ("roster", "roll_call", "handover", "emergency", "epidemic", "insurance")
_PUBLICATION = ("published", "where", "fee_shown", "content_shown", "channel")
CHANNELS = ("phone", "mailbox", "online")


def read_survey(fields: Fields, grades: frozenset[int]) -> Survey | None:
    section = fields.section("survey", _SURVEY)
    if section is None:
        return None
    survey = Survey(
        opened=section.day("opened"),
        closed=section.day("closed"),
        invited=section.integer("invited"),
        answered=section.integer("answered"),
        wanting=section.by_grade("wanting", grades),
    )
    if survey.opened and survey.closed and survey.closed < survey.opened:
        section.bad("closed", "a date not before opened", "调查的截止日期不能早于开始日期")
    if survey.invited is not None and survey.answered is not None and survey.answered > survey.invited:
        section.bad(
            "answered", f"at most {survey.invited}", f"答复 {survey.answered} 人，多于征求的 {survey.invited} 人"
        )
    return survey


def read_committee(fields: Fields) -> Committee | None:
    section = fields.section("committee", ("members", "quorum", "meetings"))
    if section is None:
        return None
    meetings = []
    for item in section.sections("meetings", _MEETING, _MEETING[:3]):
        day, present, votes = item.day("date"), item.integer("present"), item.integer("for")
        against, abstain = item.integer("against"), item.integer("abstain")
        opinion, agenda = item.text("opinion"), item.text("agenda")
        if item.usable and day is not None and present is not None and votes is not None:
            meetings.append(Meeting(item.path, day, present, votes, against or 0, abstain or 0, opinion, agenda))
    return Committee(section.integer("members"), section.integer("quorum"), tuple(meetings))


def read_people(fields: Fields) -> dict[str, Any]:
    """The staff and the institutions behind them."""
    staff, providers = [], []
    for item in fields.sections("staff", _STAFF, _STAFF[:3]):
        person = Person(
            where=item.path,
            id=item.text("id"),
            name=item.text("name"),
            role=item.code("role", ROLES),
            applied=item.day("applied"),
            days=frozenset(item.codes("days", WEEKDAYS)) if "days" in item.values else None,
            max_hours=item.number("max_hours"),
            provider=item.text("provider"),
            qualification=item.text("qualification"),
            qualified_until=item.day("qualified_until"),
            cleared_on=item.day("cleared_on"),
        )
        if item.usable:
            staff.append(person)
    for item in fields.sections("providers", _PROVIDER, _PROVIDER[:3]):
        provider = Provider(
            where=item.path,
            id=item.text("id"),
            name=item.text("name"),
            category=item.code("category", ("non_subject", "subject")),
            listed=item.boolean("listed"),
            licence_until=item.day("licence_until"),
        )
        if item.usable:
            providers.append(provider)
    return {"staff": tuple(staff), "providers": tuple(providers)}


def read_fees(fields: Fields) -> Fees | None:
    """None also for an empty mapping: nothing was said about fees."""
    section = fields.section("fees", _FEES)
    if section is None or not section.values:
        return None
    use = section.by_key("use", FUND_USES, lambda part, name: part.share(name, at_most=100))
    if use is not None and use and sum(use.values()) != 100:
        section.bad("use", "100", f"用途合计 {sum(use.values())}%，应当正好 100%")
    waivers = []
    for item in section.sections("waivers", ("category", "rate"), ("category", "rate")):
        category, rate = item.text("category"), item.percent("rate")
        if item.usable and rate is not None:
            waivers.append(Waiver(item.path, category, rate))
    return Fees(
        basis=section.code("basis", ("none", "lesson", "day", "month", "term"), "none"),
        standard=section.by_key("standard", STAGES, lambda part, name: part.money(name)) or {},
        term_cap=section.by_key("term_cap", STAGES, lambda part, name: part.money(name)) or {},
        sources=section.codes("sources", FUND_SOURCES),
        collected_by=section.code("collected_by", ("school", "district", "third_party", "committee")),
        use=use or None,
        waivers=tuple(waivers),
        refund=section.text("refund"),
    )


def read_safety(fields: Fields) -> Safety | None:
    section = fields.section("safety", _SAFETY)
    if section is None or not section.values:
        return None
    return Safety(
        roster=section.text("roster"),
        roll_call=section.boolean("roll_call"),
        handover=section.text("handover"),
        emergency=section.text("emergency"),
        epidemic=section.text("epidemic"),
        insurance=section.text("insurance"),
    )


def read_appraisal(fields: Fields) -> Appraisal | None:
    section = fields.section("appraisal", ("scheme", "period", "basis_of_pay"))
    if section is None or not section.values:
        return None
    return Appraisal(
        scheme=section.text("scheme"),
        period=section.code("period", ("term", "month", "year")),
        basis_of_pay=section.boolean("basis_of_pay"),
    )


def read_publication(fields: Fields) -> Publication | None:
    section = fields.section("publication", _PUBLICATION)
    if section is None:
        return None
    return Publication(
        published=section.day("published"),
        places=section.texts("where"),
        fee_shown=section.boolean("fee_shown"),
        content_shown=section.boolean("content_shown"),
        channel=read_channel(section),
    )


def read_channel(section: Fields) -> dict[str, str]:
    """Filled ways to complain, by phone | mailbox | online."""
    channel = section.by_key("channel", CHANNELS, lambda part, name: part.text(name)) or {}
    return {name: text for name, text in channel.items() if text}
