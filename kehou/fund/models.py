"""One after-school fund per school: bills, ledger, appraisal, pay. Integer fen; posted rows are never changed."""

from django.db import models
from django.db.models import F, Q

from kehou.org.rows import SchoolRow


class Book(SchoolRow):
    """A school's ledger. Every deed with money locks this row first: numbers run without gaps, the balance can be trusted."""

    closed_through = models.DateField(null=True)  # nothing is posted on or before this day (I5)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="one_ledger_per_school")]


class Bill(SchoolRow):
    """What one child owes for one period, as it stands now; one bill whichever guardian pays.

    Still to be paid: charged - waived - (paid - surplus). surplus: what was paid beyond what a correction left to owe;
    returned: of it, gone back or moved to another bill. refunded: money back that was no surplus, it lowers what was charged
    and what was paid together. docs/decisions/a-correction-is-a-note.md
    """

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT)
    period = models.CharField(max_length=20)  # 2026-09
    days_served = models.PositiveSmallIntegerField()
    charged = models.PositiveIntegerField()  # fen
    waived = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    refunded = models.PositiveIntegerField(default=0)
    surplus = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    carry = models.BooleanField(default=False)  # the family wants the surplus on the next bill
    provenance = models.JSONField(default=dict)  # see billing.py
    issued_at = models.DateTimeField()
    due_on = models.DateField()
    voided_at = models.DateTimeField(null=True)  # taken back as a whole before anything was paid

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "period"], condition=Q(voided_at=None), name="one_bill_per_child_and_period"
            ),
            models.CheckConstraint(condition=Q(waived__lte=F("charged")), name="waived_at_most_charged"),
            models.CheckConstraint(
                condition=Q(charged__gte=F("waived") + F("paid") - F("surplus")), name="paid_at_most_owed"
            ),
            models.CheckConstraint(condition=Q(surplus__lte=F("paid")), name="surplus_at_most_paid"),
            models.CheckConstraint(condition=Q(returned__lte=F("surplus")), name="returned_at_most_surplus"),
            models.CheckConstraint(condition=Q(voided_at=None) | Q(paid=0), name="a_voided_bill_is_unpaid"),
            models.CheckConstraint(condition=Q(refunded__lte=F("paid") - F("surplus")), name="refunded_at_most_paid"),
        ]
        indexes = [models.Index(fields=["school", "term", "period"])]

    @property
    def left(self) -> int:
        """fen still to be paid."""
        return self.charged - self.waived - (self.paid - self.surplus)

    @property
    def owed_back(self) -> int:
        """fen of the surplus that the family has not got back yet."""
        return self.surplus - self.returned


class BillCorrection(SchoolRow):
    """A note against a bill (更正单): what it said, what the record says, why. Never changed; the next one is another note."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    reason = models.CharField(max_length=100)
    days_before = models.PositiveSmallIntegerField()
    charged_before = models.PositiveIntegerField()  # fen
    waived_before = models.PositiveIntegerField()
    provenance_before = models.JSONField(default=dict)
    days_after = models.PositiveSmallIntegerField()
    charged_after = models.PositiveIntegerField()
    waived_after = models.PositiveIntegerField()
    provenance_after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["school", "bill"])]


class Payment(SchoolRow):
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT)
    amount = models.PositiveIntegerField()  # fen
    channel = models.CharField(max_length=10)  # counter | simulated | surplus: of another bill
    channel_ref = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT)
    carried_from = models.ForeignKey(Bill, null=True, related_name="carried_to", on_delete=models.PROTECT)
    reversed_at = models.DateTimeField(null=True)  # recorded by mistake

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "channel", "channel_ref"], name="one_payment_per_ref"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_is_something"),
        ]


class Refund(SchoolRow):
    """Money back by rule: one person prepares, another approves."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT)
    amount = models.PositiveIntegerField()
    rule = models.CharField(max_length=100)
    state = models.CharField(max_length=10)  # prepared | paid | declined
    prepared_by = models.ForeignKey("people.Account", related_name="+", on_delete=models.PROTECT)
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="refund_maker_is_not_checker")
        ]  # fmt: skip


class Voucher(SchoolRow):
    """A posted transaction (凭证); its entries sum to zero. Numbers run without gaps per school and term.

    term: whose ledger it stands in, the one that runs on its day; origin: an earlier one that it settles something of.
    A trigger of the database refuses to change or delete one, and an entry more than `lines` says (I4, I5).
    """

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)  # see accounts.py
    ref = models.CharField(max_length=80)  # what it is about: bill:12, run:3
    memo = models.CharField(max_length=100, blank=True)
    lines = models.PositiveSmallIntegerField()  # how many entries it has
    origin = models.ForeignKey("org.Term", null=True, related_name="+", on_delete=models.PROTECT)
    posted_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "number"], name="voucher_numbers_run"),
            models.CheckConstraint(condition=Q(lines__gte=2), name="a_voucher_has_two_sides"),
        ]
        indexes = [models.Index(fields=["school", "term", "at"])]


