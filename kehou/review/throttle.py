"""How many tips without a name are taken: enough for a schoolyard of angry parents, too few for a machine.

Nobody is locked out: a network that has said little is heard even while others flood, and whoever is refused is told how else
to be heard. What is counted forgets (docs/decisions/a-tip-leaves-nobody.md).
"""

from datetime import datetime
from ipaddress import ip_address, ip_network

from kehou.kernel.secrets import blind_index
from kehou.review.models import TipTally

FROM_ONE_ORIGIN = 20
"""Tips from one origin in an hour: a school's parents may all share its network."""
FLOOD = 200
"""Tips from everywhere in an hour, after which an origin gets only FROM_ONE_ORIGIN_IN_A_FLOOD."""
FROM_ONE_ORIGIN_IN_A_FLOOD = 2


def origin_of(address: str, at: datetime) -> int:
    """About where an address is: one of 65,536, by its network (IPv4 /24, IPv6 /48), with a key, for this hour only.

    About 250 networks of IPv4 share each, so that even who holds the key and the table finds no address.
    """
    try:
        found = ip_address(address.partition("/")[0])
        network = str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))
    except ValueError:
        network = address
    return int(blind_index(f"tip.network:{hour_of(at).isoformat()}", network)[:4], 16)


def anything_old(at: datetime) -> bool:
    """Whether tallies of earlier hours are left. SQL: 1."""
    return TipTally.objects.filter(hour__lt=hour_of(at)).exists()


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
