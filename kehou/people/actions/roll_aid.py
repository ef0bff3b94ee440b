"""What a roll says of a child's aid has no days: a change begins, or ends, on the day on which the roll is taken over (八.3c)."""

from datetime import timedelta
from typing import Any

from kehou.kernel.act import Act
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.models import AidPeriod, PupilCare


def roll_aid_begins(act: Act, school_id: int, pupil_id: int, category: str) -> None:
    AidPeriod.objects.create(
        **scope(school_id), pupil_id=pupil_id, category=category, first_day=act.today, from_roll=True,
        recorded_by_id=act.actor.account_id, recorded_at=act.at,
    )  # fmt: skip


def roll_aid_changes(act: Act, school_id: int, pupil_id: int, old: Any, new: Any) -> None:
    """old, new: categories before and now. What the aid officer recorded is not touched. SQL: about 5 for each category."""
    for category in set(old) - set(new):
        _ends(act, school_id, pupil_id, category)
    for category in sorted(set(new) - set(old)):
        roll_aid_begins(act, school_id, pupil_id, category)


def _ends(act: Act, school_id: int, pupil_id: int, category: str) -> None:
    """Until yesterday it stays in force: bills of those days are still to come, or to be corrected."""
    yesterday = act.today - timedelta(days=1)
    for period in AidPeriod.objects.filter(pupil_id=pupil_id, from_roll=True, last_day=None):
        if period.category == category and period.first_day > yesterday:
            period.delete()  # begun and ended by two rolls of one day
        elif period.category == category:
            AidPeriod.objects.filter(pk=period.pk).update(last_day=yesterday)
    care = PupilCare.objects.filter(pupil_id=pupil_id).first()
    if care is None or care.aid_category != category:
        return
    PupilCare.objects.filter(pk=care.pk).update(aid_category="")
    terms = [t for t in org.terms_of(scope(school_id)["district_id"]) if t.first_day <= yesterday]  # latest first
    if terms:
        first = terms[
            min(1, len(terms) - 1)
        ].first_day  # of the term before: nothing older is billed or corrected any more
        AidPeriod.objects.create(
            **scope(school_id), pupil_id=pupil_id, category=category, first_day=first, last_day=yesterday, from_roll=True,
            recorded_by_id=act.actor.account_id, recorded_at=act.at,
        )  # fmt: skip
