"""The pages of this site; each page's module has its own `urlpatterns`. One line a page, by name."""

from kehou.web.pages import gather

app_name = "committee"
PAGES: tuple[str, ...] = ("plan", "fund", "questions", "ballots")
urlpatterns = gather("kehou.web.committee", PAGES)
