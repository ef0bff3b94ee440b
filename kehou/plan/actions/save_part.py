"""Save one part of a draft, as it is typed."""

from typing import Any

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import at_school
from kehou.people.queries import account_names
from kehou.plan.documents import written
from kehou.plan.models import PlanVersion
from kehou.plan.parts import BY_NAME, SYSTEM_KEYS
from kehou.plan.versions import changed, demand_open, lock_version


@action(allow=[at_school("coordinator", "principal")])
def save_part(
    act: Act, *, school_id: int, version_id: int, part: str, content: dict[str, Any], revision: int
) -> dict[str, int]:
    """Returns {"revision": …}, the one to name in the next save.

    content: document key → value, only keys of this part; None leaves the key out of the plan.
    revision: the one the editor was looking at. Somebody else's change to *another* part is no conflict.
    Errors: Refusal `part_changed_meanwhile` where this part was saved by somebody else since.
    """
    version = lock_version(school_id, version_id)
    demand_open(version)
    own = [key for key in BY_NAME[part].keys if key not in SYSTEM_KEYS]
    if not set(content) <= set(own):
        raise ValueError(f"keys of another part: {sorted(set(content) - set(own))}")
    _demand_seen(act, version, part, revision)
    content = _without_what_others_write(version, content)
    document = written(version.document, content)
    if document == version.document:
        return {"revision": version.revision}
    version.document = document
    note_change(version, act, (part,))
    return {"revision": version.revision}


def note_change(version: PlanVersion, act: Act, parts: tuple[str, ...]) -> None:
    """Count the save, say who touched which parts, and save the row."""
    version.revision += 1
    touch = {
        "revision": version.revision,
        "editor": _editor(act),
        "by": account_names([act.account_id])[act.account_id],
    }
    version.touched = {**version.touched, **dict.fromkeys(parts, touch)}
    version.changed_at = act.at
    changed(version)
    version.save()


def _editor(act: Act) -> str:
    return f"{act.account_id}:{act.device}"


def _demand_seen(act: Act, version: PlanVersion, part: str, revision: int) -> None:
    """One's own saves from the same device follow one another in order and never conflict."""
    touched = version.touched.get(part)
    if touched is None or touched["revision"] <= revision or touched["editor"] == _editor(act):
        return
    raise Refusal(
        "part_changed_meanwhile",
        f"“{BY_NAME[part].label}”刚被{touched['by']}改过，您这次改的还没有存",
        satisfied_by="看过对方改的再决定：用对方的，或用您填的盖过去",
    )


def _without_what_others_write(version: PlanVersion, content: dict[str, Any]) -> dict[str, Any]:
    """Votes are written by the meeting, the day of publication by publishing; typing cannot change them."""
    content = dict(content)
    if content.get("committee") is not None:
        votes = (version.document.get("committee") or {}).get("meetings")
        committee = {key: value for key, value in content["committee"].items() if key != "meetings"}
        content["committee"] = {**committee, "meetings": votes} if votes else committee
    if content.get("publication") is not None:
        content["publication"] = {k: v for k, v in content["publication"].items() if k != "published"}
    return content
