"""The demo's clock exists only in the demo."""

from datetime import UTC, datetime, timedelta

import pytest

from kehou.kernel import clock
from kehou.kernel.models import DemoClock


@pytest.mark.django_db
def test_outside_the_demo_nobody_moves_time(settings) -> None:
    settings.KEHOU_DEMO = False
    with pytest.raises(RuntimeError):
        clock.set_demo_time(datetime(2026, 10, 28, 16, 0, tzinfo=clock.LOCAL))
    DemoClock.objects.create(pk=1, shift_seconds=86_400)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.django_db
def test_the_demos_time_goes_on_from_where_it_was_set(settings) -> None:
    settings.KEHOU_DEMO = True
    wanted = datetime(2026, 10, 28, 16, 0, tzinfo=clock.LOCAL)
    clock.set_demo_time(wanted)
    assert timedelta() <= clock.now() - wanted + timedelta(seconds=1) < timedelta(minutes=1)
