"""What families say to the school, and by when it answers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.people.permits import at_school
from kehou.review.permits import OFFICE, office_of_complaint
from kehou.review.queries.complaints import complaints_of_school
from kehou.web.complaint_case import answering
from kehou.web.screen import ActRequest, screen


@screen(allow=[at_school(*OFFICE)])
def complaints(request: ActRequest, school_id: int) -> HttpResponse:
    number = request.GET.get("page", "1")
    found = complaints_of_school(
        request.act,
        school_id=school_id,
        tab=request.GET.get("show", "open"),
        page=int(number) if number.isdecimal() else 1,
    )
    return render(request, "school/complaints.html", {"found": found, "school_id": school_id})


@screen(allow=[office_of_complaint])
def complaint(request: ActRequest, complaint_id: int) -> HttpResponse:
    """One complaint and the school's answer."""
    return answering(request, complaint_id, "school/complaint.html", "school:complaint")


urlpatterns = [
    path("<school:school_id>/complaints/", complaints, name="complaints"),
    path("complaints/<complaint:complaint_id>/", complaint, name="complaint"),
]
