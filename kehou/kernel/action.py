"""Every write: one permission, one transaction, one audit event, replay-safe. There is no way around it."""

import functools
import hashlib
import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from kehou.ground.refusal import Refusal
from kehou.kernel import permit as permits
from kehou.kernel.act import Act
from kehou.kernel.models import AuditEvent, IdempotencyKey
from kehou.kernel.permit import Permit

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable[..., Any]] = {}


def action(
    *, allow: Sequence[Permit]
) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Act, P], R]]:
    """Declare a deed. Called as `deed(act, **parameters)`.

    The deed's name is its function's name. Its answer must be JSON-able (an id, a count, a dict) or None,
    so that the same key gets the same answer. Parameters whose names end in `_id` or `_ids` go into the audit event.
    Errors: NotYours without a live relation; Refusal from the deed; then nothing is written.
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
            with transaction.atomic():
                earlier = _earlier_answer(act, name, parameters)
                if earlier is not None:
                    return earlier.answer  # type: ignore[return-value]
                answer = function(act, *args, **kwargs)
                _record(act, name, parameters, answer)
                return answer

        deed.allow = tuple(allow)  # type: ignore[attr-defined]
        deed.deed = name  # type: ignore[attr-defined]
        if ACTIONS.setdefault(name, deed) is not deed:
            raise ValueError(f"the deed {name} is declared twice")
        return deed

    return declare


def _earlier_answer(act: Act, name: str, parameters: Mapping[str, Any]) -> IdempotencyKey | None:
    if not act.key:
        return None
    digest = hashlib.sha256(json.dumps([name, parameters], default=str, sort_keys=True).encode()).hexdigest()
    row, new = IdempotencyKey.objects.get_or_create(
        actor_id=act.actor.account_id or 0, key=act.key, defaults={"deed": name, "digest": digest, "at": act.at}
    )
    if new:
        return None
    if row.digest != digest:
        raise Refusal("key_used_for_another_deed", "这张表单已经提交过别的内容，请刷新页面再填一次")
    return row


def _record(act: Act, name: str, parameters: Mapping[str, Any], answer: Any) -> None:
    subject = {key: value for key, value in parameters.items() if key.endswith(("_id", "_ids"))}
    if isinstance(answer, int) and not isinstance(answer, bool):
        subject["answer"] = answer
    AuditEvent.objects.create(
        at=act.at,
        deed=name,
        actor_kind=act.actor.kind,
        actor_id=act.actor.account_id,
        source=act.source,
        school_id=parameters.get("school_id"),
        district_id=parameters.get("district_id"),
        subject=json.loads(json.dumps(subject, default=str)),
    )
    if act.key:
        IdempotencyKey.objects.filter(actor_id=act.actor.account_id or 0, key=act.key).update(answer=answer)
