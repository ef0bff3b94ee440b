"""What the system already knows of a plan: nobody types the same thing twice."""

from datetime import datetime

from kehou.org import queries as org
from kehou.org.law import CITY_PACKS, law_at
from kehou.org.queries import SchoolInfo, TermInfo
from kehou.people import queries as people
from kehou.plan.documents import FORMAT, Document, packs_named, written
from kehou.plan.meetings import quorum_of
from kehou.staff import queries as staff
from kehou.voice import queries as voice

REFRESHED_PARTS = ("basics", "survey", "committee", "staff")
"""Parts that can be taken from the system again."""


def head(school: SchoolInfo, term: TermInfo, number: int) -> Document:
    """The keys that the system writes."""
    return {
        "kehou": FORMAT,
        "school": {
            "code": school.code,
            "name": school.name,
            "district": school.district_code,
            "ownership": school.ownership,
            "stages": list(school.stages),
            "boarding": school.boarding,
            "campuses": [campus.name for campus in school.campuses],
        },
        "term": {
            "id": term.key,
            "first_day": term.first_day.isoformat(),
            "last_day": term.last_day.isoformat(),
        },
        "version": number,
    }


def known_part(part: str, *, school_id: int, term_id: int, at: datetime, document: Document) -> Document:
    """The keys of one part as the system knows them now; what it doesn't know stays as it is in the document.

    SQL: ≤ 4. Errors: ValueError for a part that is not in REFRESHED_PARTS.
    """
    if part == "basics":
        return {"enrolled": {str(grade): n for grade, n in people.enrolled_by_grade(school_id).items()}}
    if part == "survey":
        return {"survey": voice.survey_part(school_id, term_id) or document.get("survey")}
    if part == "committee":
        members = len(people.accounts_with_role(school_id, ["committee"], at))
        law = law_at(school_id, packs_named(document.get("policy")))
        quorum = quorum_of(members, None, law.params(org.term(term_id).first_day))
        return {"committee": {**document.get("committee", {}), "members": members, "quorum": quorum}}
    if part == "staff":
        return {
            "staff": staff.staff_part(school_id, term_id) or document.get("staff"),
            "providers": staff.providers_part(school_id, term_id) or document.get("providers"),
        }
    raise ValueError(part)


def first_document(school_id: int, term_id: int, at: datetime) -> Document:
    """A first draft: the head, and whatever roll, survey, roles and applications already say. SQL: ≤ 12."""
    document = head(org.school(school_id), org.term(term_id), 1)
    document["policy"] = list(CITY_PACKS)
    for part in REFRESHED_PARTS:
        known = known_part(part, school_id=school_id, term_id=term_id, at=at, document=document)
        document = written(document, known)
    return document
