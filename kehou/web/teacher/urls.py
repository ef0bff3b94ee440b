"""The pages of this site; each page's module has its own `urlpatterns`. One line a page, by name."""

from kehou.web.pages import gather

app_name = "teacher"
PAGES: tuple[str, ...] = (
    "today",
    "cover",
    "roll_call",
    "session_log",
    "hand_over",
    "apply",
    "hours",
    "payslip",
)
urlpatterns = gather("kehou.web.teacher", PAGES)
