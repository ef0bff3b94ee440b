"""Failed assertions and what became of them; what families say."""

from django.db import models

from kehou.kernel.secrets import SealedText
from kehou.org.rows import SchoolRow


class Finding(SchoolRow):
    """A problem (问题) from a plan or from what happened; answered by the school, closed by the district."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    clause = models.CharField(max_length=12)
    rule = models.CharField(max_length=40)
    level = models.CharField(max_length=5)  # block | find | sign
    origin = models.CharField(max_length=8)  # plan | record
    key = models.CharField(max_length=120)  # the same fact opens one finding
    date = models.DateField(null=True)
    subject = models.CharField(max_length=120, blank=True)
    evidence = models.JSONField(default=dict)
    says = models.CharField(max_length=300)
    satisfied_by = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=10)  # open | answered | closed
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    sent_back = models.CharField(max_length=300, blank=True)  # why the district did not accept the answer

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "term", "key"], name="one_finding_per_fact")]
        indexes = [models.Index(fields=["district", "state"])]


class Complaint(SchoolRow):
    """A complaint or tip (投诉、举报), signed or anonymous, with a date by which it must be answered."""

    number = models.PositiveIntegerField()  # per school; the pseudonym in exported files
    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    about = models.CharField(max_length=12, blank=True)  # clause id
    text = SealedText()
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT)  # None: anonymous
    receipt_hash = models.CharField(max_length=64)  # with the receipt anyone sees the answer
    staff = models.ForeignKey("people.StaffMember", null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10)  # open | answered
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    upheld = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="one_complaint_per_number")]
        indexes = [models.Index(fields=["district", "state", "due_on"])]
