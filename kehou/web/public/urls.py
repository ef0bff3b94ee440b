"""The pages of this site; each page's module has its own `urlpatterns`. One line a page, by name."""

from kehou.web.pages import gather

app_name = "public"
PAGES: tuple[str, ...] = ("start", "health", "school", "fund", "policy", "draw", "speak")
urlpatterns = gather("kehou.web.public", PAGES)
