"""One after-school fund per school: bills, ledger, appraisal, pay. Integer fen; posted rows are never changed."""

from django.db import models
from django.db.models import F, Q

from kehou.org.rows import SchoolRow


class Bill(SchoolRow):
    """What one child owes for one period; one bill whichever guardian pays."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT)
    period = models.CharField(max_length=20)  # 2026-09
    days_served = models.PositiveSmallIntegerField()
    charged = models.PositiveIntegerField()  # fen
    waived = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    refunded = models.PositiveIntegerField(default=0)
    provenance = models.JSONField(default=dict)  # dates served, unit price, rule of the cap
    issued_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil", "period"], name="one_bill_per_child_and_period"),
            models.CheckConstraint(condition=Q(waived__lte=F("charged")), name="waived_at_most_charged"),
            models.CheckConstraint(condition=Q(refunded__lte=F("paid")), name="refunded_at_most_paid"),
        ]
        indexes = [models.Index(fields=["school", "term", "period"])]


class Payment(SchoolRow):
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT)
    amount = models.PositiveIntegerField()  # fen
    channel = models.CharField(max_length=10)  # counter | simulated
    channel_ref = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "channel", "channel_ref"], name="one_payment_per_ref")]


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
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="refund_maker_is_not_checker"
            )
        ]


class Voucher(SchoolRow):
    """A posted transaction (凭证); its entries sum to zero. Numbers run without gaps per school and term."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)  # subsidy | charge | waiver | payment | refund | pay_out | external_pay | running | carried | reversal
    ref = models.CharField(max_length=80)  # what it is about: bill:12, pay_run:3
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "term", "number"], name="voucher_numbers_run")]


class Entry(SchoolRow):
    """One line of a voucher: an amount on an account; debit positive, credit negative."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT)
    account = models.CharField(max_length=24)  # see fund/accounts.py
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
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="pay_maker_is_not_checker"
            ),
        ]


class PayLine(SchoolRow):
    run = models.ForeignKey(PayRun, on_delete=models.PROTECT)
    staff = models.ForeignKey("people.StaffMember", on_delete=models.PROTECT)
    minutes = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()
    provenance = models.JSONField(default=list)  # [[duty id, minutes, rate], …]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "staff"], name="one_line_per_adult")]


class PaidDuty(SchoolRow):
    """Each duty is paid once (I7)."""

    duty = models.OneToOneField("day.Duty", on_delete=models.PROTECT)
    line = models.ForeignKey(PayLine, on_delete=models.CASCADE)
