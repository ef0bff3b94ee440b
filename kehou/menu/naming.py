"""How sections are called: 乒乓球一班, 四（2）班 作业辅导、自主学习."""

from kehou.ground.grade import is_compulsory

_DIGITS = "〇一二三四五六七八九"
_SENIOR = {10: "高一", 11: "高二", 12: "高三"}


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 30 → 三十; 1 to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def class_name(grade: int, class_no: int) -> str:
    """四（2）班, 高一（3）班."""
    return f"{_DIGITS[grade] if is_compulsory(grade) else _SENIOR[grade]}（{class_no}）班"


def course_section_name(course: str, ordinal: int, of: int) -> str:
    """A course with one section keeps its plain name."""
    return course if of == 1 else f"{course}{numeral(ordinal)}班"
