"""A family ranks sections; every change is saved as it goes."""

from kehou.enrol.models import Round, Wishes
from kehou.enrol.queries import decision
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.menu import queries as menu
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import guardian_of

LONGEST_LIST = 30


def lock_open(act: Act, round_id: int) -> Round:
    """The round, locked: a list saved at the last moment is in the draw, or it is refused.

    Errors: NotYours without the round; Refusal before it opens and after its deadline (by the server's clock).
    """
    round_ = lock_row(Round, round_id)
    if act.at < round_.opens_at:
        raise Refusal("round_not_open", "选课还没有开始")
    if round_.state != "open" or act.at >= round_.closes_at:
        raise Refusal("round_closed", "选课已经截止，志愿以截止前保存的为准")
    return round_


def _with_added_since(ranked: list[int], seen: list[int], saved: list[int]) -> list[int]:
    """A list drawn from an older one: what came in since stays, before what is new in this one.

    On a slow network a second wish is added before the first has its answer; and a child may have two guardians at it.
    """
    since = [wish for wish in saved if wish not in seen and wish not in ranked]
    return [*(w for w in ranked if w in seen), *since, *(w for w in ranked if w not in seen)]


@action(allow=[guardian_of("child_id")])
def rank_choices(
    act: Act,
    *,
    round_id: int,
    child_id: int,
    section_ids: list[int],
    seen_ids: list[int] | None = None,
    submit: bool = False,
) -> int:
    """Save the child's list, best first; `submit` also says that it is finished. Returns how many wishes are kept.

    seen_ids: the saved list that the guardian had before their eyes; None: whatever is saved is replaced.
    Errors, in this order: round_not_open, round_closed, not_joined (二.1), too_many, twice, not_offered, not_for_grade.
    SQL: about 13, whatever the size of the menu.
    """
    round_ = lock_open(act, round_id)
    child = people.pupil(child_id)
    if child is None or child.school_id != round_.school_id:
        raise NotYours
    if not decision(child_id, round_.term_id).joins:
        raise Refusal("not_joined", "先确认自愿参加，再选课", clause="二.1", satisfied_by="在“自愿参加确认”里点参加。")
    if seen_ids is not None:
        saved = Wishes.objects.filter(round=round_, pupil_id=child_id).values_list("ranked", flat=True).first()
        section_ids = _with_added_since(section_ids, seen_ids, saved or [])
    if len(section_ids) > LONGEST_LIST:
        raise Refusal("too_many", f"最多填 {LONGEST_LIST} 个志愿")
    if len(set(section_ids)) != len(section_ids):
        raise Refusal("twice", "同一个班填了两次，留一个就行")
    found = menu.sections(round_.school_id, round_.term_id, ids=section_ids, with_adults=False) if section_ids else []
    offered = {s.id: s for s in found if s.course_key}
    for section_id in section_ids:
        if section_id not in offered:
            raise Refusal("not_offered", "有一门课已经不在菜单里，请刷新页面")
        if child.grade not in offered[section_id].grades:
            raise Refusal("not_for_grade", f"{offered[section_id].name}不对这个年级开放")
    saved_now = {
        **scope(round_.school_id),
        "ranked": section_ids,
        "saved_by_id": act.account_id,
        "saved_at": act.at,
        **({"submitted_at": act.at} if submit else {}),
    }
    Wishes.objects.update_or_create(round=round_, pupil_id=child_id, defaults=saved_now)
    if round_.mode == "fair-gate" and section_ids:  # a list changed later keeps its arrival: nobody files in haste
        Wishes.objects.filter(round=round_, pupil_id=child_id, arrived_at=None).update(arrived_at=act.at)
    return len(section_ids)
