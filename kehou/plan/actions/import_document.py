"""Take over a whole plan file into a draft."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import at_school
from kehou.plan.actions.save_part import note_change
from kehou.plan.documents import Document, written
from kehou.plan.parts import PARTS, SYSTEM_KEYS
from kehou.plan.versions import demand_open, lock_version
from kehou.policy.exchange.plan_yaml import document_from_yaml, plan_from_text
from kehou.policy.exchange.reading import InputError, Unreadable
from kehou.policy.facts.plan import Plan


@action(allow=[at_school("coordinator", "principal")])
def import_document(act: Act, *, school_id: int, version_id: int, text: str, revision: int) -> dict[str, int]:
    """Replace every part of the draft by the file's; returns {"revision": …}. All or nothing.

    text: plan.yaml as text. The head (school, term, version), votes of the committee, the filing date and the day
    of publication are the system's own and are not taken from a file (decision plan-import).
    Errors: Refusal `plan_unreadable` with a field per error ("第 16 行 blocks[0].choise" → sentence);
    `plan_of_another_school`; `plan_changed_meanwhile`.
    """
    version = lock_version(school_id, version_id)
    demand_open(version)
    if version.revision != revision:
        raise Refusal(
            "plan_changed_meanwhile",
            "您打开这一页以后，方案又有人改过，文件没有导入",
            satisfied_by="刷新看过最新内容，再导入一次",
        )
    given = _read(text)
    _demand_same_school_and_term(version.document, given)
    version.document = _taken_over(version.document, given)
    note_change(version, act, tuple(part.name for part in PARTS))
    return {"revision": version.revision}


def _read(text: str) -> Document:
    try:
        plan, errors = plan_from_text(text)
    except Unreadable as unreadable:
        plan, errors = None, unreadable.errors
    if errors or not isinstance(plan, Plan):
        raise Refusal(
            "plan_unreadable",
            f"文件里有 {len(errors)} 处读不懂，没有导入" if errors else "这不是学校的实施方案，没有导入",
            satisfied_by="按下面逐条改好，再导入一次" if errors else "选本校的实施方案文件（plan.yaml）",
            fields={_place(error): error.says or f"应当是：{error.expected}" for error in errors},
        )
    return document_from_yaml(text)


def _place(error: InputError) -> str:
    return "　".join(word for word in (f"第 {error.line} 行" if error.line else "", error.key) if word) or "文件"


def _demand_same_school_and_term(own: Document, given: Document) -> None:
    if given["school"]["code"] != own["school"]["code"]:
        raise Refusal(
            "plan_of_another_school",
            f"文件里写的是{given['school']['name']}的方案，没有导入",
            satisfied_by="选本校的方案文件；学校标识码写在 school 的 code 里",
        )
    if given["term"]["id"] != own["term"]["id"]:
        raise Refusal(
            "plan_of_another_term",
            "文件里写的是另一个学期的方案，没有导入",
            satisfied_by="照抄上学期的方案，先把文件里 term 的三项改成本学期",
        )


def _taken_over(own: Document, given: Document) -> Document:
    kept = {key: own[key] for key in SYSTEM_KEYS if key in own}
    taken = {key: value for key, value in given.items() if key not in SYSTEM_KEYS}
    committee = {k: v for k, v in (given.get("committee") or {}).items() if k != "meetings"}
    votes = (own.get("committee") or {}).get("meetings")
    taken["committee"] = {**committee, "meetings": votes} if votes else committee
    taken["publication"] = {k: v for k, v in (given.get("publication") or {}).items() if k != "published"}
    return written(kept, taken)
