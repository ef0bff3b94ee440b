"""What happens on a day. Events are added, never edited; presence is their projection."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q

from kehou.day.immutable import Immutable
from kehou.kernel.secrets import SealedText
from kehou.org.rows import SchoolRow


class Session(SchoolRow):
    """A section on a date (一次课). Exists only from a filed plan (附.1)."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    section = models.ForeignKey("menu.Section", on_delete=models.PROTECT)
    date = models.DateField()
    planned_start = models.DateTimeField()
    planned_end = models.DateTimeField()
    window_key = models.CharField(max_length=20)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    early_reason = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, default="planned")  # planned | running | ended | cancelled
    content = models.JSONField(default=list)  # kinds logged
    written_homework = models.BooleanField(default=False)
    rolled_at = models.DateTimeField(null=True)  # roll-call finished

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "date", "planned_start"],
                                               name="one_session_per_meet")]  # fmt: skip
        indexes = [models.Index(fields=["school", "date"])]


class Duty(SchoolRow):
    """An adult planned for or present in a session; one row per stay (值守).

    planned: on the roster. Somebody sent in an emergency is not; sent_by is the account that sent them.
    in_by, out_by: who signed them in and out, where it was somebody else.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    staff = models.ForeignKey("people.StaffMember", on_delete=models.PROTECT)
    planned = models.BooleanField(default=True)
    main = models.BooleanField(default=True)
    remote = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT)
    in_at = models.DateTimeField(null=True)
    in_by = models.ForeignKey("people.Account", null=True, db_index=False, related_name="+", on_delete=models.PROTECT)
    out_at = models.DateTimeField(null=True)
    out_by = models.ForeignKey("people.Account", null=True, db_index=False, related_name="+", on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["school", "session"]), models.Index(fields=["school", "staff"])]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "staff"], condition=Q(out_at=None), name="one_open_stay_per_adult_and_session"
            )
        ]


class DutyCorrection(SchoolRow):
    """An adult's times put right after the fact (补签、更正): the old ones, the new ones, who and why. Never changed (八.4b)."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    reason = models.CharField(max_length=100)
    in_before = models.DateTimeField(null=True)
    out_before = models.DateTimeField(null=True)
    in_after = models.DateTimeField()
    out_after = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "duty"])]


class Presence(SchoolRow):
    """A child at a session as it stands now: the projection of its events (I10), see standing.py.

    Released to a guardian: guardianship; to a third person: collector, or exception where two of the staff decided.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT)
    state = models.CharField(max_length=10, default="expected")  # expected | present | leave | absent
    in_at = models.DateTimeField(null=True)
    out_at = models.DateTimeField(null=True)
    released_to = models.CharField(max_length=14, blank=True)  # guardian | authorised | self | next_session
    guardianship = models.ForeignKey("people.Guardianship", null=True, on_delete=models.PROTECT)
    collector = models.ForeignKey("day.Collector", null=True, on_delete=models.PROTECT)
    exception = models.ForeignKey("day.ReleaseException", null=True, on_delete=models.PROTECT)
    homework_done = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "pupil"], name="one_presence_per_session")]
        indexes = [models.Index(fields=["school", "pupil"])]


class PresenceEvent(SchoolRow):
    """One mark, immutable (a trigger refuses changes too): who saw what, when. A correction is a new event with a reason."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)  # see standing.py
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)  # account
    detail = models.JSONField(default=dict)  # all that the projection needs, ids and times only
    reason = models.CharField(max_length=100, blank=True)
    client_key = models.CharField(max_length=64, null=True, unique=True)

    objects = Immutable.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "session", "id"])]

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a presence event is never deleted")


class Leave(SchoolRow):
    """A guardian asks leave (请假) for a day; it pre-fills the roll."""

    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    date = models.DateField()
    reason = models.CharField(max_length=60)
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pupil", "date"], condition=Q(cancelled_at=None),
                                               name="one_live_leave_per_day")]  # fmt: skip


