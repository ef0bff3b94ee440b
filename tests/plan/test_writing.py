"""Writing a plan: drafts, saves by part, two editors, import."""

import json
from datetime import datetime, timedelta

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.plan.actions.import_document import import_document
from kehou.plan.actions.save_part import save_part
from kehou.plan.actions.start_version import start_version
from kehou.plan.documents import promise_digest
from kehou.plan.models import PlanVersion
from tests.make.people import act_of, make_officer, make_pupil, make_school
from tests.make.plan import WRITTEN_AT, decide, file, make_filed_plan, make_plan_cast, make_version, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_plan_cast()


def _save(cast, version_id, part, content, revision, *, who=None, **more):
    act = act_of(who or cast.coordinator, WRITTEN_AT, **more)
    return save_part(
        act, school_id=cast.school.pk, version_id=version_id, part=part, content=content, revision=revision
    )


def test_a_first_version_begins_with_what_the_system_knows(cast):
    make_pupil(cast.school, grade=3)
    make_pupil(cast.school, grade=3)
    version = start_version(act_of(cast.coordinator, WRITTEN_AT), **cast.ids)
    document = PlanVersion.objects.get(pk=version).document
    assert document["school"]["code"] == cast.school.code
    assert document["term"]["first_day"] == "2026-08-31"
    assert document["enrolled"] == {"3": 2}
    assert document["committee"] == {"members": 5, "quorum": 3}
    assert document["version"] == 1 and "filed" not in document


def test_only_one_version_is_open_at_a_time(cast):
    make_version(cast)
    with pytest.raises(Refusal) as refusal:
        start_version(act_of(cast.coordinator, WRITTEN_AT), **cast.ids)
    assert refusal.value.code == "version_still_open" and "第1版" in refusal.value.says


def test_the_next_version_starts_from_the_filed_one_without_its_votes(cast):
    first = make_filed_plan(cast)
    second = PlanVersion.objects.get(pk=start_version(act_of(cast.coordinator, WRITTEN_AT), **cast.ids))
    filed = PlanVersion.objects.get(pk=first).document
    assert second.number == 2 and second.document["version"] == 2
    assert second.document["windows"] == filed["windows"]
    assert "meetings" not in second.document["committee"] and "filed" not in second.document
    assert promise_digest(second.document) == promise_digest(filed)


def test_saving_a_part_keeps_the_others_and_counts_the_revision(cast):
    version = make_version(cast)
    before = PlanVersion.objects.get(pk=version)
    answer = _save(cast, version, "safeguards", {"safeguards": ["弹性上下班"]}, before.revision)
    after = PlanVersion.objects.get(pk=version)
    assert answer == {"revision": before.revision + 1} and after.revision == before.revision + 1
    assert after.document == {**before.document, "safeguards": ["弹性上下班"]}


def test_saving_the_same_again_changes_nothing(cast):
    version = make_version(cast)
    revision = PlanVersion.objects.get(pk=version).revision
    assert _save(cast, version, "duties", {"duties": promise()["duties"]}, revision) == {"revision": revision}


def test_an_emptied_part_is_left_out_of_the_document(cast):
    version = make_version(cast)
    _save(cast, version, "duties", {"duties": []}, PlanVersion.objects.get(pk=version).revision)
    assert "duties" not in PlanVersion.objects.get(pk=version).document


def test_two_editors_do_not_overwrite_each_others_part(cast):
    version = make_version(cast)
    seen = PlanVersion.objects.get(pk=version).revision
    other = make_officer("principal", cast.school, "高娃")
    _save(cast, version, "duties", {"duties": [{"duty": "统筹", "who": "副校长"}]}, seen, who=other)
    with pytest.raises(Refusal) as refusal:
        _save(cast, version, "duties", {"duties": [{"duty": "统筹", "who": "校长"}]}, seen)
    assert refusal.value.code == "part_changed_meanwhile" and "高娃" in refusal.value.says
    assert PlanVersion.objects.get(pk=version).document["duties"] == [{"duty": "统筹", "who": "副校长"}]


