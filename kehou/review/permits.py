"""Who answers, and who decides about an answer."""

from kehou.kernel.permit import system
from kehou.people.permits import at_school, at_school_of, over_school, over_school_of

OFFICE = ("coordinator", "principal")

office_of_finding = at_school_of("review.Finding", "finding_id", *OFFICE)
officer_over_finding = over_school_of("review.Finding", "finding_id")
office_of_complaint = at_school_of("review.Complaint", "complaint_id", *OFFICE)
officer_over_complaint = over_school_of("review.Complaint", "complaint_id")
office = at_school(*OFFICE)
officer = over_school("school_id")

__all__ = [
    "OFFICE",
    "office",
    "office_of_complaint",
    "office_of_finding",
    "officer",
    "officer_over_complaint",
    "officer_over_finding",
    "system",
]
