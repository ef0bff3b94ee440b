"""Orders that keep a person from a child, as the school's office reads them. Nobody else does (I16)."""

from dataclasses import dataclass
from datetime import date, datetime

from kehou.day import release
from kehou.day.models import CustodyBlock
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people import queries as people
from kehou.people.permits import at_school
from kehou.people.queries import PupilInfo


@dataclass(frozen=True, slots=True)
class Block:
    """until: the end, the document's own or the lifting; live: in force now; tie: what a live guardian of that name is to the child."""

    id: int
    name: str
    evidence: str
    ordered_on: date | None
    since: datetime
    until: datetime | None
    end_evidence: str
    live: bool
    tie: str


@dataclass(frozen=True, slots=True)
class Custody:
    """names: the child's live guardians, to choose from when an order is entered."""

    child: PupilInfo
    blocks: list[Block]
    names: list[str]


@query(allow=[at_school("coordinator", "principal")])
def custody_of(act: Act, *, school_id: int, child_id: int) -> Custody:
    """Every order about the child, those in force first, then the latest. SQL: 3. Errors: NotYours."""
    child = people.pupil(child_id)
    if child is None or child.school_id != school_id:
        raise NotYours
    ties = people.guardians([child_id], act.at).get(child_id, [])
    relation = {release.same_person(tie.name): tie.relation for tie in ties}
    blocks = [
        Block(
            row.pk, row.name, row.evidence, row.ordered_on, row.since, row.until, row.end_evidence,
            row.until is None or row.until > act.at, relation.get(release.same_person(row.name), ""),
        )
        for row in CustodyBlock.objects.filter(school_id=school_id, pupil_id=child_id).order_by("-since", "-pk")
    ]  # fmt: skip
    return Custody(child, sorted(blocks, key=lambda block: not block.live), [tie.name for tie in ties])


def kept_away(child_id: int, at: datetime) -> int:
    """How many people an order keeps from the child now. SQL: 1."""
    return len(release.blocked_names([child_id], at).get(child_id, ()))
