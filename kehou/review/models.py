"""Failed assertions and what became of them; what families say; how the district judges a school's term."""

from django.db import models
from django.db.models import Q

from kehou.kernel.secrets import SealedText
from kehou.org.rows import SchoolRow


class Finding(SchoolRow):
    """A problem (问题) from a plan or from what happened; answered by the school, closed by the district.

    key: the same fact opens one finding, however often it is judged (see judging.py).
    gone_at: when the fact was found to be no more, because it was put right or corrected; None while it stands.
    """

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    clause = models.CharField(max_length=12)
    rule = models.CharField(max_length=40)
    level = models.CharField(max_length=5)  # block | find | sign
    origin = models.CharField(max_length=8)  # plan | record
    key = models.CharField(max_length=120)
    where = models.CharField(max_length=80)  # session:12, bill:3, windows[0]
    date = models.DateField(null=True)
    subject = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)
    says = models.TextField()
    satisfied_by = models.TextField()
    opened_at = models.DateTimeField()
    due_on = models.DateField()  # when the school's answer is due
    gone_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)  # open | answered | closed
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    sent_back = models.CharField(max_length=300, blank=True)  # why the district did not accept the answer
    sent_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "key"], name="one_finding_per_fact"),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answered_at=None), name="an_answered_finding_has_an_answer"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(closed_at=None), name="a_closed_finding_says_when"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state"]),
            models.Index(fields=["school", "term", "date"], name="finding_of_a_day"),
        ]


class Scan(SchoolRow):
    """When a school's records were last judged: one row per day, and one without a day for the whole term.

    desk_at: when what the office keeps (consents, places, money, complaints, the plan) was last judged between two nights.
    """

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    date = models.DateField(null=True)
    at = models.DateTimeField()
    desk_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "date"], name="one_scan_per_day"),
            models.UniqueConstraint(fields=["school", "term"], condition=Q(date=None), name="one_scan_per_term"),
        ]


class Complaint(SchoolRow):
    """A complaint or tip (投诉、举报), signed or anonymous, with a date by which it must be answered.

    Of an anonymous one nothing is kept that leads to anybody: no account, no device, and the day instead of the moment.
    """

    number = models.PositiveIntegerField()  # per school; the pseudonym in exported files
    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    about = models.CharField(max_length=12, blank=True)  # clause id
    text = SealedText()
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT)  # None: anonymous
    receipt_hash = models.CharField(max_length=64, unique=True)  # with the receipt anyone sees the answer
    staff = models.ForeignKey("people.StaffMember", null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10)  # open | answered
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    upheld = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="one_complaint_per_number"),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answered_at=None) & ~Q(upheld=None)),
                name="an_answered_complaint_says_whether_it_was_right",
            ),
        ]
        indexes = [models.Index(fields=["district", "state", "due_on"])]


class Tip(SchoolRow):
    """A tip (匿名反映) of today in the letter box; by night it becomes a complaint and leaves here.

    Nothing tells when it came: the day, and a key that counts nothing and stands in no order.
    """

    receipt_hash = models.CharField(max_length=64, primary_key=True)
    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    about = models.CharField(max_length=12, blank=True)  # clause id
    text = SealedText()
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["school", "day"], name="letter_box_of_a_school")]


class TipTally(models.Model):
    """How many tips came from about where in the current hour, against floods (throttle.py). Nothing leads from here to a
    tip, or to an address: thousands of addresses share an origin, and it is another one in the next hour."""

    hour = models.DateTimeField()
    origin = models.PositiveIntegerField()  # one of 65,536
    tips = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hour", "origin"], name="one_tally_per_hour_and_origin")]


class Evaluation(SchoolRow):
    """The district's evaluation (评估) of a school's term; it counts for the school and for its head (八.2b)."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    score = models.PositiveSmallIntegerField()  # 0–100
    decided_on = models.DateField()
    basis = models.CharField(max_length=10)  # principal | school | both
    appealed = models.BooleanField(default=False)
    decided_by = models.ForeignKey("people.Account", related_name="+", on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "term"], name="one_evaluation_per_term")]