def test_editors_of_different_parts_do_not_disturb_each_other(cast):
    version = make_version(cast)
    seen = PlanVersion.objects.get(pk=version).revision
    other = make_officer("principal", cast.school)
    _save(cast, version, "duties", {"duties": [{"duty": "统筹", "who": "副校长"}]}, seen, who=other)
    _save(cast, version, "safeguards", {"safeguards": ["弹性上下班"]}, seen)
    document = PlanVersion.objects.get(pk=version).document
    assert document["duties"][0]["who"] == "副校长" and document["safeguards"] == ["弹性上下班"]


def test_one_editor_typing_fast_does_not_conflict_with_oneself(cast):
    version = make_version(cast)
    seen = PlanVersion.objects.get(pk=version).revision
    _save(cast, version, "safeguards", {"safeguards": ["一"]}, seen, device="desk")
    _save(cast, version, "safeguards", {"safeguards": ["一", "二"]}, seen, device="desk")
    with pytest.raises(Refusal):
        _save(cast, version, "safeguards", {"safeguards": ["三"]}, seen, device="the same person's other computer")


def test_votes_and_the_day_of_publication_cannot_be_typed(cast):
    version = make_version(cast)
    revision = PlanVersion.objects.get(pk=version).revision
    faked = {"members": 5, "meetings": [{"date": "2026-08-20", "present": 5, "for": 5, "opinion": "同意"}]}
    _save(cast, version, "committee", {"committee": faked}, revision)
    notice = {**promise()["publication"], "published": "2026-08-20"}
    _save(cast, version, "publication", {"publication": notice}, revision)
    document = PlanVersion.objects.get(pk=version).document
    assert document["committee"] == {"members": 5}
    assert "published" not in document["publication"]


def test_a_part_holds_only_its_own_keys(cast):
    version = make_version(cast)
    with pytest.raises(ValueError):
        _save(cast, version, "duties", {"filed": "2026-08-25"}, 0)


def test_another_schools_coordinator_cannot_write_here(cast):
    version = make_version(cast)
    stranger = make_officer("coordinator", make_school("别的小学"))
    with pytest.raises(NotYours):
        _save(cast, version, "duties", {"duties": []}, 0, who=stranger)


def test_a_version_of_another_school_is_not_found_under_ones_own(cast):
    version = make_version(cast)
    other = make_plan_cast("河东小学")
    with pytest.raises(NotYours):
        save_part(
            act_of(other.coordinator, WRITTEN_AT),
            school_id=other.school.pk, version_id=version, part="duties", content={}, revision=0,
        )  # fmt: skip


# Import


def _import(cast, version, text, revision=None):
    row = PlanVersion.objects.get(pk=version)
    act = act_of(cast.coordinator, WRITTEN_AT)
    return import_document(
        act, school_id=cast.school.pk, version_id=version, text=text,
        revision=row.revision if revision is None else revision,
    )  # fmt: skip


def test_an_imported_file_replaces_every_part_but_not_the_systems_own(cast):
    version = make_version(cast)
    own = PlanVersion.objects.get(pk=version).document
    given = {**own, "safeguards": ["导入的"], "version": 7, "filed": "2026-08-30"}
    del given["duties"]
    given["committee"] = {"members": 9, "meetings": [{"date": "2026-08-20", "present": 9, "for": 9, "opinion": "同意"}]}
    _import(cast, version, json.dumps(given))
    document = PlanVersion.objects.get(pk=version).document
    assert document["safeguards"] == ["导入的"] and "duties" not in document
    assert document["version"] == 1 and "filed" not in document
    assert document["committee"] == {"members": 9}


