"""A session that ends is judged at the next beat, and every night each school's term is."""

from datetime import timedelta

import pytest

from kehou.jobs import scan_day
from kehou.review.models import Finding, Scan
from tests.make.day import WEDNESDAY, make_afternoon, moment
from tests.make.people import make_school
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


def test_every_night_each_term_is_judged_one_school_a_beat():
    make_school("望山路小学")
    make_school("桥西小学")
    night = moment(0, 1, on=WEDNESDAY + timedelta(days=1))
    assert [scan_day.run(night + timedelta(seconds=10 * n)) for n in range(3)] == [1, 1, 0]
    assert Scan.objects.filter(date=None).count() == 2
