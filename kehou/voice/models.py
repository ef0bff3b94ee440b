"""Surveys: asked before a plan is written (八.3a), and before holiday care (六.3)."""

from django.db import models

from kehou.org.rows import SchoolRow


class Survey(SchoolRow):
    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, default="demand")  # demand | holiday
    title = models.CharField(max_length=80)
    period = models.CharField(max_length=20, blank=True)  # id of the holiday window it is about
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    invited = models.PositiveIntegerField(default=0)  # pupils on the roll when it opened
    closed_at = models.DateTimeField(null=True)
    committee_decided = models.DateField(null=True)  # holiday surveys

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "kind", "period"], name="one_survey_per_kind_and_period")
        ]


class Answer(SchoolRow):
    """One family's answer for one child; the latest counts until the survey closes."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT)
    pupil = models.ForeignKey("people.Pupil", on_delete=models.CASCADE)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT)
    wants = models.BooleanField()
    weekdays = models.JSONField(default=list)  # mon … sun
    kinds = models.JSONField(default=list)  # content kinds they would choose
    remark = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "pupil"], name="one_answer_per_child")]
