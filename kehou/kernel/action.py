"""Every write: one permission, one transaction, one audit event, replay-safe. There is no way around it."""

import functools
import hashlib
import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from kehou.ground.refusal import Refusal
from kehou.kernel import permit as permits
from kehou.kernel import sql
from kehou.kernel.act import Act
from kehou.kernel.models import AuditEvent, IdempotencyKey
from kehou.kernel.permit import Permit

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable[..., Any]] = {}


def action(
    *, allow: Sequence[Permit], nameless: bool = False
) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Act, P], R]]:
    """Declare a deed. Called as `deed(act, **parameters)`.

    The deed's name is its function's name. Its answer must be JSON-able (an id, a count, a dict) or None,
    so that the same key gets the same answer. Parameters whose names end in `_id` or `_ids` go into the audit event.
    nameless: the deed leaves nobody. It takes only an act of nobody in particular, without device or key, and has no event
    of its own, which would date it, by its time or by its place among the others. A tip's is that of the deed by which the
    system takes it up by night (docs/decisions/a-tip-leaves-nobody.md); an answer about a lesson has none, its tally is
    all there is (docs/decisions/an-answer-about-a-lesson-is-a-tally.md).
    Errors: NotYours without a live relation; Refusal not_anonymous; Refusal from the deed; then nothing is written.
    Source: invariants I3, I15, I26.
    """

    def declare(function: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Act, P], R]:
        name = f"{function.__module__.removeprefix('kehou.').split('.')[0]}.{function.__name__}"
        signature = inspect.signature(function)

        @functools.wraps(function)
        def deed(act: Act, *args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(act, *args, **kwargs)
            bound.apply_defaults()
            parameters = dict(list(bound.arguments.items())[1:])
            permits.demand(deed.allow, act, parameters)  # type: ignore[attr-defined]
            if nameless:
                _demand_nobody(act)
            with transaction.atomic():
                kept = _keep_key(act, name, parameters) if act.key else None
                if isinstance(kept, _Earlier):
                    return kept.answer
                answer = function(act, *args, **kwargs)
                if not nameless:
                    _record(act, name, parameters, answer, kept)
            act.shown.clear()
            return answer

        deed.allow = tuple(allow)  # type: ignore[attr-defined]
        deed.deed = name  # type: ignore[attr-defined]
        deed.nameless = nameless  # type: ignore[attr-defined]
        if ACTIONS.setdefault(name, deed) is not deed:
            raise ValueError(f"the deed {name} is declared twice")
        return deed

    return declare


def _demand_nobody(act: Act) -> None:
    """A page cannot forget it: what names somebody, or can be looked up again, is not taken."""
    if act.actor.kind != "public" or act.device or act.key:
        raise Refusal("not_anonymous", "这件事没能匿名送出，没有留下任何记录。请用浏览器的无痕窗口再试")


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What the same key was answered before."""

    answer: Any


_KEY = """
    INSERT INTO kernel_idempotencykey (actor_id, key, deed, digest, at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING RETURNING id
"""
_EVENT = """
    INSERT INTO kernel_auditevent (at, deed, actor_kind, actor_id, source, school_id, district_id, subject, key_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def _keep_key(act: Act, name: str, parameters: Mapping[str, Any]) -> int | _Earlier:
    """The new row of the act's key. Of two taps at once the second waits here for the first to commit. SQL: 1.

    Errors: Refusal key_used_for_another_deed.
    """
    digest = hashlib.sha256(json.dumps([name, parameters], default=str, sort_keys=True).encode()).hexdigest()
    actor_id = act.actor.account_id or 0
    new = sql.rows(_KEY, actor_id, act.key, name, digest, act.at)
    if new:
        return int(new[0][0])
    row = IdempotencyKey.objects.get(actor_id=actor_id, key=act.key)
    if row.digest != digest:
        raise Refusal("key_used_for_another_deed", "这张表单已经提交过别的内容，请刷新页面再填一次")
    if row.answer is not None:
        return _Earlier(row.answer)
    return _Earlier(AuditEvent.objects.get(key_id=row.pk).subject.get("answer"))


def _record(act: Act, name: str, parameters: Mapping[str, Any], answer: Any, key_id: int | None) -> None:
    """The event; a number that the deed answered stands in it, any other answer with the key. SQL: 1, or 2."""
    subject = {key: value for key, value in parameters.items() if key.endswith(("_id", "_ids"))}
    is_number = isinstance(answer, int) and not isinstance(answer, bool)
    if is_number:
        subject["answer"] = answer
    sql.rows(
        _EVENT,
        act.at,
        name,
        act.actor.kind,
        act.actor.account_id,
        act.source,
        parameters.get("school_id"),
        parameters.get("district_id"),
        json.loads(json.dumps(subject, default=str)),
        key_id,
    )
    if key_id is not None and answer is not None and not is_number:
        IdempotencyKey.objects.filter(pk=key_id).update(answer=answer)
