"""The pages of this site; each page's module has its own `urlpatterns`. One line a page, by name."""

from kehou.web.pages import gather

app_name = "school"
PAGES: tuple[str, ...] = (
    "today",
    "today_session",
    "today_sign",
    "today_cover",
    "duty_times",
    "plan_versions",
    "plan_editor",
    "plan_file",
    "plan_decide",
    "questions",
    "survey",
    "applications",
    "rooms",
    "sections",
    "outside",
    "rounds",
    "paper_consents",
    "import_roll",
    "slips",
    "staff_slips",
    "setup",
    "accounts",
    "leaving",
    "people",
    "custody",
    "bills",
    "bill",
    "ledger",
    "appraisal",
    "pay",
    "repayments",
    "aid",
    "term",
    "decisions",
    "findings",
    "complaints",
)
urlpatterns = gather("kehou.web.school", PAGES)
