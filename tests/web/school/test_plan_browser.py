"""The plan editor in a real Chromium: the panel empties as one types, focus stays, one tap corrects, nothing is lost."""

from copy import deepcopy

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kehou.people.models import Role
from kehou.plan.actions.cast_vote import cast_vote
from kehou.plan.models import Meeting, PlanVersion
from tests import chromium
from tests.make.people import act_of
from tests.make.plan import WRITTEN_AT, make_plan_cast, make_version, promise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def early_end(monkeypatch):
    """A plan whose only problem, the vote apart, is that it ends a quarter of an hour before the offices close."""
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: WRITTEN_AT)
    cast = make_plan_cast()
    blocks = deepcopy(promise()["blocks"])
    for block in blocks:
        block["end"] = min(block["end"], "17:45")
    version = make_version(cast, windows=[{**promise()["windows"][0], "end": "17:45"}], blocks=blocks)
    client = Client()
    client.force_login(cast.coordinator)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    return version, reverse("school:plan_part", args=[cast.school.pk, version, "windows"]), cookie


def _play(live_server, path, cookie, scene, size=(1280, 800)):
    """Open the page and run a scene in it; answers what the console complained about.

    The database is asked before and after: Django refuses it to a thread whose playwright loop is running.
    """
    complaints: list[str] = []
    with chromium.started() as (browser, expect):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        scene(page, expect)
    return complaints


def test_typing_the_right_end_solves_the_problem_everywhere_and_keeps_the_focus(live_server, early_end):
    version, path, cookie = early_end

    def scene(page, expect):
        assert page.locator("#plan-go").inner_text().startswith("先解决 1 个问题")
        field = page.locator("#windows-0-end")
        assert field.get_attribute("aria-invalid") == "true"
        field.click()
        assert "kh-on" in page.locator("#p1").get_attribute("class")
        field.fill("18:10")
        for place in range(4):
            if page.locator(f"#blocks-{place}-end").input_value() == "17:45":
                page.locator(f"#blocks-{place}-end").fill("18:10")
        expect(page.locator("#plan-go")).not_to_contain_text("先解决")
        assert field.get_attribute("aria-invalid") is None
        assert page.evaluate("document.activeElement.id") == "blocks-3-end"
        assert "已解决" in page.locator("[data-solved]").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    assert _play(live_server, path, cookie, scene) == []
    assert PlanVersion.objects.get(pk=version).document["windows"][0]["end"] == "18:10"


def test_one_tap_moves_the_end_and_its_blocks(live_server, early_end):
    version, path, cookie = early_end

    def scene(page, expect):
        page.get_by_role("button", name="改为 18:00").click()
        expect(page.locator("#windows-0-end")).to_have_value("18:00")
        expect(page.locator("#plan-go")).not_to_contain_text("先解决")

    assert _play(live_server, path, cookie, scene) == []
    document = PlanVersion.objects.get(pk=version).document
    assert {block["end"] for block in document["blocks"]} == {"17:10", "18:00"}


def test_a_new_row_gets_the_focus_and_can_be_taken_away_by_keyboard(live_server, early_end):
    version, path, cookie = early_end

    def scene(page, expect):
        page.locator("button[name=add][value=windows]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#windows-1-weekdays-mon")).to_be_focused()
        page.locator("button[name=remove][value=windows-1]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#windows-1")).to_have_count(0)

    assert _play(live_server, path, cookie, scene) == []
    assert len(PlanVersion.objects.get(pk=version).document["windows"]) == 1


def test_the_editor_has_no_violation_of_accessibility(live_server, early_end):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="missing: axe")
    _, path, cookie = early_end
    found: list[str] = []

    def scene(page, expect):
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        result = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        for violation in result.response["violations"]:
            found.extend(f"{violation['id']}: {node['html'][:160]}" for node in violation["nodes"])

    _play(live_server, path, cookie, scene)
    assert found == []


