"""Free will, wishes and seats."""

from django.db import models
from django.db.models import Q

from kehou.kernel.secrets import SealedText
from kehou.org.rows import SchoolRow


class Consent(SchoolRow):
    """One act on taking part (自愿参加确认). Rows are only added; the latest is in force."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    act = models.CharField(max_length=8)  # join | decline | withdraw
    by = models.CharField(max_length=8)  # guardian | staff (a paper typed in)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    at = models.DateTimeField()
    device = models.CharField(max_length=16, blank=True)
    text_version = models.CharField(max_length=20)
    confirmed_at = models.DateTimeField(null=True)  # the guardian confirmed a staff entry
    answered = models.BooleanField(default=False)  # whether the anonymous question was answered; what, nobody can tell

    class Meta:
        indexes = [models.Index(fields=["school", "term", "pupil", "-at"])]


class FeltCount(SchoolRow):
    """How many families answered what, when asked whether they chose freely (附.3, 附.4): a tally, so that no answer has
    a row, a time or an order that leads back to a child."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    felt = models.CharField(max_length=12)  # free | pressed | discouraged
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "term", "felt"], name="one_tally_per_answer")]


class Round(SchoolRow):
    """A choice round (选课轮次): wishes, deadline, draw, result."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    mode = models.CharField(max_length=16, default="rotating-draw")  # engines/allocation/settings.py MODES
    gate = models.PositiveSmallIntegerField(default=30)  # minutes in which arrivals count as one, mode fair-gate
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    commitment = models.CharField(max_length=64)  # sha-256 of the secret, public from the start
    secret = SealedText()
    key = SealedText(default="")  # of the pseudonyms and salts; whoever has it can open every seal
    value_until = models.DateTimeField(null=True)  # how long a public value is waited for; null: none is drawn
    public_value = models.CharField(max_length=64, blank=True)  # as two people typed it
    frozen_at = models.DateTimeField(null=True)
    log = models.JSONField(default=list)  # committed, frozen, drawn: engines/allocation/drawlog.py
    state = models.CharField(max_length=10)  # open | drawn
    drawn_at = models.DateTimeField(null=True)
    seed = models.CharField(max_length=64, blank=True)  # public after the draw
    input_digest = models.CharField(max_length=64, blank=True)  # sha-256 over the frozen tables
    certificate = models.JSONField(default=dict)  # what the public sees: digests and counts, no child

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "term"], condition=Q(state="open"), name="one_open_round")
        ]


class FrozenFile(SchoolRow):
    """A file of a round, as it was frozen or drawn; `kehou verify` reads them. Sealed: groups stand in them."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT)
    name = models.CharField(max_length=20)  # students.csv
    text = SealedText()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="one_frozen_file_per_name")]


class PublicValue(SchoolRow):
    """What one person typed of the value drawn in public. Rows are only added: two who differ are on record."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    value = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["round", "at"])]


class Wishes(SchoolRow):
    """One child's ranked sections in a round, saved as the family goes."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    ranked = models.JSONField(default=list)  # section ids, best first
    saved_by = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)  # the first wish; mode fair-gate alone, until the freeze

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "pupil"], name="one_list_per_child")]


class Seat(SchoolRow):
    """A place in a section (录取名额). A block's section gives its seats by class, not by draw."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    section = models.ForeignKey("menu.Section", on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    state = models.CharField(max_length=10)  # held | confirmed | released
    how = models.CharField(max_length=10)  # draw | claim | waiting | class | moved
    rank = models.PositiveSmallIntegerField(null=True)
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT)
    since = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "pupil"], condition=~Q(state="released"), name="one_seat_per_child_and_section"
            )
        ]
        indexes = [models.Index(fields=["school", "term", "pupil"])]


class SeatTime(SchoolRow):
    """A live seat's times in the week: no child is promised to two sections at once (I2)."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE)
    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    weekday = models.CharField(max_length=3)
    starts = models.TimeField()
    from_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "term", "weekday", "starts", "from_date"], name="one_place_at_a_time"
            )
        ]


class WishOutcome(SchoolRow):
    """What became of each wish, and why, as the engine said it; shown to this family only."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    section = models.ForeignKey("menu.Section", on_delete=models.PROTECT)
    rank = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=8)  # seat | waiting | none
    reason = models.JSONField(default=dict)  # answer and figures (standing.py), merged where they are small
    group = models.PositiveSmallIntegerField(default=0)  # the figure alone, for the rule priority-passed-over
    lottery = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "pupil", "rank"], name="one_outcome_per_wish")]


class Waiting(SchoolRow):
    """A place in a section's waiting list (候补); offers go strictly in order."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    section = models.ForeignKey("menu.Section", on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT)
    place = models.PositiveIntegerField()
    state = models.CharField(max_length=8)  # waiting | offered | taken | passed | left
    offered_at = models.DateTimeField(null=True)
    offer_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "pupil"], condition=Q(state__in=["waiting", "offered"]), name="waits_once"
            )
        ]
        indexes = [models.Index(fields=["section", "state", "place"])]
