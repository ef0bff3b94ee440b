"""What the school's and the district's pages of findings have in common: where a finding's fact can be looked at."""

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


def fact_link(where: str, school_id: int) -> tuple[str, str]:
    """(address, words) of the page that a finding speaks of, for the school's own people; ("", "") where there is none.

    where: "session:12", "bill:3", "complaint:1", "windows[0]".
    """
    kind, _sep, number = where.partition(":")
    id_ = int(number) if number.isdecimal() else 0
    pages: dict[str, Callable[[], tuple[str, str]]] = {
        "session": lambda: (reverse("school:session", args=[id_]), _("看这次课的记录")),
        "bill": lambda: (reverse("school:bill", args=[id_]), _("看这张账单")),
        "voucher": lambda: (reverse("school:ledger", args=[school_id]), _("看账本")),
        "complaint": lambda: (reverse("school:complaints", args=[school_id]), _("看投诉")),
        "payline": lambda: (reverse("school:pay", args=[school_id]), _("看补助发放")),
        "appraisal": lambda: (reverse("school:appraisal", args=[school_id]), _("看考评")),
        "plan": lambda: (reverse("school:plan", args=[school_id]), _("看方案")),
    }
    find = pages.get(kind if number else "plan")
    if find is None or where.endswith(".csv"):
        return "", ""
    try:
        return find()
    except NoReverseMatch:
        return "", ""