def test_by_keyboard_the_problems_are_one_step_away_and_a_correction_keeps_one_there(live_server, early_end):
    _, path, cookie = early_end

    def scene(page, expect):
        marked = page.locator(".kh-outline [aria-current]")
        expect(marked).to_have_count(1)
        expect(marked).to_contain_text("服务时段")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("跳到问题")
        page.keyboard.press("Enter")
        button = page.get_by_role("button", name="改为 18:00")
        for _ in range(8):
            page.keyboard.press("Tab")
            if button.evaluate("(it) => it === document.activeElement"):
                break
        page.keyboard.press("Enter")
        expect(page.locator("#windows-0-end")).to_have_value("18:00")
        expect(page.locator(".kh-prob-list")).to_be_focused()

    assert _play(live_server, path, cookie, scene) == []


def test_whoever_leaves_in_the_breath_after_typing_loses_nothing(live_server, early_end):
    version, path, cookie = early_end

    def scene(page, expect):
        page.locator("#windows-0-end").fill("18:10")
        page.locator(".kh-side a, nav a").filter(has_text="学期进程").first.click()
        expect(page).not_to_have_url(live_server.url + path)
        expect(page.locator("h1")).to_be_visible()

    assert _play(live_server, path, cookie, scene) == []
    assert PlanVersion.objects.get(pk=version).document["windows"][0]["end"] == "18:10"


_COVERED = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  const label = it.closest("label");
  const seen = top && (it.contains(top) || top.contains(it) || (label && label.contains(top)));
  return it === document.body || seen ? "" : it.id || it.innerText;
}"""


def test_what_has_the_focus_is_never_beneath_the_panel_of_problems(live_server, early_end):
    """WCAG 2.4.11: on a small screen the panel sticks to the bottom, over the form."""
    _, path, cookie = early_end
    covered: list[str] = []

    def scene(page, expect):
        for _ in range(110):
            page.keyboard.press("Tab")
            name = page.evaluate(_COVERED)
            for _ in range(10):  # the page may still be on its way there
                if not name:
                    break
                page.wait_for_timeout(100)
                name = page.evaluate(_COVERED)
            covered.append(name)

    assert _play(live_server, path, cookie, scene, size=(1024, 768)) == []
    assert [name for name in covered if name] == []


def _tabs_to(page, words, most=150):
    """Step by step to the first thing with these words; then Enter leads on."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(":is(a, button):focus", has_text=words).count():
            return page.keyboard
    raise AssertionError(f"no way by keyboard to {words}")


@pytest.mark.clause("八.3b")
def test_a_plan_is_corrected_put_to_the_committee_and_filed_with_the_keyboard_alone(live_server, early_end):
    version, path, cookie = early_end

    def corrects_and_sends(page, expect):
        _tabs_to(page, "跳到问题").press("Enter")
        _tabs_to(page, "改为 18:00").press("Enter")
        expect(page.locator("#plan-go")).not_to_contain_text("先解决")
        _tabs_to(page, "送家委会审议").press("Enter")
        expect(page.locator("h1")).to_contain_text("送家委会")
        _tabs_to(page, "送家委会审议").press("Enter")
        expect(page.locator("h1")).to_contain_text("0 人已投票")

    def files(page, expect):
        _tabs_to(page, "报区里备案").press("Enter")
        expect(page.locator("h1")).to_contain_text("已报区里，等答复")

    assert _play(live_server, path, cookie, corrects_and_sends) == []
    row = PlanVersion.objects.get(pk=version)
    meeting = Meeting.objects.get(version=row)
    for member in Role.objects.filter(school_id=row.school_id, role="committee").select_related("account"):
        cast_vote(act_of(member.account, WRITTEN_AT), school_id=row.school_id, meeting_id=meeting.pk, choice="for")
    decide = reverse("school:plan_decide", args=[row.school_id, version])
    assert _play(live_server, decide, cookie, files) == []
    assert PlanVersion.objects.get(pk=version).state == "submitted"
