"""The rows of a roll import: children, their care, their guardians. Runs inside write_list's transaction."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Max

from kehou.kernel.act import Act
from kehou.kernel.lock import lock_row
from kehou.kernel.secrets import blind_index
from kehou.org.rows import scope
from kehou.people.actions.many_rows import AT_ONCE, Written, insert_rows, update_rows
from kehou.people.actions.roll_aid import roll_aid_begins, roll_aid_changes
from kehou.people.models import Guardianship, Pupil, PupilCare
from kehou.people.roll.diff import Changed, Diff, Record
from kehou.people.sign_in import phone_index

PUPIL_FIELDS = ("name", "sex", "grade", "class_no", "entered", "boarding")
CARE_FIELDS = ("left_behind", "migrant", "aid_category")
TIE_FIELDS = ("name", "relation", "phone", "phone_index", "from_roll", "evidence", "end_evidence", "since")


def id_index(school_id: int, id_number: str) -> str:
    """The look-up key of an ID number, different in every school."""
    return blind_index(f"pupil.id:{school_id}", id_number)


def rows_to_write(found: Diff) -> int:
    """How many rows `write_pupils` will have reported at its end."""
    ties: Any = [record["guardians"] for record in found.new]
    return 2 * len(found.new) + sum(map(len, ties)) + len(found.changed)


def write_pupils(act: Act, school_id: int, found: Diff, written: Written | None = None) -> None:
    """written: called with a number of rows after every few hundred."""
    lock_row(apps.get_model("org.School"), school_id)  # numbers are counted per school
    _add(act, school_id, found.new, written)
    _change(act, school_id, found.changed, written)
    gone = [id_index(school_id, key) for key in found.gone]
    for some in _parts(gone):
        Pupil.objects.filter(school_id=school_id, id_index__in=some, left_on=None).update(left_on=act.today)


def _add(act: Act, school_id: int, records: tuple[Record, ...], written: Written | None) -> None:
    """New children; one who left and comes back keeps its number and its past."""
    left = Pupil.objects.filter(school_id=school_id).exclude(left_on=None)
    back = dict(left.values_list("id_index", "pk"))
    fresh: list[tuple[str, Record]] = []
    for record in records:
        index = id_index(school_id, str(record["id_number"]))
        if index in back:
            Pupil.objects.filter(pk=back[index]).update(left_on=None, **_columns(record))
            _guardians(act, school_id, back[index], record)
        else:
            fresh.append((index, record))
    last = Pupil.objects.filter(school_id=school_id).aggregate(last=Max("number"))["last"] or 0
    district_id = scope(school_id)["district_id"]
    insert_rows(
        Pupil,
        ("school_id", "district_id", "number", "id_number", "id_index", *PUPIL_FIELDS),
        (
            (school_id, district_id, number, record["id_number"], index, *(record[name] for name in PUPIL_FIELDS))
            for number, (index, record) in enumerate(fresh, start=last + 1)
        ),
        written,
    )
    made = dict(Pupil.objects.filter(school_id=school_id, number__gt=last).values_list("id_index", "pk"))
    insert_rows(
        PupilCare,
        ("school_id", "district_id", "pupil_id", *CARE_FIELDS),
        ((school_id, district_id, made[index], *_care(record)) for index, record in fresh),
        written,
    )
    for index, record in fresh:
        more: Any = record["aid"]
        for category in more[1:]:
            roll_aid_begins(act, school_id, made[index], category)
    insert_rows(
        Guardianship,
        ("school_id", "district_id", "pupil_id", *TIE_FIELDS),
        (
            (school_id, district_id, made[index], *_tie(act, guardian))
            for index, record in fresh
            for guardian in record["guardians"]  # type: ignore[attr-defined]
        ),
        written,
    )


def _change(act: Act, school_id: int, changes: tuple[Changed, ...], written: Written | None) -> None:
    keys = {id_index(school_id, change.key): change for change in changes}
    found: dict[str, int] = {}
    for some in _parts(list(keys)):
        found |= Pupil.objects.filter(school_id=school_id, id_index__in=some).values_list("id_index", "pk")
    update_rows(
        Pupil,
        ("id_number", "id_index", *PUPIL_FIELDS),
        (_changed_pupil(school_id, keys[index].record, pk) for index, pk in found.items()),
        written,
    )
    for index, pk in found.items():
        change = keys[index]
        names = {c.field for c in change.changes}
        if names & {"left_behind", "migrant"}:
            care: dict[str, Any] = {name: change.record[name] for name in ("left_behind", "migrant")}
            PupilCare.objects.update_or_create(pupil_id=pk, defaults={**scope(school_id), **care})
        for aid in (c for c in change.changes if c.field == "aid"):
            roll_aid_changes(act, school_id, pk, aid.old, aid.new)
        if "guardians" in names:
            _guardians(act, school_id, pk, change.record)


def _changed_pupil(school_id: int, record: Record, pk: int) -> list[object]:
    number = str(record["id_number"])
    return [number, id_index(school_id, number), *(record[name] for name in PUPIL_FIELDS), pk]


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """SQLite takes a bounded number of values in one statement."""
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _guardians(act: Act, school_id: int, pupil_id: int, record: Record) -> None:
    """Ties the list no longer names end now; those it adds begin; those that stay keep their account."""
    wanted: list[dict[str, str]] = list(record["guardians"])  # type: ignore[call-overload]
    for tie in Guardianship.objects.filter(pupil_id=pupil_id, until=None, from_roll=True):
        same = {"name": tie.name, "relation": tie.relation, "phone": tie.phone or ""}
        if same in wanted:
            wanted.remove(same)
        else:
            Guardianship.objects.filter(pk=tie.pk).update(until=act.at)
    insert_rows(
        Guardianship,
        ("school_id", "district_id", "pupil_id", *TIE_FIELDS),
        [(school_id, scope(school_id)["district_id"], pupil_id, *_tie(act, guardian)) for guardian in wanted],
    )


def _columns(record: Record) -> dict[str, Any]:
    return {name: record[name] for name in PUPIL_FIELDS}


def _care(record: Record) -> tuple[Any, ...]:
    """Values of CARE_FIELDS."""
    aid: Any = record["aid"]
    return record["left_behind"], record["migrant"], aid[0] if aid else ""


def _tie(act: Act, guardian: dict[str, str]) -> tuple[Any, ...]:
    """Values of TIE_FIELDS: a tie that begins now and that the list may end again."""
    phone = guardian["phone"]
    index = phone_index(phone) if phone else ""
    return guardian["name"], guardian["relation"], phone, index, True, "", "", act.at
