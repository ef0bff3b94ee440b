"""The pages of this site; each page's module has its own `urlpatterns`. One line a page, by name."""

from kehou.web.pages import gather

app_name = "family"
PAGES: tuple[str, ...] = (
    "today",
    "week",
    "activate",
    "child",
    "leave",
    "receipt",
    "safety",
    "collectors",
    "asked",
    "survey",
    "bill",
    "consent",
    "choose",
    "seat",
    "claim",
    "speak",
)
urlpatterns = gather("kehou.web.family", PAGES)
