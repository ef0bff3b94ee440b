"""A filed plan, compiled. Windows, blocks and courses are written only by compiling; sections, rooms, roster by the school."""

from django.db import models
from django.db.models import F, Q

from kehou.org.rows import SchoolRow


class Window(SchoolRow):
    """A service window (服务时段) of a filed version, in force on [from_date, until_date]."""

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    version = models.ForeignKey("plan.PlanVersion", on_delete=models.PROTECT)
    key = models.CharField(max_length=20)  # the plan's id: pm
    kind = models.CharField(max_length=12)
    grades = models.JSONField(default=list)
    weekdays = models.JSONField(default=list)
    starts = models.TimeField()
    ends = models.TimeField()
    from_date = models.DateField()
    until_date = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_window_per_key")]
        indexes = [models.Index(fields=["school", "term"])]


class Block(SchoolRow):
    """What happens in a window, grade by grade (环节). A menu block holds whatever each child chose."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE)
    index = models.PositiveSmallIntegerField()  # its place in the plan: block:2
    grades = models.JSONField(default=list)
    weekdays = models.JSONField(default=list)
    starts = models.TimeField()
    ends = models.TimeField()
    content = models.JSONField(default=list)  # kinds; ["menu"] for a menu block
    choice = models.CharField(max_length=10)  # required | elective
    mode = models.CharField(max_length=8, default="onsite")
    written_homework = models.BooleanField(default=False)


class Course(SchoolRow):
    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    version = models.ForeignKey("plan.PlanVersion", on_delete=models.PROTECT)
    key = models.CharField(max_length=20)  # c01
    name = models.CharField(max_length=60)
    content = models.CharField(max_length=20)
    domains = models.JSONField(default=list)
    grades = models.JSONField(default=list)
    windows = models.JSONField(default=list)  # window keys
    weekdays = models.JSONField(default=list)
    sections = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=8, default="onsite")
    path = models.CharField(max_length=10, blank=True)
    led_by = models.CharField(max_length=20, blank=True)  # the plan's staff id

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_course_per_key")]


class Room(SchoolRow):
    campus = models.ForeignKey("org.Campus", on_delete=models.PROTECT)
    name = models.CharField(max_length=30)
    floor = models.CharField(max_length=20, blank=True)  # 三楼, 场馆
    capacity = models.PositiveSmallIntegerField(default=45)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "campus", "name"], name="one_room_per_name")]


class Section(SchoolRow):
    """A group of children who meet under named adults (教学班): of a course, or of a block and a class.

    taken counts confirmed and held seats; the database refuses more than capacity (I1).
    """

    term = models.ForeignKey("org.Term", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()  # counted per school and term; the pseudonym in exported files
    course = models.ForeignKey(Course, null=True, on_delete=models.PROTECT)
    block = models.ForeignKey(Block, null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    grades = models.JSONField(default=list)
    class_no = models.PositiveSmallIntegerField(null=True)  # a block's section of one class
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT)
    capacity = models.PositiveSmallIntegerField()
    minimum = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, default="open")  # open | closed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "number"], name="one_section_per_number"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="never_more_than_capacity"),
            models.CheckConstraint(
                condition=Q(course=None, block__isnull=False) | Q(course__isnull=False, block=None),
                name="section_of_a_course_or_a_block",
            ),
        ]


class Meet(SchoolRow):
    """When a section meets in the week: one row per weekday."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE)
    window_key = models.CharField(max_length=20)
    weekday = models.CharField(max_length=3)
    starts = models.TimeField()
    ends = models.TimeField()
    from_date = models.DateField()
    until_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "weekday", "from_date", "starts"], name="meets_once_at_a_time")
        ]


class RosterEntry(SchoolRow):
    """A named adult in charge of a section on a weekday (排班), while it lasts."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT)
    staff = models.ForeignKey("people.StaffMember", on_delete=models.PROTECT)
    weekday = models.CharField(max_length=3)
    main = models.BooleanField(default=True)  # main teacher or assistant
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "weekday", "staff"], condition=Q(until=None), name="rostered_once"
            )
        ]
        indexes = [models.Index(fields=["school", "staff"])]
