"""A plan from draft to publication. What was filed is immutable; a change is a new version."""

from django.db import models
from django.db.models import Q

from kehou.kernel.secrets import SealedText
from kehou.org.rows import SchoolRow


class PlanVersion(SchoolRow):
    """One version of a school's plan (一校一案) for a term.

    document: the plan file's keys and values (exchange format plan/1), as JSON.
    revision: counts saves; a save names the revision it edits, so that two editors do not overwrite each other.
    touched: part → the revision that last changed it, and by whom.
    """

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)  # draft | voting | decided | submitted | returned | filed
    title = models.CharField(max_length=60, blank=True)  # what this version changes
    document = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    touched = models.JSONField(default=dict)  # part → {"revision": 7, "editor": account:device, "by": name}
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # of the document, once submitted

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "number"], name="one_plan_per_number"),
            models.UniqueConstraint(
                fields=["school", "term"], condition=~Q(state="filed"), name="one_open_version_at_a_time"
            ),
        ]


class Meeting(SchoolRow):
    """The parents' committee decides about one version (八.3b).

    covers: digest of what the members voted on; a later change of it needs another decision.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT)
    agenda = models.CharField(max_length=120)
    members = models.PositiveSmallIntegerField()
    quorum = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    opinion = models.CharField(max_length=400, blank=True)
    passed = models.BooleanField(null=True)
    covers = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(closed_at=None), name="one_open_meeting"),
        ]


class Vote(SchoolRow):
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    choice = models.CharField(max_length=10)  # for | against | abstain
    remark = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "account"], name="one_vote_per_member")]


class Question(SchoolRow):
    """The parents' committee asks the school (八.3b): about a vote, or about anything else (meeting None).

    All members read it with its answer, without the name of whoever asked.
    """

    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT)
    text = SealedText()
    asked_by = models.ForeignKey("people.Account", related_name="+", on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    answer = SealedText(blank=True)
    answered_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "answered_at"])]


class Filing(SchoolRow):
    """One submission to the district and its answer."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT)
    submitted_at = models.DateTimeField()
    state = models.CharField(max_length=10)  # pending | returned | accepted
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT)
    reasons = models.JSONField(default=list)  # [{"path": "windows[0].end", "says": …}]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(state="pending"), name="one_pending_filing")
        ]


class Publication(SchoolRow):
    """A filed version made public (八.5b)."""

    version = models.OneToOneField(PlanVersion, on_delete=models.PROTECT)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
