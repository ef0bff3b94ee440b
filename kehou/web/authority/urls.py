"""The pages of this site; each page's module has its own `urlpatterns`. One line a page, by name."""

from kehou.web.pages import gather

app_name = "authority"
PAGES: tuple[str, ...] = (
    "setup",
    "schools",
    "calendar",
    "filings",
    "overview",
    "school",
    "findings",
    "complaints",
    "parameters",
)
urlpatterns = gather("kehou.web.authority", PAGES)
