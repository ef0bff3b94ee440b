"""Which categories of aid a child is in on a day (八.3c). Only for waivers, priorities and the aid officer; never beside others."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.models import AidPeriod, Pupil, PupilCare
from kehou.people.permits import at_school, at_school_of

CATEGORIES = ("城市低保", "农村低保", "孤儿", "残疾", "烈士子女")
"""As the domain names them; a plan may name others."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A category from a day to a day, both count; last_day None: still running."""

    category: str
    first_day: date
    last_day: date | None

    def covers(self, on: date) -> bool:
        return self.first_day <= on and (self.last_day is None or on <= self.last_day)


@dataclass(frozen=True, slots=True)
class Aid:
    """always: what the roll says, without days; "" for nothing."""

    always: str = ""
    spells: tuple[Spell, ...] = ()

    def on(self, day: date) -> frozenset[str]:
        """Categories in force on the day."""
        found = {spell.category for spell in self.spells if spell.covers(day)}
        return frozenset(found | {self.always} if self.always else found)

    def within(self, first: date, last: date) -> frozenset[str]:
        """Categories in force on at least one of the days."""
        found = {s.category for s in self.spells if s.first_day <= last and (s.last_day is None or s.last_day >= first)}
        return frozenset(found | {self.always} if self.always else found)

    def throughout(self, first: date, last: date) -> frozenset[str]:
        """Categories in force on every one of the days, in one spell or in several that follow each other."""
        return frozenset(
            name for name in self.within(first, last) if name == self.always or self._unbroken(name, first, last)
        )

    def _unbroken(self, category: str, first: date, last: date) -> bool:
        need = first
        for spell in sorted((s for s in self.spells if s.category == category), key=lambda s: s.first_day):
            if spell.covers(need):
                if spell.last_day is None or spell.last_day >= last:
                    return True
                need = spell.last_day + timedelta(days=1)
        return False


def aid_of(pupil_ids: Collection[int]) -> dict[int, Aid]:
    """Child → aid; children without any are not in it. SQL: 2."""
    return _aid(PupilCare.objects.filter(pupil_id__in=pupil_ids), AidPeriod.objects.filter(pupil_id__in=pupil_ids))


def aid_of_school(school_id: int) -> dict[int, Aid]:
    """The same for a whole school. SQL: 2."""
    return _aid(PupilCare.objects.filter(school_id=school_id), AidPeriod.objects.filter(school_id=school_id))


def _aid(care: QuerySet[PupilCare], periods: Iterable[AidPeriod]) -> dict[int, Aid]:
    always = {child: category for child, category in care.values_list("pupil_id", "aid_category") if category}
    spells: dict[int, list[Spell]] = {}
    for row in periods:
        spells.setdefault(row.pupil_id, []).append(Spell(row.category or "", row.first_day, row.last_day))
    return {
        child: Aid(always.get(child, ""), tuple(sorted(spells.get(child, ()), key=lambda s: s.first_day)))
        for child in always.keys() | spells.keys()
    }


@dataclass(frozen=True, slots=True)
class AidLine:
    """A period of a child's aid. school_id: of the child; by: who entered it."""

    id: int
    child_id: int
    name: str
    grade: int
    class_no: int
    spell: Spell
    evidence: str
    by: str


@dataclass(frozen=True, slots=True)
class AidBoard:
    """lines: of the school, by class and number, at most 300. children: of the class that was asked for: (id, name)."""

    lines: tuple[AidLine, ...]
    classes: tuple[tuple[int, int], ...]
    children: tuple[tuple[int, str], ...]

    def running(self, on: date) -> int:
        """Children in aid on the day."""
        return len({line.child_id for line in self.lines if line.spell.covers(on)})


@query(allow=[at_school("aid_officer")])
def aid_board(act: Act, *, school_id: int, of_class: tuple[int, int] | None = None) -> AidBoard:
    """SQL: 2, 3 with a class, and the permit's."""
    rows = AidPeriod.objects.filter(school_id=school_id).select_related("pupil", "recorded_by")
    here = Pupil.objects.filter(school_id=school_id, left_on=None)
    classes = here.order_by("grade", "class_no").values_list("grade", "class_no").distinct()
    of = here.filter(grade=of_class[0], class_no=of_class[1]).order_by("number") if of_class else None
    return AidBoard(
        tuple(_line(row) for row in _ordered(rows)[:300]),
        tuple(classes),
        tuple(of.values_list("pk", "name")[:100]) if of is not None else (),
    )


@dataclass(frozen=True, slots=True)
class AidPage:
    """Of one child. always: what the roll says, without days."""

    school_id: int
    name: str
    grade: int
    class_no: int
    always: str
    lines: tuple[AidLine, ...]

    @property
    def aid(self) -> Aid:
        return Aid(self.always, tuple(sorted((line.spell for line in self.lines), key=lambda s: s.first_day)))


@query(allow=[at_school_of("people.Pupil", "child_id", "aid_officer")])
def aid_page(act: Act, *, child_id: int) -> AidPage:
    """SQL: 3 and the permit's."""
    child = Pupil.objects.defer("id_number").get(pk=child_id)
    always = PupilCare.objects.filter(pupil_id=child_id).first()
    rows = AidPeriod.objects.filter(pupil_id=child_id).select_related("pupil", "recorded_by")
    return AidPage(
        child.school_id, child.name, child.grade, child.class_no, (always.aid_category if always else "") or "",
        tuple(_line(row) for row in _ordered(rows)),
    )  # fmt: skip


def _ordered(rows: QuerySet[AidPeriod]) -> QuerySet[AidPeriod]:
    return rows.defer("pupil__id_number").order_by(
        "pupil__grade", "pupil__class_no", "pupil__number", "first_day", "pk"
    )


def _line(row: AidPeriod) -> AidLine:
    child = row.pupil
    return AidLine(
        row.pk, child.pk, child.name, child.grade, child.class_no,
        Spell(row.category or "", row.first_day, row.last_day), row.evidence or "", row.recorded_by.name if row.recorded_by else "",
    )  # fmt: skip
