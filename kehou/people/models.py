"""People and what ties them together. Every tie has a beginning and an end."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from kehou.kernel.secrets import SealedText
from kehou.org.rows import SchoolRow


class Account(AbstractBaseUser):
    """Somebody who can sign in. Found by a blind index of the phone; the phone itself is sealed."""

    name = models.CharField(max_length=40)
    phone = SealedText(blank=True)
    phone_index = models.CharField(max_length=32, unique=True, null=True)
    demo_name = models.CharField(max_length=40, unique=True, null=True)  # one-tap sign-in, demo mode only
    session_epoch = models.PositiveIntegerField(default=0)  # raising it ends all sessions
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_login = None  # a sign-in is an audit event, not a field a signal writes

    USERNAME_FIELD = "phone_index"

    @property
    def has_come(self) -> bool:
        """Whether the person has set a password of their own."""
        return bool(self.password) and self.has_usable_password()

    def get_session_auth_hash(self) -> str:
        """A session lives as long as the password and the epoch stay (I21)."""
        return f"{super().get_session_auth_hash()}:{self.session_epoch}"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.ended_at is None


class WebSession(AbstractBaseSession):
    """A browser that signed in, and as whom; see web_sessions.py."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE)


ROLES = (
    ("coordinator", "课后服务负责人"),
    ("principal", "校长"),
    ("finance_maker", "经费经办"),
    ("finance_checker", "经费复核"),
    ("aid_officer", "资助专员"),
    ("duty_leader", "值守组长"),
    ("gate", "门卫"),
    ("teacher", "教师"),
    ("committee", "家委会委员"),
    ("district_officer", "区教育局"),
    ("city_officer", "市教育局"),
)


class Role(models.Model):
    """An account's role at a school, in a district or (both empty) in the city, while it lasts."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    role = models.CharField(max_length=20, choices=ROLES)
    district = models.ForeignKey("org.District", null=True, on_delete=models.PROTECT)
    school = models.ForeignKey("org.School", null=True, on_delete=models.PROTECT)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "role"]), models.Index(fields=["school", "role"])]


class Pupil(SchoolRow):
    """A child on the roll. `number` is its pseudonym: counted per school, in every exported file and draw."""

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    sex = models.CharField(max_length=1, blank=True)  # 男 | 女
    id_number = SealedText()
    id_index = models.CharField(max_length=32)
    grade = models.PositiveSmallIntegerField()
    class_no = models.PositiveSmallIntegerField()
    entered = models.CharField(max_length=6)  # YYYYMM
    boarding = models.BooleanField(default=False)
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="one_pupil_per_number"),
            models.UniqueConstraint(fields=["school", "id_index"], name="one_pupil_per_id"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=12), name="grade_1_to_12"),
        ]
        indexes = [models.Index(fields=["school", "grade", "class_no"])]


class PupilCare(SchoolRow):
    """What must never stand beside other children: hardship, left-behind, migrant. Its own table, its own readers."""

    pupil = models.OneToOneField(Pupil, on_delete=models.CASCADE)
    aid_category = SealedText(blank=True)  # as in domain: 城市低保 …
    left_behind = models.PositiveSmallIntegerField(default=0)  # 0 no, 1 one parent away, 2 both
    migrant = models.BooleanField(default=False)


class AidPeriod(SchoolRow):
    """A category of aid that the family has shown, from a day to a day; both count. Read for waivers and priorities only.

    What the first roll says of a child (`PupilCare.aid_category`) has no days; what a later one says otherwise begins or ends
    on the day it is taken over.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE)
    category = SealedText()  # as in domain: 城市低保 …
    first_day = models.DateField()
    last_day = models.DateField(null=True)  # None: until somebody ends it
    evidence = SealedText(blank=True)  # what the aid officer saw
    from_roll = models.BooleanField(default=False)  # True: the next roll may end it
    recorded_by = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=models.F("first_day")), name="aid_runs_forward"
            )
        ]
        indexes = [models.Index(fields=["school", "pupil"])]


class Guardianship(SchoolRow):
    """An adult's tie to a child. It can exist before the adult has an account."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    relation = models.CharField(max_length=20)
    phone = SealedText(blank=True)
    phone_index = models.CharField(max_length=32, blank=True)
    from_roll = models.BooleanField(default=True)  # False: added by hand; the next list leaves it alone
    evidence = models.CharField(max_length=80, blank=True)  # what the school saw when it was added by hand
    end_evidence = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "account"], condition=Q(until=None), name="one_live_tie_per_guardian"
            )
        ]
        indexes = [models.Index(fields=["account", "pupil"]), models.Index(fields=["school", "pupil"])]


class ActivationCode(SchoolRow):
    """A printed one-time code that binds a guardian's account to a child."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE)
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)


class Invitation(models.Model):
    """A one-time code by which somebody takes over the account that was made for them and sets a password."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Provider(SchoolRow):
    """An outside institution. Subject-tutoring companies cannot be registered (附.7)."""

    name = models.CharField(max_length=60)
    category = models.CharField(max_length=12, default="non_subject")
    listed = models.BooleanField(default=False)
    licence_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(category="non_subject"), name="no_subject_tutoring_company"),
            models.UniqueConstraint(fields=["school", "name"], name="one_provider_per_name"),
        ]


STAFF_ROLES = (
    ("school_teacher", "本校教师"),
    ("exchange_teacher", "交流教师"),
    ("retired", "退休教师"),
    ("qualified", "具备资质人员"),
    ("volunteer", "志愿者"),
    ("institution", "机构人员"),
)
TEACHERS = ("school_teacher", "exchange_teacher")


class StaffMember(SchoolRow):
    """An adult who may be put in charge of children at this school. `number` is the pseudonym in exported files."""

    number = models.PositiveIntegerField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    phone = SealedText(blank=True)
    phone_index = models.CharField(max_length=32, blank=True)
    role = models.CharField(max_length=20, choices=STAFF_ROLES)
    subject = models.CharField(max_length=40, blank=True)
    provider = models.ForeignKey(Provider, null=True, on_delete=models.PROTECT)
    qualification = models.CharField(max_length=60, blank=True)
    qualified_until = models.DateField(null=True)
    cleared_on = models.DateField(null=True)  # proof of no criminal record
    cleared_until = models.DateField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="one_staff_per_number"),
            models.CheckConstraint(
                condition=Q(cleared_until=None) | Q(cleared_until__gte=F("cleared_on")), name="clearance_runs_forward"
            ),
        ]
        indexes = [models.Index(fields=["school", "role"]), models.Index(fields=["account"])]


class Import(SchoolRow):
    """An uploaded list, previewed as a diff; nothing else is written until it is applied as a whole."""

    kind = models.CharField(max_length=10)  # roll | staff
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    content = SealedText()  # the file, base64; emptied once applied or discarded
    second_person = models.ForeignKey(Account, null=True, related_name="+", on_delete=models.PROTECT)
    state = models.CharField(max_length=12)  # reading | preview | applying | applied | discarded | unreadable
    says = models.CharField(max_length=300, blank=True)  # why the file could not be read
    counts = models.JSONField(default=dict)  # new, changed, gone, unchanged, refused
    diff = models.JSONField(default=dict)  # rows for the preview, masked
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    applied_at = models.DateTimeField(null=True)


class SignInAttempt(models.Model):
    """For throttling by account and network together, so that a stranger locks nobody out."""

    account_index = models.CharField(max_length=32)
    network_index = models.CharField(max_length=32)
    at = models.DateTimeField()
    ok = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["account_index", "network_index", "at"]),
            models.Index(fields=["network_index", "at"]),
        ]
