"""The city's skeleton."""

from django.db import models


class District(models.Model):
    """A district (区) with its real six-digit code."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=40)
    city = models.CharField(max_length=40)


class School(models.Model):
    """A school; grades follow from its stages."""

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    code = models.CharField(max_length=10, unique=True)  # 学校标识码
    name = models.CharField(max_length=60)
    stages = models.JSONField(default=list)  # of "primary", "junior", "senior"
    ownership = models.CharField(max_length=10, default="public")  # public | private
    boarding = models.CharField(max_length=10, default="none")  # none | some | all
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["district", "name"])]


class Campus(models.Model):
    school = models.ForeignKey(School, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="one_campus_per_name")]


class Term(models.Model):
    """A term of a district."""

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    key = models.CharField(max_length=20)  # 2026-autumn
    name = models.CharField(max_length=40)  # 2026年秋季学期
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="one_term_per_key"),
            models.CheckConstraint(condition=models.Q(first_day__lt=models.F("last_day")), name="term_runs_forward"),
        ]


class CalendarYear(models.Model):
    """A calendar year of a district: where its days came from and who confirmed them."""

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    seeded_from = models.CharField(max_length=20)  # library | hand
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "year"], name="one_calendar_per_year")]


class CalendarDay(models.Model):
    """A date that differs from Monday–Friday."""

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    date = models.DateField()
    day = models.CharField(max_length=10)  # off | workday
    follows = models.CharField(max_length=3, blank=True)  # mon … sun, for a workday
    note = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "date"], name="one_entry_per_date")]


class OfficeHours(models.Model):
    """When the district's offices close, from a date on."""

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    from_date = models.DateField()
    closes = models.TimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "from_date"], name="one_closing_per_date")]


class DistrictParameter(models.Model):
    """A figure of the policy that the district sets for its schools, for terms that begin on or after from_date.

    name: a parameter of a pack that says the district may set it. value: a whole number, or a mapping of such.
    reference: the district's document.
    """

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    value = models.JSONField()
    from_date = models.DateField()
    reference = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "name", "from_date"], name="one_value_per_date")]