class Collector(SchoolRow):
    """A third person whom a guardian lets collect the child, while it lasts (接送人). Guardians need no entry.

    The word of a guardian ends with the guardianship: see release.py.
    """

    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
    relation = models.CharField(max_length=20)
    phone = SealedText(blank=True)
    only_on = models.DateField(null=True)  # one day only
    code_hash = models.CharField(max_length=64, blank=True)  # of the one-day collector's one-time code
    code_used_at = models.DateTimeField(null=True)
    authorised_by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    since = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "pupil"])]


class CodeTry(SchoolRow):
    """One typed collecting code, right or wrong: a right one lets a hand-over follow, wrong ones are counted (I11)."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    collector = models.ForeignKey(Collector, null=True, on_delete=models.CASCADE)  # None: no such code here
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "session"])]


class ReleaseException(SchoolRow):
    """A child goes with somebody nobody authorised, because a guardian agreed on the phone and two of the staff say so.

    The database knows that the second person is not the first (I11).
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
    relation = models.CharField(max_length=20)
    guardianship = models.ForeignKey("people.Guardianship", on_delete=models.PROTECT)  # who agreed on the phone
    asked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                                              name="two_of_the_staff_decide")]  # fmt: skip
        indexes = [models.Index(fields=["school", "session"])]


class CustodyBlock(SchoolRow):
    """A court or police order: this person must not get the child. Beats every authorisation (I11)."""

    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
    evidence = SealedText()  # the document: who decided, its number
    ordered_on = models.DateField(null=True)  # the document's own date
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # the document's own end, or when it was lifted
    end_evidence = SealedText(blank=True)  # what lifted it before its end


class SoloLeave(SchoolRow):
    """A guardian's standing word that a child of grade 3 or above may go home alone."""

    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    given_by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class SafetyNote(SchoolRow):
    """What a guardian wants the adult in charge to know (安全提示): an allergy, an inhaler, a wheelchair.

    Its own table, its own readers: the guardians, and whoever is in charge of the child that day. It is in no export.
    """

    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    text = SealedText()
    written_by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil"], condition=Q(ended_at=None), name="one_live_safety_note")
        ]


class SafetyNoteReading(SchoolRow):
    """Who was shown a child's safety note, in which session, when first. Nobody is shown one without such a row (I19)."""

    note = models.ForeignKey(SafetyNote, on_delete=models.CASCADE)
    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "session", "account"],
                                               name="one_reading_per_note_session_and_adult")]  # fmt: skip


class Alarm(SchoolRow):
    """Something a person must see to now; it stays until somebody acknowledges it (I10)."""

    kind = models.CharField(max_length=16)  # uncovered | unexplained | not_collected | not_started
    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", null=True, on_delete=models.PROTECT)
    since = models.DateTimeField()
    raised_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(default=1)  # 1 duty leader, 2 principal, 3 district, 4 all of them again
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT)
    note = models.CharField(max_length=100, blank=True)  # what whoever acknowledged it does about it
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind"], condition=Q(resolved_at=None, pupil=None), name="one_live_alarm_per_session"
            ),
            models.UniqueConstraint(
                fields=["session", "kind", "pupil"],
                condition=Q(resolved_at=None, pupil__isnull=False),
                name="one_live_alarm_per_child",
            ),
        ]
        indexes = [models.Index(fields=["school", "raised_at"])]


class DayClose(SchoolRow):
    date = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "date"], name="a_day_closes_once")]


class PulseTally(SchoolRow):
    """What families answered about a session, each question counted on its own: no answer has a row, a time or an order."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, primary_key=True)
    new_lesson = models.PositiveIntegerField(default=0)  # how many said so
    unattended = models.PositiveIntegerField(default=0)
    satisfied_1 = models.PositiveIntegerField(default=0)  # how many gave this mark; every answer gives one
    satisfied_2 = models.PositiveIntegerField(default=0)
    satisfied_3 = models.PositiveIntegerField(default=0)
    satisfied_4 = models.PositiveIntegerField(default=0)
    satisfied_5 = models.PositiveIntegerField(default=0)


class PulseTicket(SchoolRow):
    """That a family has answered about a session, nothing of the answer; kept while one can still answer."""

    number = models.CharField(max_length=64, primary_key=True)  # keyed, see pulse_tickets.py
    session = models.ForeignKey(Session, on_delete=models.PROTECT)
