"""The same rules while a plan is typed: problems, where they point, what can be corrected at a tap."""

import time
from copy import deepcopy

import pytest

from kehou.ground.refusal import Refusal
from kehou.plan.actions.apply_fix import apply_fix
from kehou.plan.documents import written
from kehou.plan.fixes import fix_for
from kehou.plan.judging import judge_document
from kehou.plan.models import PlanVersion
from tests.make.people import act_of
from tests.make.plan import WRITTEN_AT, make_plan_cast, make_version, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_plan_cast()


def _judge(cast, version_id, **changed):
    document = written(PlanVersion.objects.get(pk=version_id).document, changed)
    judgement = judge_document(
        document, school_id=cast.school.pk, district_id=cast.school.district_id, term_id=cast.term.pk,
        today=WRITTEN_AT.date(),
    )  # fmt: skip
    return judgement, document


def _by_rule(judgement, rule):
    return next(problem for problem in judgement.problems if problem.rule == rule)


def test_a_finished_draft_lacks_only_the_committees_vote(cast):
    judgement, _ = _judge(cast, make_version(cast))
    assert [(p.rule, p.ahead) for p in judgement.problems] == [("committee-absent", True)]
    assert judgement.in_the_way == () and judgement.conforming > 40


def test_the_day_of_publication_is_no_problem_before_it(cast):
    version = make_version(cast)
    judgement, _ = _judge(cast, version, publication={**promise()["publication"], "where": []})
    assert _by_rule(judgement, "publication-incomplete").part == "publication"
    judgement, _ = _judge(cast, version)
    assert all(p.rule != "publication-incomplete" for p in judgement.problems)


def test_problems_are_numbered_by_part_and_the_committees_comes_last(cast):
    winter = {**promise()["windows"][0], "id": "w2", "end": "17:30"}
    judgement, _ = _judge(cast, make_version(cast), windows=[winter], fees={**promise()["fees"], "waivers": []})
    assert [p.number for p in judgement.problems] == list(range(1, len(judgement.problems) + 1))
    blocks = [p.rule for p in judgement.blocks]
    assert blocks[-1] == "committee-absent" and blocks.index("waivers-missing") > 0


@pytest.mark.clause("六.1")
def test_a_problem_points_at_its_field_and_names_the_window(cast):
    windows = [{**promise()["windows"][0], "end": "17:20"}]
    blocks = deepcopy(promise()["blocks"])
    for block in blocks:
        block["end"] = min(block["end"], "17:20")
    judgement, _ = _judge(cast, make_version(cast), windows=windows, blocks=blocks)
    problem = _by_rule(judgement, "end-meets-closing")
    assert (problem.part, problem.field, problem.place) == ("windows", "windows[0].end", "4 服务时段 › 课后")
    assert problem.clause == "六.1" and "17:20" in problem.says


def test_what_cannot_be_read_is_told_in_the_forms_words_and_the_rest_is_still_judged(cast):
    windows = [{**promise()["windows"][0], "end": "六点"}]
    judgement, _ = _judge(cast, make_version(cast), windows=windows, duties=[])
    said = {p.where: p.says for p in judgement.problems if p.rule == "input"}
    assert said["windows[0].end"] == "“结束时间”时间写成 16:10 这样"
    assert _by_rule(judgement, "plan-part-missing").where == "duties"


def test_a_course_whose_window_was_removed_never_shows_an_internal_name(cast):
    judgement, _ = _judge(cast, make_version(cast), windows=[{**promise()["windows"][0], "id": "w7"}])
    for problem in judgement.problems:
        assert "pm" not in problem.says.replace("：", " ").split() and "“pm”" not in problem.says


# Corrections


def test_a_window_that_ends_too_early_is_moved_with_its_blocks(cast):
    windows = [{**promise()["windows"][0], "end": "17:45"}]
    blocks = deepcopy(promise()["blocks"])
    for block in blocks:
        block["end"] = min(block["end"], "17:45")
    version = make_version(cast, windows=windows, blocks=blocks)
    judgement, document = _judge(cast, version)
    problem = _by_rule(judgement, "end-meets-closing")
    assert fix_for(problem, document).label == "改为 18:00"
    apply_fix(
        act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, version_id=version,
        rule=problem.rule, where=problem.where,
    )  # fmt: skip
    after = PlanVersion.objects.get(pk=version).document
    assert after["windows"][0]["end"] == "18:00" and after["blocks"][1]["end"] == "18:00"
    judgement, _ = _judge(cast, version)
    assert judgement.in_the_way == ()


@pytest.mark.parametrize(
    ("changed", "rule", "label"),
    [
        ({"fees": {**promise()["fees"], "term_cap": {"primary": "360.00"}}}, "fee-over-ceiling", "改为 ¥300.00"),
        ({"appraisal": {"scheme": "办法", "period": "term"}}, "appraisal-not-basis", "改为作为发放依据"),
        ({"priority": ["hardship"]}, "priority-missing", "加上留守儿童和随迁子女"),
        ({"fees": {**promise()["fees"], "collected_by": "third_party"}}, "collector-forbidden", "改为学校来收"),
        (
            {"blocks": [{**promise()["blocks"][0], "written_homework": True}, *promise()["blocks"][1:]]},
            "written-homework",
            "改为不布置书面作业",
        ),
    ],
)
def test_every_one_tap_correction_solves_its_problem_and_makes_no_other(cast, changed, rule, label):
    version = make_version(cast)
    judgement, document = _judge(cast, version, **changed)
    fix = fix_for(_by_rule(judgement, rule), document)
    assert fix.label == label
    after, _ = _judge(cast, version, **fix.document)
    assert {p.rule for p in after.problems} == {p.rule for p in judgement.problems} - {rule}


def test_a_problem_that_needs_thought_has_no_button(cast):
    judgement, document = _judge(cast, make_version(cast), duties=[])
    assert fix_for(_by_rule(judgement, "plan-part-missing"), document) is None


def test_a_correction_of_what_is_solved_already_changes_nothing(cast):
    version = make_version(cast)
    before = PlanVersion.objects.get(pk=version).document
    with pytest.raises(Refusal) as refusal:
        apply_fix(
            act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, version_id=version,
            rule="end-meets-closing", where="windows[0]",
        )  # fmt: skip
    assert refusal.value.code == "nothing_to_fix"
    assert PlanVersion.objects.get(pk=version).document == before


@pytest.mark.slow
def test_a_whole_check_of_a_large_plan_takes_less_than_a_tenth_of_a_second(cast):
    """120 courses, 200 staff, as the largest school has them."""
    version = make_version(cast)
    courses = [{**promise()["courses"][n % 6], "id": f"c{n}", "name": f"课{n}"} for n in range(120)]
    staff = [{**promise()["staff"][0], "id": f"t{n:03d}"} for n in range(1, 201)]
    _judge(cast, version, courses=courses, staff=staff)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        _judge(cast, version, courses=courses, staff=staff)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.1
