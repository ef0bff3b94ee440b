"""Audits of many schools, told as they are done: a line each and a sum for a person, one document as JSON or SARIF.

As a page they are in `city_page.py`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kehou.commands.answers.quoting import printable
from kehou.commands.answers.sarif import LOG


@dataclass(frozen=True, slots=True)
class SchoolAnswer:
    """One folder's answer. school: its name, "" where the plan cannot be read. said: the answer in one sentence.

    clauses: as printed → findings. part: what the document asked for says of the school, also where nothing could be
    read: the exchange format's answer, a run of SARIF, HTML; nothing where words are asked for.
    """

    folder: str
    school: str
    verdict: str
    said: str
    clauses: Mapping[str, int] = field(default_factory=dict)
    part: Any = None


class Sum:
    """What is kept of the schools told so far; it does not grow with their findings."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.schools_by_clause: Counter[str] = Counter()

    def add(self, answer: SchoolAnswer) -> None:
        self.verdicts[answer.verdict] += 1
        self.schools_by_clause.update(dict.fromkeys(answer.clauses, 1))

    @property
    def exit_code(self) -> int:
        """2 if some folder could not be read, else 1 if something was found anywhere."""
        return 2 if self.verdicts["unreadable"] else int(bool(self.verdicts["findings"]))

    def in_words(self) -> str:
        """ "一共 60 所：符合 58 所，有问题 2 所。"."""
        counts = "，".join(f"{word} {self.verdicts[name]} 所" for name, word in VERDICTS.items() if self.verdicts[name])
        return f"一共 {self.verdicts.total()} 所：{counts}。"


VERDICTS: Mapping[str, str] = {
    "conforms": "符合",
    "not_judged_in_part": "查到的都符合、有一部分没有检查",
    "findings": "有问题",
    "unreadable": "读不了",
}


def city_in_words(answers: Iterable[SchoolAnswer], total: int, told: Sum) -> Iterator[str]:
    for done, answer in enumerate(answers, start=1):
        told.add(answer)
        name = printable(f"{answer.folder} {answer.school}".rstrip())
        yield f"{done}/{total}  {name}  {printable(answer.said)}"
    yield f"\n{told.in_words()}"
    if told.schools_by_clause:
        yield "各条有问题的学校："
        for clause, schools in told.schools_by_clause.most_common():
            yield f"  {clause}  {schools} 所"
    yield "逐条看一所学校：kehou audit 这所学校的文件夹"


def city_as_json(answers: Iterable[SchoolAnswer], told: Sum) -> Iterator[str]:
    """Lines of one JSON document: {"schools": {folder: answer, …}}, each school on its line."""
    parts = ((answer, json.dumps(answer.folder) + ": ") for answer in answers)
    yield from _document('{"schools": {', parts, "}}", told)


def city_as_sarif(answers: Iterable[SchoolAnswer], told: Sum) -> Iterator[str]:
    """Lines of one log: a run for each school, each on its line."""
    yield from _document(json.dumps(LOG)[:-1] + ', "runs": [', ((answer, "") for answer in answers), "]}", told)


def _document(head: str, parts: Iterable[tuple[SchoolAnswer, str]], foot: str, told: Sum) -> Iterator[str]:
    yield head
    before = ""
    for answer, name in parts:
        told.add(answer)
        yield before + name + json.dumps(answer.part, ensure_ascii=False)
        before = ","
    yield foot
