"""Grades 1–12, the stages and bands they belong to, and how a reader names them."""

from collections.abc import Iterable
from typing import Literal

Stage = Literal["primary", "junior", "senior"]
Band = Literal["low", "upper", "junior", "senior"]

STAGES: tuple[Stage, ...] = ("primary", "junior", "senior")
STAGE_NAMES: dict[str, str] = {"primary": "小学", "junior": "初中", "senior": "高中"}
BAND_NAMES: dict[str, str] = {"low": "一、二年级", "upper": "三至六年级", "junior": "初中", "senior": "高中"}
LAST_COMPULSORY = 9

_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
_SENIOR = {10: "高一", 11: "高二", 12: "高三"}


def stage_of(grade: int) -> Stage:
    """primary 1–6, junior 7–9, senior 10–12."""
    return "primary" if grade <= 6 else "junior" if grade <= 9 else "senior"


def band_of(grade: int) -> Band:
    """low 1–2, upper 3–6, junior 7–9, senior 10–12: the grades that the policy's section 七 speaks of together."""
    return "low" if grade <= 2 else "upper" if grade <= 6 else "junior" if grade <= 9 else "senior"


def is_compulsory(grade: int) -> bool:
    """Grades 1–9 (义务教育)."""
    return grade <= LAST_COMPULSORY


def grades_text(grades: Iterable[int]) -> str:
    """Name grades for a reader: {3} → "三年级", {1, 2} → "一、二年级", {1, …, 6} → "一至六年级", {9, 10} → "九年级、高一"."""
    ordered = sorted(set(grades))
    parts = []
    compulsory = _runs([g for g in ordered if is_compulsory(g)])
    if compulsory:
        parts.append("、".join(_run_text(run) for run in compulsory) + "年级")
    parts += [_SENIOR[g] for g in ordered if not is_compulsory(g)]
    return "、".join(parts)


def _runs(grades: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for grade in grades:
        if runs and runs[-1][-1] == grade - 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return runs


def _run_text(run: list[int]) -> str:
    if len(run) < 3:
        return "、".join(_NUMERALS[g - 1] for g in run)
    return f"{_NUMERALS[run[0] - 1]}至{_NUMERALS[run[-1] - 1]}"