class Entry(SchoolRow):
    """One line of a voucher: an amount on an account; debit positive, credit negative."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT)
    account = models.CharField(max_length=24)  # see accounts.py
    source = models.CharField(max_length=12)  # subsidy | service_fee | on_behalf: kept apart (二.2)
    amount = models.BigIntegerField()  # fen

    class Meta:
        indexes = [models.Index(fields=["school", "source", "account"])]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="an_entry_moves_something")]


class Appraisal(SchoolRow):
    """A term's appraisal (绩效考评) of one adult; pay waits for it (八.4e)."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    staff = models.ForeignKey("people.StaffMember", on_delete=models.PROTECT)
    sessions = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    score = models.PositiveSmallIntegerField(null=True)  # 0–100
    remark = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "staff"], name="one_appraisal_per_term")]


class PayRate(SchoolRow):
    """Fen per hour for a kind of adult, from a date on."""

    role = models.CharField(max_length=20)
    fen_per_hour = models.PositiveIntegerField()
    from_date = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "role", "from_date"], name="one_rate_per_date")]


class PayRun(SchoolRow):
    """A pay-out (补助发放) for a period: prepared by one, approved by another."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    period = models.CharField(max_length=20)
    state = models.CharField(max_length=10)  # prepared | paid | dropped
    total = models.PositiveIntegerField()
    prepared_by = models.ForeignKey("people.Account", related_name="+", on_delete=models.PROTECT)
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "term", "period"], condition=~Q(state="dropped"), name="one_live_run_per_period"
            ),
            models.CheckConstraint(condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="pay_maker_is_not_checker"),
        ]  # fmt: skip


class PayLine(SchoolRow):
    run = models.ForeignKey(PayRun, on_delete=models.PROTECT)
    staff = models.ForeignKey("people.StaffMember", on_delete=models.PROTECT)
    minutes = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "staff"], name="one_line_per_adult")]


class PaidDuty(SchoolRow):
    """What one duty earned: the provenance of a line, fen by fen. Each duty is paid once (I7)."""

    duty = models.OneToOneField("day.Duty", on_delete=models.PROTECT)
    line = models.ForeignKey(PayLine, on_delete=models.CASCADE)
    date = models.DateField()
    minutes = models.PositiveIntegerField()
    fen_per_hour = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()  # fen


class PayAdjustment(SchoolRow):
    """A duty whose record changed after it was paid: the difference, paid or kept back with a later run (I7).

    minutes and amount (fen) may be below zero. What was paid stays as it is.
    """

    line = models.ForeignKey(PayLine, on_delete=models.CASCADE)
    duty = models.ForeignKey("day.Duty", on_delete=models.PROTECT)
    date = models.DateField()
    minutes = models.IntegerField()
    fen_per_hour = models.PositiveIntegerField()
    amount = models.IntegerField()  # fen
    why = models.CharField(max_length=100)
    correction = models.ForeignKey("day.DutyCorrection", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "duty"], name="one_adjustment_per_line_and_duty")]
        indexes = [models.Index(fields=["school", "duty"])]


class Repayment(SchoolRow):
    """Pay that an adult gave back: one person records the money with its receipt, another confirms it (I7).

    For differences below zero that no run kept back. amount: fen, what its RepaidDuty rows come to.
    """

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    staff = models.ForeignKey("people.StaffMember", on_delete=models.PROTECT)
    amount = models.PositiveIntegerField()  # fen
    receipt = models.CharField(max_length=60)
    state = models.CharField(max_length=10)  # recorded | confirmed | declined
    recorded_by = models.ForeignKey("people.Account", related_name="+", on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Account", null=True, related_name="+", on_delete=models.PROTECT)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "receipt"], condition=~Q(state="declined"), name="one_repayment_per_receipt"),
            models.UniqueConstraint(fields=["term", "staff"], condition=Q(state="recorded"), name="one_open_repayment_per_adult"),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by")), name="repayment_maker_is_not_checker"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_repayment_is_something"),
        ]  # fmt: skip


class RepaidDuty(SchoolRow):
    """What of a repayment belongs to one duty: minutes and fen that were paid and not worked, both above zero."""

    repayment = models.ForeignKey(Repayment, on_delete=models.CASCADE)
    duty = models.ForeignKey("day.Duty", on_delete=models.PROTECT)
    date = models.DateField()
    minutes = models.PositiveIntegerField()
    fen_per_hour = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()  # fen
    why = models.CharField(max_length=100)
    correction = models.ForeignKey("day.DutyCorrection", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["repayment", "duty"], name="one_line_per_repaid_duty")]
        indexes = [models.Index(fields=["school", "duty"])]


class PayObjection(SchoolRow):
    """An adult says that a line of pay is wrong; whoever prepares pay reads it."""

    line = models.ForeignKey(PayLine, on_delete=models.CASCADE)
    text = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
