"""Which published priority group a child belongs to. Pure; the reason is never kept beside the result."""

from kehou.people.queries import Care

FIRST, NEXT, OTHERS = 1, 2, 3


def group_of(care: Care | None, priority: tuple[str, ...], *, aided: bool = False) -> int:
    """1 left-behind or migrant workers' children, 2 hardship, 3 all others, as far as the plan's list names them.

    Left-behind and migrant children stand together in front whatever the order of the list: the clause names these two
    and no others, and a child of neither kind must not pass one of them (八.3d, rule priority-passed-over).
    aided: in a category of aid on the round's last day.
    """
    if care and (("left_behind" in priority and care.left_behind) or ("migrant" in priority and care.migrant)):
        return FIRST
    return NEXT if "hardship" in priority and aided else OTHERS
