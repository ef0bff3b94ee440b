"""How many tips without a name are taken: enough for a schoolyard of angry parents, too few for a machine.

Nobody is locked out: a network that has said little is heard even while others flood, and whoever is refused is told how else
to be heard. What is counted forgets (docs/decisions/a-tip-leaves-nobody.md).
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db.models import Sum

from kehou.ground.refusal import Refusal
from kehou.kernel import sql
from kehou.kernel.act import Act
from kehou.kernel.secrets import blind_index
from kehou.org import queries as org
from kehou.plan import queries as plan
from kehou.review.models import TipTally

FROM_ONE_ORIGIN = 20
"""Tips from one origin in an hour: a school's parents may all share its network."""
FLOOD = 200
"""Tips from everywhere in an hour, after which an origin gets only FROM_ONE_ORIGIN_IN_A_FLOOD."""
FROM_ONE_ORIGIN_IN_A_FLOOD = 2
_COUNT = """
    INSERT INTO review_tiptally (hour, origin, tips) VALUES (%s, %s, 1)
    ON CONFLICT (hour, origin) DO UPDATE SET tips = review_tiptally.tips + 1 RETURNING tips
"""


def origin_of(address: str, at: datetime) -> int:
    """About where an address is: one of 65,536, by its network (IPv4 /24, IPv6 /48), with a key, for this hour only.

    About 250 networks of IPv4 share each, so that even who holds the key and the table finds no address.
    """
    try:
        found = ip_address(address.partition("/")[0])
        network = str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))
    except ValueError:
        network = address
    return int(blind_index(f"tip.network:{_hour(at).isoformat()}", network)[:4], 16)


def admit(act: Act, school_id: int, origin: int) -> None:
    """Count one tip more, within the deed's transaction. SQL: 3. Errors: Refusal too_many_tips; then it is not counted."""
    hour = _hour(act.at)
    forget(act.at)
    tips = int(sql.rows(_COUNT, hour, origin)[0][0])
    everywhere = TipTally.objects.filter(hour=hour).aggregate(tips=Sum("tips"))["tips"]
    limit = FROM_ONE_ORIGIN if everywhere <= FLOOD else FROM_ONE_ORIGIN_IN_A_FLOOD
    if tips > limit:
        raise Refusal(
            "too_many_tips",
            f"这一小时从您所在的网络已经送来 {tips - 1} 件，这一件先不收。您写的还在下面",
            satisfied_by=f"过 {_minutes_left(act.at)} 分钟再送，或换成手机流量现在送。急事不要等：{_otherwise(act, school_id)}",
        )


def anything_old(at: datetime) -> bool:
    """Whether tallies of earlier hours are left. SQL: 1."""
    return TipTally.objects.filter(hour__lt=_hour(at)).exists()


def forget(at: datetime) -> int:
    """Take away the tallies of earlier hours; how many. SQL: 1."""
    return TipTally.objects.filter(hour__lt=_hour(at)).delete()[0]


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


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _minutes_left(at: datetime) -> int:
    left = _hour(at) + timedelta(hours=1) - at
    return max(1, -(-int(left.total_seconds()) // 60))