def test_an_unreadable_file_names_each_line_and_keeps_nothing(cast):
    version = make_version(cast)
    before = PlanVersion.objects.get(pk=version)
    text = json.dumps(before.document, indent=1).replace('"choice"', '"choise"', 1).replace('"60.00"', "60", 1)
    with pytest.raises(Refusal) as refusal:
        _import(cast, version, text)
    assert refusal.value.code == "plan_unreadable"
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "choise" in row)
    assert any(place.startswith(f"第 {line} 行") and "choise" in place for place in refusal.value.fields)
    assert any("standard" in place for place in refusal.value.fields)
    assert PlanVersion.objects.get(pk=version).document == before.document


@pytest.mark.parametrize("text", ["", "[1, 2", "kehou: plan/1", "\x00", "kehou: district-plan/1"])
def test_what_is_no_plan_is_refused_in_plain_words(cast, text):
    with pytest.raises(Refusal) as refusal:
        _import(cast, make_version(cast), text)
    assert refusal.value.code == "plan_unreadable" and "没有导入" in refusal.value.says


def test_another_schools_file_is_refused(cast):
    version = make_version(cast)
    own = PlanVersion.objects.get(pk=version).document
    other = {**own, "school": {**own["school"], "code": "2115099999", "name": "河东小学"}}
    with pytest.raises(Refusal) as refusal:
        _import(cast, version, json.dumps(other))
    assert refusal.value.code == "plan_of_another_school" and "河东小学" in refusal.value.says


def test_an_import_over_somebody_elses_change_keeps_nothing_half(cast):
    version = make_version(cast)
    before = PlanVersion.objects.get(pk=version)
    with pytest.raises(Refusal) as refusal:
        _import(cast, version, json.dumps({**before.document, "safeguards": ["x"]}), revision=before.revision - 1)
    assert refusal.value.code == "plan_changed_meanwhile"
    assert PlanVersion.objects.get(pk=version).document == before.document


# What was filed


@pytest.mark.clause("八.1")
def test_no_path_changes_a_filed_version(cast):
    version = make_filed_plan(cast)
    before = PlanVersion.objects.get(pk=version)
    with pytest.raises(Refusal) as refusal:
        _save(cast, version, "duties", {"duties": []}, before.revision)
    assert refusal.value.code == "plan_filed"
    with pytest.raises(Refusal):
        _import(cast, version, json.dumps(before.document))
    with pytest.raises(Refusal):
        decide(cast, version)
    with pytest.raises(Refusal):
        file(cast, version)
    after = PlanVersion.objects.get(pk=version)
    assert (after.document, after.digest, after.revision) == (before.document, before.digest, before.revision)


def test_a_change_after_the_vote_needs_another_vote(cast):
    version = make_version(cast)
    decide(cast, version)
    assert PlanVersion.objects.get(pk=version).state == "decided"
    revision = PlanVersion.objects.get(pk=version).revision
    _save(cast, version, "duties", {"duties": [{"duty": "统筹", "who": "副校长"}]}, revision)
    assert PlanVersion.objects.get(pk=version).state == "draft"
    with pytest.raises(Refusal) as refusal:
        file(cast, version, WRITTEN_AT + timedelta(hours=1))
    assert refusal.value.code == "not_decided" and refusal.value.clause == "八.3b"
    _save(cast, version, "duties", {"duties": promise()["duties"]}, revision + 1)
    assert PlanVersion.objects.get(pk=version).state == "decided"


def test_the_notice_can_be_completed_after_the_vote(cast):
    version = make_version(cast)
    decide(cast, version)
    revision = PlanVersion.objects.get(pk=version).revision
    notice = {**promise()["publication"], "where": ["校门公示栏", "班级群"]}
    _save(cast, version, "publication", {"publication": notice}, revision)
    assert PlanVersion.objects.get(pk=version).state == "decided"


def test_times_come_from_the_act(cast):
    at = datetime.fromisoformat("2026-08-25T10:30:00+08:00")
    version = make_version(cast, at)
    assert PlanVersion.objects.get(pk=version).changed_at == at
