"""Teachers offer; the school chooses (五.1). Nobody is rostered outside an accepted offer (五.2)."""

from django.db import models
from django.db.models import Q

from kehou.org.rows import SchoolRow


class Application(SchoolRow):
    """A teacher's own offer for a term: which weekdays, what, how much."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    staff = models.ForeignKey("people.StaffMember", on_delete=models.PROTECT)
    weekdays = models.JSONField(default=list)  # mon … fri
    courses = models.JSONField(default=list)  # [{"name": …, "content": kind}] the teacher would give
    homework_duty = models.BooleanField(default=True)  # willing to look after homework blocks
    max_minutes = models.PositiveIntegerField(null=True)  # a week; None: no limit
    applied_at = models.DateTimeField()
    state = models.CharField(max_length=10)  # applied | accepted | declined | withdrawn
    decided_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term", "staff"], condition=~Q(state="withdrawn"), name="one_live_application_per_term"
            )
        ]


class Pledge(SchoolRow):
    """A signed pledge: no new lessons in service time (附.6), no paid private tutoring (附.12)."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    staff = models.ForeignKey("people.StaffMember", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)  # no_new_lesson | no_paid_tutoring
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "staff", "kind"], name="one_pledge_per_term")]
