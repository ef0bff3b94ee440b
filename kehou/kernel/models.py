"""Tables of the kernel: what was done, what is to be told, which answers were given already."""

from django.db import models


class AuditEvent(models.Model):
    """One deed. Written by `action` in the deed's own transaction; never changed. No personal data inside."""

    at = models.DateTimeField()
    deed = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10)
    district_id = models.BigIntegerField(null=True)
    school_id = models.BigIntegerField(null=True)
    subject = models.JSONField(default=dict)  # parameter name → row id; answer → the number that the deed answered
    key_id = models.BigIntegerField(null=True)  # the IdempotencyKey it was done under

    class Meta:
        indexes = [
            models.Index(fields=["school_id", "at"]),
            models.Index(fields=["actor_id", "at"]),
            models.Index(fields=["key_id"], condition=models.Q(key_id__isnull=False), name="audit_of_key"),
        ]


class OutboxMessage(models.Model):
    """A message to one account, born in the transaction it tells of; sent by the worker after commit."""

    account_id = models.BigIntegerField()
    school_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    body = models.CharField(max_length=400)
    link = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=120, null=True, unique=True)  # the same news is told once

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "-created_at"]),
            models.Index(fields=["id"], condition=models.Q(sent_at=None), name="outbox_unsent"),
        ]


class IdempotencyKey(models.Model):
    """A form's or a client's key. answer: unless it was nothing, or a number (then the audit event has it)."""

    actor_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    deed = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="one_answer_per_key")]


class DemoClock(models.Model):
    """One row: how far the demo's time is from real time."""

    shift_seconds = models.BigIntegerField(default=0)


class Heartbeat(models.Model):
    """When each tick of the worker last ran, so that a page can say that nobody is watching."""

    tick = models.CharField(max_length=40, unique=True)
    ran_at = models.DateTimeField()
