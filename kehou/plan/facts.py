"""A plan document and the city's facts beside it → what the rules may know."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kehou.org import queries as org
from kehou.policy.exchange.plan_yaml import plan_from_document
from kehou.policy.exchange.reading import InputError
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.voice import queries as voice


def plan_facts(
    document: Mapping[str, Any], *, school_id: int, district_id: int, term_id: int, today: date
) -> tuple[TermFacts | None, tuple[InputError, ...]]:
    """Facts of a document as it would stand if what comes after writing it were done today, and what can't be read.

    The day of publication is put in where it is missing: it comes after filing (decision plan-dates).
    None where not even school, term and version can be read. SQL: 2, 3 with holiday care.
    """
    publication = document.get("publication")
    if isinstance(publication, Mapping) and publication and not publication.get("published"):
        document = {**document, "publication": {**publication, "published": today.isoformat()}}
    plan, errors = plan_from_document(document)
    if not isinstance(plan, Plan):
        return None, tuple(errors)
    has_holidays = any(window.kind == "holiday" for window in plan.windows)
    facts = TermFacts(
        plan=plan,
        calendar=org.calendar_rows(district_id),
        office_hours=org.office_hours_rows(district_id),
        holiday_surveys=tuple(voice.holiday_survey_rows(school_id, term_id)) if has_holidays else (),
    )
    return facts, tuple(errors)
