"""A session that ends is judged at the next beat."""

import pytest

from kehou.jobs import scan_day
from kehou.review.models import Finding
from tests.make.day import WEDNESDAY, make_afternoon, moment
from tests.make.review import end_early

pytestmark = pytest.mark.django_db


@pytest.mark.clause("附.5")
def test_an_early_end_is_a_finding_within_the_minute_and_only_once():
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    end_early(afternoon.session, moment(16, 45))
    assert scan_day.EVERY_SECONDS < 60
    scan_day.run(moment(16, 45, 10))
    assert Finding.objects.filter(rule="early-end", date=WEDNESDAY).count() == 1
    assert scan_day.run(moment(16, 45, 20)) == 0  # nothing has moved since
    assert Finding.objects.filter(rule="early-end").count() == 1
