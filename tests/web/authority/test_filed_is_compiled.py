"""What the district files can be opened at once: nobody types it again (附.1)."""

import pytest
from django.urls import reverse

from kehou.menu import queries as menu
from kehou.menu.actions.open_sections import open_sections
from kehou.plan.actions.submit_plan import submit_plan
from tests.make.people import act_of, make_pupil
from tests.make.plan import WRITTEN_AT, decide, make_plan_cast, make_version


@pytest.mark.clause("附.1")
@pytest.mark.django_db
def test_a_plan_that_the_district_accepts_is_the_terms_operations(client, monkeypatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: WRITTEN_AT)
    cast = make_plan_cast()
    make_pupil(cast.school, grade=4, class_no=1)
    version = make_version(cast)
    decide(cast, version)
    filing = submit_plan(act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, version_id=version)
    client.force_login(cast.officer)
    url = reverse("authority:filing", args=[cast.school.pk, filing])
    for _ in range(2):  # the officer's finger is heavy
        client.post(url, {"do": "accept", "act_key": "one-tap"})
    assert [window.version_id for window in menu.windows(cast.school.pk, cast.term.pk)] == [version]
    assert open_sections(act_of(cast.coordinator, WRITTEN_AT), **cast.ids) > 0
