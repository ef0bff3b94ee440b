"""The encoding of a text file is known with certainty, or the file is refused."""

import pytest

from kehou.gateways.encoding import decode_text
from kehou.ground.refusal import Refusal

# Valid in both encodings, with different characters.
AMBIGUOUS = "陋鸥".encode("gbk")


@pytest.mark.invariant("I25")
def test_where_two_encodings_fit_equally_nobody_guesses() -> None:
    with pytest.raises(Refusal) as caught:
        decode_text(b"name," + AMBIGUOUS, expects=["name"])
    assert caught.value.code == "sheet_encoding"


def test_a_known_word_settles_it() -> None:
    assert decode_text("姓名,".encode("gbk") + AMBIGUOUS, expects=["姓名"]) == "姓名,陋鸥"
    assert decode_text("姓名,".encode() + AMBIGUOUS, expects=["姓名"]) == "姓名," + AMBIGUOUS.decode()


def test_a_text_without_any_known_word_is_refused() -> None:
    with pytest.raises(Refusal):
        decode_text("名字".encode("gbk"), expects=["姓名"])


def test_plain_ascii_is_the_same_in_every_encoding() -> None:
    assert decode_text(b"name,phone", expects=["姓名"]) == "name,phone"


def test_a_mark_at_the_start_decides_alone_and_a_lying_one_is_refused() -> None:
    assert decode_text("\ufeff名字".encode(), expects=["姓名"]) == "名字"
    with pytest.raises(Refusal):
        decode_text(b"\xef\xbb\xbf" + "姓名".encode("gbk"), expects=["姓名"])
