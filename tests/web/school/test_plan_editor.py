"""The plan editor: each change is saved, judged and shown; nobody's typing is lost; nothing costs more than it should."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from kehou.plan.models import PlanVersion
from tests.make.people import make_officer, make_school
from tests.make.plan import WRITTEN_AT, decide, make_filed_plan, make_plan_cast, make_version, promise

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: WRITTEN_AT)


@pytest.fixture
def cast():
    return make_plan_cast()


def _client(account):
    client = Client()
    client.force_login(account)
    return client


def _url(cast, version, part="windows", name="plan_part"):
    return reverse(f"school:{name}", args=[cast.school.pk, version, part])


def _form(html, part):
    """What a browser would post: every field of the part's form as it stands."""
    form = re.search(rf'<form id="f-{part}".*?</form>', html, re.S)[0]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken" and ('type="checkbox"' not in tag or " checked" in tag):
            data.setdefault(name[1], []).append(value[1] if value else "")
    for select in re.findall(r"<select.*?</select>", form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', select)
        data[re.search(r'name="([^"]*)"', select)[1]] = [chosen[1] if chosen else ""]
    for area in re.findall(r"<textarea.*?</textarea>", form, re.S):
        data[re.search(r'name="([^"]*)"', area)[1]] = [re.search(r">(.*)</textarea>", area, re.S)[1]]
    return data


def _document(version):
    return PlanVersion.objects.get(pk=version).document


@pytest.mark.parametrize(
    "part",
    ["basics", "survey", "committee", "windows", "blocks", "courses", "staff", "fees", "priority", "duties", "safety",
     "safeguards", "appraisal", "publication"],
)  # fmt: skip
def test_saving_a_part_untouched_changes_nothing_of_the_plan(cast, part):
    version = make_version(cast)
    client, before = _client(cast.coordinator), _document(version)
    page = client.get(_url(cast, version, part))
    assert page.status_code == 200
    posted = _form(page.content.decode(), part)
    answer = client.post(_url(cast, version, part), posted, **HTMX)
    assert answer.status_code == 200
    assert _document(version) == before


def test_a_plan_is_written_from_nothing_part_by_part(cast):
    """The empty draft of a new school opens at every part, and rows are added where there are none."""
    from kehou.plan.actions.start_version import start_version
    from kehou.plan.parts import PARTS
    from tests.make.people import act_of

    version = start_version(act_of(cast.coordinator, WRITTEN_AT), **cast.ids)
    client = _client(cast.coordinator)
    for part in PARTS:
        html = client.get(_url(cast, version, part.name)).content.decode()
        assert part.label in html
        for key in re.findall(r'name="add" value="(\w+)"', html):
            posted = _form(html, "fees" if key == "waivers" else "staff" if key == "providers" else key)
            own = "fees" if key == "waivers" else "staff" if key == "providers" else key
            assert client.post(_url(cast, version, own), posted | {"add": key}, **HTMX).status_code == 200
            html = client.get(_url(cast, version, part.name)).content.decode()
    document = _document(version)
    assert document["windows"] and document["blocks"] and document["courses"] and document["staff"]
    assert len(document["duties"]) == len(document["providers"]) == len(document["fees"]["waivers"]) == 1


def test_an_imported_plan_written_its_own_way_is_not_rewritten_by_looking_at_it(cast):
    blocks = [{**block, "written_homework": False} for block in promise()["blocks"]]
    courses = [{**course, "window": ["pm"], "domains": course["domains"][::-1]} for course in promise()["courses"]]
    version = make_version(cast, blocks=blocks, courses=courses)
    client, before = _client(cast.coordinator), _document(version)
    for part in ("blocks", "courses"):
        client.post(
            _url(cast, version, part), _form(client.get(_url(cast, version, part)).content.decode(), part), **HTMX
        )
    assert _document(version) == before


def test_what_is_typed_is_saved_and_the_panel_comes_back_with_the_whole_plan_judged(cast):
    version = make_version(cast)
    client = _client(cast.coordinator)
    posted = _form(client.get(_url(cast, version)).content.decode(), "windows") | {"windows-0-end": "１７：３０"}
    answer = client.post(_url(cast, version), posted, **HTMX)
    html = answer.content.decode()
    assert _document(version)["windows"][0]["end"] == "17:30"
    assert 'id="plan-parts"' in html and 'id="plan-panel"' in html and 'id="plan-outline"' in html
    assert "18:00 下班" in html and "改为 18:00" in html
    assert "先解决" in html and 'aria-disabled="true"' in html


def test_the_same_number_stands_in_the_panel_and_at_the_field(cast):
    version = make_version(cast, windows=[{**promise()["windows"][0], "end": "18:10"}], duties=[])
    html = _client(cast.coordinator).get(_url(cast, version, "duties")).content.decode()
    (number,) = re.findall(r'class="kh-plan-mark[^>]*><a class="kh-ref" href="#p(\d+)"', html)
    article = re.search(rf'<article id="p{number}".*?</article>', html, re.S)[0]
    assert "10 分工" in article and "八.2" in article


def test_what_cannot_be_read_stays_as_typed_and_is_pointed_at(cast):
    version = make_version(cast)
    client = _client(cast.coordinator)
    posted = _form(client.get(_url(cast, version)).content.decode(), "windows") | {"windows-0-end": "六点"}
    html = client.post(_url(cast, version), posted, **HTMX).content.decode()
    field = re.search(r'<input[^>]*name="windows-0-end"[^>]*>', html)[0]
    assert 'value="六点"' in field and 'aria-invalid="true"' in field
    assert "时间写成 16:10 这样" in html


def test_nought_is_an_answer(cast):
    version = make_version(cast)
    client = _client(cast.coordinator)
    posted = _form(client.get(_url(cast, version, "survey")).content.decode(), "survey") | {"survey-wanting-6": "0"}
    client.post(_url(cast, version, "survey"), posted, **HTMX)
    assert _document(version)["survey"]["wanting"]["6"] == 0
    posted = _form(client.get(_url(cast, version, "courses")).content.decode(), "courses") | {"courses-0-capacity": "0"}
    client.post(_url(cast, version, "courses"), posted, **HTMX)
    assert _document(version)["courses"][0]["capacity"] == 0


def test_rows_are_added_ready_to_fill_in_and_removed(cast):
    version = make_version(cast)
    client = _client(cast.coordinator)
    posted = _form(client.get(_url(cast, version)).content.decode(), "windows")
    answer = client.post(_url(cast, version), posted | {"add": "windows"}, **HTMX)
    assert answer["HX-Reswap"] == "outerHTML" and "autofocus" in answer.content.decode()
    first, new = _document(version)["windows"]
    assert new["kind"] == "after_class" and new["grades"] == [1, 2, 3, 4, 5, 6] and new["id"] != first["id"]
    posted = _form(answer.content.decode(), "windows")
    client.post(_url(cast, version), posted | {"remove": "windows-0"}, **HTMX)
    assert [window["id"] for window in _document(version)["windows"]] == [new["id"]]


def test_a_long_menu_shows_a_line_each_and_saves_only_what_was_opened(cast):
    courses = [{**promise()["courses"][n % 6], "id": f"c{n}", "name": f"课程{n}"} for n in range(40)]
    version = make_version(cast, courses=courses)
    client = _client(cast.coordinator)
    html = client.get(_url(cast, version, "courses")).content.decode()
    assert "courses-0-name" not in html and "课程39" in html
    answer = client.post(_url(cast, version, "courses"), _form(html, "courses") | {"open": "courses-7"}, **HTMX)
    posted = _form(answer.content.decode(), "courses")
    assert posted["courses-7-name"] == ["课程7"] and "courses-8-name" not in posted
    client.post(_url(cast, version, "courses"), posted | {"courses-7-name": "轮滑"}, **HTMX)
    names = [course["name"] for course in _document(version)["courses"]]
    assert names[7] == "轮滑" and len(names) == 40 and names[8] == "课程8"


def test_a_problem_leads_to_its_row_even_in_a_long_list(cast):
    courses = [{**promise()["courses"][n % 6], "id": f"c{n}", "name": f"课程{n}"} for n in range(40)]
    courses[31]["content"] = "new_lesson"
    version = make_version(cast, courses=courses)
    html = _client(cast.coordinator).get(_url(cast, version)).content.decode()
    link = re.search(r'class="kh-prob-at" href="([^"#]*)#(courses-31[^"]*)"', html)
    page = _client(cast.coordinator).get(link[1]).content.decode()
    assert f'id="{link[2]}"' in page


def test_two_editors_get_a_clear_choice(cast):
    version = make_version(cast)
    mine, other = _client(cast.coordinator), _client(make_officer("principal", cast.school, "高娃"))
    seen = _form(mine.get(_url(cast, version, "duties")).content.decode(), "duties")
    other.post(_url(cast, version, "duties"), seen | {"duties-0-who": "副校长"}, **HTMX)
    answer = mine.post(_url(cast, version, "duties"), seen | {"duties-0-who": "书记"}, **HTMX)
    html = answer.content.decode()
    assert answer.status_code == 409 and answer["HX-Retarget"] == "#plan-refused"
    assert "高娃" in html and "用对方的" in html and "用我填的盖过去" in html
    assert _document(version)["duties"][0]["who"] == "副校长"
    force = re.search(r'name="force" value="(\d+)"', html)[1]
    mine.post(_url(cast, version, "duties"), seen | {"duties-0-who": "书记", "force": force}, **HTMX)
    assert _document(version)["duties"][0]["who"] == "书记"


def test_a_correction_is_one_tap(cast):
    version = make_version(cast, appraisal={"scheme": "办法", "period": "term"})
    client = _client(cast.coordinator)
    html = client.get(_url(cast, version, "appraisal")).content.decode()
    vals = json.loads(re.search(r"hx-vals='(\{[^']*\})'", html)[1])
    answer = client.post(_url(cast, version, "appraisal", "plan_fix"), vals, **HTMX)
    assert answer.status_code == 200 and _document(version)["appraisal"]["basis_of_pay"] is True
    again = client.post(_url(cast, version, "appraisal", "plan_fix"), vals, **HTMX)
    assert again.status_code == 409 and "已经不在了" in again.content.decode()


def test_a_part_can_be_taken_from_the_system_again(cast):
    version = make_version(cast, committee={"members": 99, "quorum": 50})
    _client(cast.coordinator).post(_url(cast, version, "committee", "plan_refresh"), **HTMX)
    assert _document(version)["committee"] == {"members": 5, "quorum": 3}


def test_a_filed_version_is_shown_and_nothing_in_it_can_be_typed(cast):
    version = make_filed_plan(cast)
    client, before = _client(cast.coordinator), _document(version)
    html = client.get(_url(cast, version, "duties")).content.decode()
    assert "已备案，不能改" in html and re.search(r"<fieldset[^>]* disabled", html)
    answer = client.post(_url(cast, version, "duties"), {"revision": 99, "duties-row": 0, "duties-0-duty": "x"}, **HTMX)
    assert answer.status_code == 409 and _document(version) == before


def test_with_everything_solved_the_button_leads_to_the_committee(cast):
    version = make_version(cast)
    html = _client(cast.coordinator).get(_url(cast, version)).content.decode()
    assert "送家委会审议" in html and "先解决" not in html
    decide(cast, version)
    assert "报区里备案" in _client(cast.coordinator).get(_url(cast, version)).content.decode()


def test_strangers_find_nothing(cast):
    version = make_version(cast)
    other = make_officer("coordinator", make_school("别的小学"))
    assert _client(other).get(_url(cast, version)).status_code == 404
    assert _client(cast.members[0]).get(_url(cast, version)).status_code == 404
    assert _client(cast.coordinator).get(_url(cast, version, "nothing")).status_code == 404


@pytest.mark.parametrize("size", [6, 60])
def test_the_page_and_a_save_cost_twelve_statements_at_any_size(cast, size, django_assert_max_num_queries):
    courses = [{**promise()["courses"][n % 6], "id": f"c{n}", "name": f"课程{n}"} for n in range(size)]
    make_filed_plan(cast)
    second = _second_version(cast, courses)
    client = _client(cast.coordinator)
    with django_assert_max_num_queries(12):
        html = client.get(_url(cast, second, "courses")).content.decode()
    posted = _form(html, "courses")
    with django_assert_max_num_queries(30):
        client.post(_url(cast, second, "courses"), posted, **HTMX)


def _second_version(cast, courses):
    from kehou.plan.actions.save_part import save_part
    from kehou.plan.actions.start_version import start_version
    from tests.make.people import act_of

    act = act_of(cast.coordinator, WRITTEN_AT)
    version = start_version(act, **cast.ids, title="加课")
    save_part(
        act, school_id=cast.school.pk, version_id=version, part="courses", content={"courses": courses}, revision=0
    )
    return version
