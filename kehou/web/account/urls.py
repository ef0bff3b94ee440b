"""The pages of this site; each page's module has its own `urlpatterns`. One line a page, by name."""

from kehou.web.pages import gather

app_name = "account"
PAGES: tuple[str, ...] = (
    "home",
    "sign_in",
    "demo_clock",
    "letters",
    "me",
    "invitation",
)
urlpatterns = gather("kehou.web.account", PAGES)
