"""A tip is counted before it is kept, inside its deed; the bounds and their reasons stand in ../throttle.py."""

from datetime import datetime, timedelta

from django.db.models import Sum

from kehou.ground.refusal import Refusal
from kehou.kernel import sql
from kehou.kernel.act import Act
from kehou.org import queries as org
from kehou.plan import queries as plan
from kehou.review.models import TipTally
from kehou.review.throttle import FLOOD, FROM_ONE_ORIGIN, FROM_ONE_ORIGIN_IN_A_FLOOD, hour_of

_COUNT = """
    INSERT INTO review_tiptally (hour, origin, tips) VALUES (%s, %s, 1)
    ON CONFLICT (hour, origin) DO UPDATE SET tips = review_tiptally.tips + 1 RETURNING tips
"""


def admit(act: Act, school_id: int, origin: int) -> None:
    """Count one tip more, within the deed's transaction. SQL: 3. Errors: Refusal too_many_tips; then it is not counted."""
    hour = hour_of(act.at)
    TipTally.objects.filter(hour__lt=hour).delete()
    tips = int(sql.rows(_COUNT, hour, origin)[0][0])
    everywhere = TipTally.objects.filter(hour=hour).aggregate(tips=Sum("tips"))["tips"]
    limit = FROM_ONE_ORIGIN if everywhere <= FLOOD else FROM_ONE_ORIGIN_IN_A_FLOOD
    if tips > limit:
        raise Refusal(
            "too_many_tips",
            f"这一小时从您所在的网络已经送来 {tips - 1} 件，这一件先不收。您写的还在下面",
            satisfied_by=f"过 {_minutes_left(act.at)} 分钟再送，或换成手机流量现在送。急事不要等：{_otherwise(act, school_id)}",
        )


def _otherwise(act: Act, school_id: int) -> str:
    """The ways to complain that the school has published, else the district."""
    term = org.term_on(school_id, act.today)
    document = (plan.filed_document(school_id, term.id) if term else None) or {}
    channel = (document.get("publication") or {}).get("channel") or {}
    ways = [
        *([f"打公示的监督电话 {channel['phone']}"] if channel.get("phone") else []),
        *([f"写信投到{channel['mailbox']}"] if channel.get("mailbox") else []),
    ]
    return "，或".join(ways) + "。" if ways else f"打电话或写信给{org.school(school_id).district_name}教育局。"


def _minutes_left(at: datetime) -> int:
    left = hour_of(at) + timedelta(hours=1) - at
    return max(1, -(-int(left.total_seconds()) // 60))
