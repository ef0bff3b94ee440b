"""An uploaded list against what is stored: reading only. The two lists differ in how a person is found and kept."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kehou.gateways.sheets import read_table
from kehou.kernel.secrets import blind_index
from kehou.org import queries as org
from kehou.people.models import TEACHERS, AidPeriod, Guardianship, Import, Pupil, PupilCare, Role, StaffMember
from kehou.people.roll.columns import ROLL_NEEDED
from kehou.people.roll.diff import PUPIL, STAFF, Diff, Record, diff
from kehou.people.roll.kept import is_kept, kept
from kehou.people.roll.masking import mask_field
from kehou.people.roll.parse import ParsedRoll, SchoolOnRoll, parse_roll
from kehou.people.roll.staff_list import STAFF_NEEDED, ParsedStaff, parse_staff

Progress = Callable[[int, int], None]
SHOWN = 500
"""Rows of each kind that a preview keeps; the counts are of all."""


def read_file(row: Import, progress: Progress | None = None) -> ParsedRoll | ParsedStaff:
    """The rows of an upload, from the file or from what was kept of it. SQL: 4, or none.

    Errors: Refusal where the file cannot be read; ValueError where what was kept is of another upload.
    """
    if is_kept(row.content):
        return kept(row.content, digest=row.digest, school_id=row.school_id)
    return _roll(row, progress) if row.kind == "roll" else _staff(row)


def compare(school_id: int, parsed: ParsedRoll | ParsedStaff) -> Diff:
    """Hold what a file says against the school's people. SQL: 3."""
    if isinstance(parsed, ParsedRoll):
        return diff(stored_pupils(school_id), parsed, identity=PUPIL)
    return diff(stored_staff(school_id), parsed, identity=STAFF)


def _roll(row: Import, progress: Progress | None) -> ParsedRoll:
    school = org.school(row.school_id)
    term = org.term_on(row.school_id, row.uploaded_at.date())
    first_day = term.first_day if term else row.uploaded_at.date()
    table = read_table(b64decode(row.content), headers=ROLL_NEEDED)
    stages: Any = school.stages
    found = parse_roll(table, schools=[SchoolOnRoll(school.code, stages)], first_day=first_day, progress=progress)
    # The order in which somebody's categories are written says nothing.
    rows = (child if len(child.aid) < 2 else replace(child, aid=tuple(sorted(child.aid))) for child in found.rows)
    return replace(found, rows=tuple(rows))


def _staff(row: Import) -> ParsedStaff:
    found = parse_staff(read_table(b64decode(row.content), headers=STAFF_NEEDED), today=row.uploaded_at.date())
    # The order in which somebody's roles are written says nothing.
    return replace(found, rows=tuple(replace(person, roles=tuple(sorted(person.roles))) for person in found.rows))


def stored_pupils(school_id: int) -> list[Record]:
    """Children on the roll as the file would say them. SQL: 5. What a family showed the aid officer is not the roll's."""
    # Values, not objects: of 60,000 children that is most of what the comparison costs.
    care = {
        pupil: (left_behind, migrant)
        for pupil, left_behind, migrant in PupilCare.objects.filter(school_id=school_id).values_list(
            "pupil_id", "left_behind", "migrant"
        )
    }
    aid = _roll_aid(school_id)
    ties: dict[int, list[dict[str, str]]] = {}
    said = Guardianship.objects.filter(school_id=school_id, until=None, from_roll=True).order_by("pk")
    for pupil, name, relation, phone in said.values_list("pupil_id", "name", "relation", "phone"):
        ties.setdefault(pupil, []).append({"name": name, "relation": relation, "phone": phone or ""})
    columns = ("id_number", "name", "sex", "grade", "class_no", "entered", "boarding")
    rows = Pupil.objects.filter(school_id=school_id, left_on=None).order_by("number").values_list("pk", *columns)
    records: list[Record] = []
    for pupil, *values in rows:
        left_behind, migrant = care.get(pupil, (0, False))
        records.append(
            dict(zip(columns, values, strict=True))
            | {"left_behind": left_behind, "migrant": migrant, "guardians": ties.get(pupil, [])}
            | {"aid": sorted(aid.get(pupil, ()))}
        )
    return records


def _roll_aid(school_id: int) -> dict[int, set[str]]:
    """Child → categories that the last roll named; children without any are not in it. SQL: 2."""
    found: dict[int, set[str]] = {}
    always = (
        PupilCare.objects.filter(school_id=school_id).exclude(aid_category="").values_list("pupil_id", "aid_category")
    )
    running = AidPeriod.objects.filter(school_id=school_id, from_roll=True, last_day=None)
    for pupil, category in (*always, *running.values_list("pupil_id", "category")):
        found.setdefault(pupil, set()).add(category)
    return found


def stored_staff(school_id: int) -> list[Record]:
    """The school's own people as the file would say them. SQL: 2."""
    roles: dict[int, list[str]] = {}
    for role in Role.objects.filter(school_id=school_id, until=None).exclude(role="committee").order_by("pk"):
        roles.setdefault(role.account_id, []).append(role.role)
    rows = StaffMember.objects.filter(school_id=school_id, until=None, role__in=TEACHERS).order_by("number")
    return [
        {
            "phone": person.phone,
            "name": person.name,
            "roles": sorted(roles.get(person.account_id or 0, [])),
            "subjects": [subject for subject in person.subject.split("、") if subject],
            "cleared_on": person.cleared_on.isoformat() if person.cleared_on else None,
        }
        for person in rows
    ]


def seen_as(found: Diff) -> str:
    """A keyed digest of a difference. Who confirmed one must get that one written: when the school's people change
    between the preview and the writing, it is another."""
    of_whom = [(c.key, [(change.field, change.old, change.new) for change in c.changes]) for c in found.changed]
    new = [record.get("id_number", record.get("phone")) for record in found.new]
    return blind_index("people.difference", repr([new, of_whom, found.gone]))


def counts_of(found: Diff) -> dict[str, int]:
    return {
        "new": len(found.new),
        "changed": len(found.changed),
        "gone": len(found.gone),
        "unchanged": found.unchanged,
        "refused": len(found.refused),
    }


def preview(found: Diff) -> dict[str, Any]:
    """The first of each kind, masked, as a page may show them; and by what the whole is known again (`seen_as`)."""
    return {
        "seen": seen_as(found),
        "new": [_shown(record) for record in found.new[:SHOWN]],
        "changed": [
            {
                **_shown(change.record),
                "changes": [[c.field, mask_field(c.field, c.old), mask_field(c.field, c.new)] for c in change.changes],
            }
            for change in found.changed[:SHOWN]
        ],
        "gone": [mask_field("id_number", key) for key in found.gone[:SHOWN]],
        "refused": [
            {
                "row": refused.number,
                "problems": [[p.cell, p.column, p.found, p.expected] for p in refused.problems],
            }
            for refused in found.refused[:SHOWN]
        ],
    }


def _shown(record: Record) -> dict[str, Any]:
    return {
        name: mask_field(name, record[name])
        for name in ("name", "grade", "class_no", "id_number", "phone", "roles")
        if name in record
    }
