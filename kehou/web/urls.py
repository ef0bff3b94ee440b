"""The sites."""

from django.urls import include, path

urlpatterns = [
    path("", include("kehou.web.public.urls")),
    path("account/", include("kehou.web.account.urls")),
    path("family/", include("kehou.web.family.urls")),
    path("teacher/", include("kehou.web.teacher.urls")),
    path("committee/", include("kehou.web.committee.urls")),
    path("school/", include("kehou.web.school.urls")),
    path("authority/", include("kehou.web.authority.urls")),
]

handler400 = "kehou.web.shared.errors.bad_request"
handler404 = "kehou.web.shared.errors.not_found"
handler500 = "kehou.web.shared.errors.failed"
handler403 = "kehou.web.shared.errors.forbidden"
