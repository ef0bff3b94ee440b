"""What a district promises (一区一案), as frozen facts. Money is integer fen, weights are per cent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kehou.ground.fen import Fen
from kehou.policy.facts.plan import Term


@dataclass(frozen=True, slots=True)
class DistrictSchool:
    where: str
    code: str
    name: str
    stages: tuple[str, ...] = ()
    ownership: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Teachers sent from one school to another; teachers: people."""

    where: str
    from_school: str
    to_school: str
    teachers: int | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """weight: per cent."""

    where: str
    name: str
    weight: Decimal


@dataclass(frozen=True)
class DistrictPlan:
    """A district's plan for one term. ceiling, subsidy_per_pupil: fen a pupil a term."""

    policy: tuple[str, ...]
    code: str
    name: str
    term: Term
    version: int
    lead_name: str = ""
    lead_members: tuple[str, ...] = ()
    schools: tuple[DistrictSchool, ...] = ()
    funding_sources: tuple[str, ...] = ()
    subsidy_per_pupil: Fen | None = None
    ceiling: Mapping[str, Fen] = field(default_factory=dict)
    exchange: tuple[Exchange, ...] = ()
    evaluation_scheme: str = ""
    indicators: tuple[Indicator, ...] = ()
    result_used_for: tuple[str, ...] = ()
    supervisor: str = ""
    visits_per_term: int | None = None
    channel: Mapping[str, str] = field(default_factory=dict)
    filed: date | None = None
