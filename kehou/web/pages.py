"""How a site gathers its pages' routes, and how ids look in them."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, register_converter

from kehou.kernel.secrets import opaque_id, row_id

# Kinds of rows that may stand in a URL. Each gets a path converter of its name: <pupil:child_id>.
KINDS = (
    "account", "school", "district", "term", "campus", "pupil", "staff", "provider", "import", "survey", "application",
    "version", "meeting", "filing", "course", "room", "section", "round", "seat", "session", "duty", "collector",
    "alarm", "bill", "payment", "refund", "voucher", "run", "payline", "finding", "complaint", "letter", "waiting",
    "role", "guardianship", "leave", "appraisal", "entry", "custody", "repayment", "aid",
)  # fmt: skip


def _converter(kind: str) -> type:
    class OpaqueId:
        regex = "[A-Za-z0-9_-]{22}"

        def to_python(self, value: str) -> int:
            return row_id(kind, value)

        def to_url(self, value: int) -> str:
            return opaque_id(kind, int(value))

    return OpaqueId


for _kind in KINDS:
    register_converter(_converter(_kind), _kind)


def gather(site: str, names: tuple[str, ...]) -> list[URLPattern | URLResolver]:
    """The routes of the named page modules, in order."""
    return [pattern for name in names for pattern in import_module(f"{site}.{name}").urlpatterns]
