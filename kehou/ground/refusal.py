"""A deed that is not done, with its reason."""

from collections.abc import Mapping


class Refusal(Exception):
    """The system declines an act. Nothing was written.

    code: stable English name, for tests and logs, never shown.
    says: one Chinese sentence or two: what stands, who is affected, what to do.
    clause: the clause that asks for it ("附.11"), or "".
    fields: form field → sentence, where the refusal is about what was typed.
    """

    def __init__(
        self,
        code: str,
        says: str,
        *,
        clause: str = "",
        satisfied_by: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.says = says
        self.clause = clause
        self.satisfied_by = satisfied_by
        self.fields = dict(fields or {})


class NotYours(Refusal):
    """The actor has no live relation to the thing; outside it looks like "not found"."""

    def __init__(self) -> None:
        super().__init__("not_yours", "找不到这个页面")
