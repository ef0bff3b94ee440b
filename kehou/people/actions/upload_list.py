"""A list is uploaded: the pupil roll or the staff list. Nothing else is written until its preview is applied (I25)."""

import hashlib
from base64 import b64encode

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people.models import Import
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def upload_list(act: Act, *, school_id: int, kind: str, file_name: str, content: bytes) -> int:
    """kind: roll | staff. An earlier preview of the same kind is put aside. Errors: Refusal no_file, being_applied."""
    if kind not in ("roll", "staff") or not content:
        raise Refusal("no_file", "请选一个文件", fields={"file": "请选一个文件"})
    earlier = Import.objects.filter(school_id=school_id, kind=kind)
    if earlier.filter(state="applying").exists():
        raise Refusal("being_applied", "上一份名单正在写入，等它完成再传")
    earlier.filter(state__in=["reading", "preview"]).update(state="discarded", content="", diff={})
    return Import.objects.create(
        **scope(school_id),
        kind=kind,
        file_name=file_name[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        content=b64encode(content).decode(),
        state="reading",
        uploaded_at=act.at,
        uploaded_by_id=act.account_id,
    ).pk
