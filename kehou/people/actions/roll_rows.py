"""The rows of a roll import: children, their care, their guardians. Runs inside write_list's transaction."""

from typing import Any

from django.apps import apps

from kehou.kernel.act import Act
from kehou.kernel.lock import lock_row
from kehou.kernel.secrets import blind_index
from kehou.org.rows import scope
from kehou.people.models import Guardianship, Pupil, PupilCare
from kehou.people.roll.diff import Changed, Diff, Record
from kehou.people.sign_in import phone_index

PUPIL_FIELDS = ("name", "sex", "grade", "class_no", "entered", "boarding")


def id_index(school_id: int, id_number: str) -> str:
    """The look-up key of an ID number, different in every school."""
    return blind_index(f"pupil.id:{school_id}", id_number)


def write_pupils(act: Act, school_id: int, found: Diff) -> None:
    lock_row(apps.get_model("org.School"), school_id)  # numbers are counted per school
    _add(act, school_id, found.new)
    _change(act, school_id, found.changed)
    gone = [id_index(school_id, key) for key in found.gone]
    Pupil.objects.filter(school_id=school_id, id_index__in=gone, left_on=None).update(left_on=act.today)


def _add(act: Act, school_id: int, records: tuple[Record, ...]) -> None:
    """New children; one who left and comes back keeps its number and its past."""
    back = {
        pupil.id_index: pupil
        for pupil in Pupil.objects.filter(school_id=school_id).exclude(left_on=None).defer("id_number")
    }
    last = Pupil.objects.filter(school_id=school_id).order_by("-number").values_list("number", flat=True).first() or 0
    pupils: list[Pupil] = []
    fresh: list[tuple[Pupil, Record]] = []
    for record in records:
        index = id_index(school_id, str(record["id_number"]))
        if index in back:
            Pupil.objects.filter(pk=back[index].pk).update(left_on=None, **_columns(record))
            _guardians(act, school_id, back[index].pk, record)
            continue
        last += 1
        pupil = Pupil(
            **scope(school_id), number=last, id_number=str(record["id_number"]), id_index=index, **_columns(record)
        )
        pupils.append(pupil)
        fresh.append((pupil, record))
    Pupil.objects.bulk_create(pupils, batch_size=500)
    PupilCare.objects.bulk_create(
        [PupilCare(**scope(school_id), pupil=pupil, **_care(record)) for pupil, record in fresh], batch_size=500
    )
    Guardianship.objects.bulk_create(
        [
            _tie(act, school_id, pupil.pk, guardian)
            for pupil, record in fresh
            for guardian in record["guardians"]  # type: ignore[attr-defined]
        ],
        batch_size=500,
    )


def _change(act: Act, school_id: int, changes: tuple[Changed, ...]) -> None:
    keys = {id_index(school_id, change.key): change for change in changes}
    for pupil in Pupil.objects.filter(school_id=school_id, id_index__in=keys).defer("id_number"):
        change = keys[pupil.id_index]
        names = {c.field for c in change.changes}
        id_number = str(change.record["id_number"])
        identity = {"id_number": id_number, "id_index": id_index(school_id, id_number)} if "id_number" in names else {}
        Pupil.objects.filter(pk=pupil.pk).update(**_columns(change.record), **identity)
        if names & {"left_behind", "migrant"}:
            care: dict[str, Any] = {name: change.record[name] for name in ("left_behind", "migrant")}
            PupilCare.objects.update_or_create(pupil_id=pupil.pk, defaults={**scope(school_id), **care})
        if "guardians" in names:
            _guardians(act, school_id, pupil.pk, change.record)


def _guardians(act: Act, school_id: int, pupil_id: int, record: Record) -> None:
    """Ties the list no longer names end now; those it adds begin; those that stay keep their account."""
    wanted: list[dict[str, str]] = list(record["guardians"])  # type: ignore[call-overload]
    for tie in Guardianship.objects.filter(pupil_id=pupil_id, until=None, from_roll=True):
        same = {"name": tie.name, "relation": tie.relation, "phone": tie.phone or ""}
        if same in wanted:
            wanted.remove(same)
        else:
            Guardianship.objects.filter(pk=tie.pk).update(until=act.at)
    for guardian in wanted:
        _tie(act, school_id, pupil_id, guardian).save()


def _columns(record: Record) -> dict[str, Any]:
    return {name: record[name] for name in PUPIL_FIELDS}


def _care(record: Record) -> dict[str, Any]:
    aid: Any = record["aid"]
    return {
        "left_behind": record["left_behind"],
        "migrant": record["migrant"],
        "aid_category": aid[0] if aid else "",
    }


def _tie(act: Act, school_id: int, pupil_id: int, guardian: dict[str, str]) -> Guardianship:
    return Guardianship(
        **scope(school_id),
        pupil_id=pupil_id,
        name=guardian["name"],
        relation=guardian["relation"],
        phone=guardian["phone"],
        phone_index=phone_index(guardian["phone"]) if guardian["phone"] else "",
        since=act.at,
    )
