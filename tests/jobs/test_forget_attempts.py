"""Who tried to sign in from where is nobody's business after a day."""

from datetime import datetime, timedelta

import pytest

from kehou.jobs.forget_attempts import forget_attempts
from kehou.kernel.act import by_public
from kehou.people.actions.sign_in import count_attempt
from kehou.people.models import SignInAttempt

pytestmark = pytest.mark.django_db


def test_tries_are_forgotten_after_a_day(at: datetime) -> None:
    count_attempt(by_public(at), phone="19900001111", network="192.0.2.7")
    assert forget_attempts(at + timedelta(hours=23)) == 0
    assert forget_attempts(at + timedelta(hours=25)) == 1
    assert not SignInAttempt.objects.exists()
