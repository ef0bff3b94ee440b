"""An address that only a form can use leads whoever types it to the page of the form, not to an empty one."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.web.middleware import _level_up


def test_the_way_leads_one_level_up_to_a_page_that_is_there() -> None:
    close = reverse("school:close_day", args=[7])
    assert _level_up(close) == reverse("school:today", args=[7])
    assert _level_up("/account/letters/read/") == "/account/letters/"
    assert _level_up("/nowhere/at/all/") == "/"


@pytest.mark.django_db
def test_a_stranger_who_types_such_an_address_ends_at_the_sign_in() -> None:
    answer = Client().get(reverse("account:sign_out"), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0] == reverse("account:home")
    assert "/account/sign-in/" in answer.redirect_chain[-1][0]
