"""A tree of nodes → a district's plan (一区一案), with everything wrong in one pass."""

from kehou.ground.grade import STAGES
from kehou.policy.exchange.fields import ErrorList, Fields
from kehou.policy.exchange.plan_parts import read_channel
from kehou.policy.exchange.plan_reading import read_policy, read_term
from kehou.policy.exchange.yaml_tree import Node
from kehou.policy.facts.codes import FUND_SOURCES
from kehou.policy.facts.district_plan import DistrictPlan, DistrictSchool, Exchange, Indicator

DISTRICT_FORMAT = "district-plan/1"
DISTRICT_KEYS = (
    "kehou", "policy", "district", "term", "version", "lead_body", "schools", "funding", "exchange", "evaluation",
    "supervision", "filed",
)  # fmt: skip
_FUNDING = ("sources", "subsidy_per_pupil", "ceiling")


def read_district_plan(root: Node, log: ErrorList) -> DistrictPlan | None:
    """The plan as far as it can be read; None where district, term or version cannot."""
    fields = Fields(root, "", log, DISTRICT_KEYS, DISTRICT_KEYS[:5])
    fields.code("kehou", (DISTRICT_FORMAT,))
    policy = read_policy(fields)
    district = fields.section("district", ("code", "name"), ("code", "name"))
    code, name = (district.text("code"), district.text("name")) if district else ("", "")
    term = read_term(fields)
    version = fields.integer("version", at_least=1)
    lead = fields.section("lead_body", ("name", "members"))
    funding = fields.section("funding", _FUNDING)
    evaluation = fields.section("evaluation", ("scheme", "indicators", "result_used_for"))
    supervision = fields.section("supervision", ("who", "visits_per_term", "channel"))
    schools, exchange = _schools(fields), _exchange(fields)
    lead_name, lead_members = (lead.text("name"), lead.texts("members")) if lead else ("", ())
    sources = funding.codes("sources", FUND_SOURCES) if funding else ()
    subsidy = funding.money("subsidy_per_pupil") if funding else None
    ceiling = funding.by_key("ceiling", STAGES, lambda part, stage: part.money(stage)) if funding else None
    scheme = evaluation.text("scheme") if evaluation else ""
    indicators = _indicators(evaluation) if evaluation else ()
    used_for = evaluation.codes("result_used_for", ("school", "principal")) if evaluation else ()
    who = supervision.text("who") if supervision else ""
    visits = supervision.integer("visits_per_term") if supervision else None
    channel = read_channel(supervision) if supervision else {}
    filed = fields.day("filed")
    if not (policy and code and name and term and version):
        return None
    return DistrictPlan(
        policy, code, name, term, version,
        lead_name=lead_name, lead_members=lead_members, schools=schools, funding_sources=sources,
        subsidy_per_pupil=subsidy, ceiling=ceiling or {}, exchange=exchange, evaluation_scheme=scheme,
        indicators=indicators, result_used_for=used_for, supervisor=who, visits_per_term=visits, channel=channel,
        filed=filed,
    )  # fmt: skip


def _schools(fields: Fields) -> tuple[DistrictSchool, ...]:
    found: dict[str, DistrictSchool] = {}
    for item in fields.sections("schools", ("code", "name", "stages", "ownership"), ("code", "name")):
        code, name = item.text("code"), item.text("name")
        stages, ownership = item.codes("stages", STAGES), item.code("ownership", ("public", "private"))
        if code in found:
            item.bad("code", "each code once", f"学校标识码 {code} 写了两次")
        elif item.usable:
            found[code] = DistrictSchool(item.path, code, name, stages, ownership)
    return tuple(found.values())


def _exchange(fields: Fields) -> tuple[Exchange, ...]:
    found = []
    for item in fields.sections("exchange", ("from", "to", "teachers", "how"), ("from", "to")):
        exchange = Exchange(item.path, item.text("from"), item.text("to"), item.integer("teachers"), item.text("how"))
        if item.usable:
            found.append(exchange)
    return tuple(found)


def _indicators(evaluation: Fields) -> tuple[Indicator, ...]:
    found = []
    for item in evaluation.sections("indicators", ("name", "weight"), ("name", "weight")):
        name, weight = item.text("name"), item.share("weight")
        if item.usable and weight is not None:
            found.append(Indicator(item.path, name, weight))
    return tuple(found)
