"""What has to be filled in before a deed looks at anything: a form of garbage is turned away at these doors for everybody."""

from dataclasses import dataclass, field
from typing import Any

from kehou.kernel.secrets import opaque_id


@dataclass(frozen=True)
class Filled:
    """instead: parameter of the address → the row (rows.py) that stands there. query: behind the address.

    keys: field → (kind, row), posted as an opaque id. said: field → words.
    """

    instead: dict[str, str] = field(default_factory=dict)
    query: str = ""
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


VOLUNTEER = {"staff": ("staff", "beside_id")}
SCHOOL = {"school": ("school", "school_id")}

FILLED = {
    "family/<pupil:child_id>/pulse/<session:session_id>/": Filled(instead={"session_id": "attended_id"}),
    "teacher/session/<session:session_id>/sign-other/": Filled(keys=VOLUNTEER),
    "teacher/confirm-exception/": Filled(keys={"exception": ("exception", "exception_id")}),
    "teacher/session/<session:session_id>/cover/give/": Filled(keys=VOLUNTEER),
    "school/session/<session:session_id>/send/": Filled(keys=VOLUNTEER | SCHOOL),
    "school/session/<session:session_id>/sign/": Filled(keys=VOLUNTEER),
    "school/session/<session:session_id>/cover/relieve/": Filled(keys=VOLUNTEER | {"leaving": ("staff", "staff_id")}),
    "school/alarm/<alarm:alarm_id>/acknowledge/": Filled(keys=SCHOOL, said={"note": "值守组长过去"}),
    "school/<school:school_id>/plan/<version:version_id>/edit/<slug:part>/refresh/": Filled(
        instead={"part": "refreshed"}
    ),
    "school/<school:school_id>/questions/answer/": Filled(keys={"question": ("question", "question_id")}),
    "school/<school:school_id>/outside/<staff:staff_id>/": Filled(instead={"staff_id": "beside_id"}),
    "school/<school:school_id>/outside/<staff:staff_id>/end/": Filled(instead={"staff_id": "beside_id"}),
    "authority/<district:district_id>/parameters/<slug:name>/withdraw/": Filled(said={"since": "2027-03-01"}),
    "school/<school:school_id>/consents/": Filled(query="class"),
    "school/<school:school_id>/consents/<pupil:child_id>/<term:term_id>/": Filled(query="class"),
    "school/<school:school_id>/lists/<import:import_id>/discard/": Filled(instead={"import_id": "preview_id"}),
}
"""Address pattern → how it is filled in."""


def filled(route: str, ids: dict[str, Any]) -> tuple[dict[str, Any], str, dict[str, str]]:
    """(the ids of the address, what stands behind it, the form)."""
    how = FILLED.get(route, Filled())
    named = ids | {name: ids[row] for name, row in how.instead.items()}
    form = how.said | {name: opaque_id(kind, ids[row]) for name, (kind, row) in how.keys.items()}
    return named, f"?{how.query}={ids[how.query]}" if how.query else "", form
