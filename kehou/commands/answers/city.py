"""Audits of many schools, told as they are done: a line each and a sum for a person, one document as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SchoolAnswer:
    """One folder's answer. school: its name, "" where the plan cannot be read. said: the answer in one sentence.

    clauses: as printed → findings. answer: the exchange format's, also where nothing could be read.
    """

    folder: str
    school: str
    verdict: str
    said: str
    clauses: Mapping[str, int] = field(default_factory=dict)
    answer: Mapping[str, Any] = field(default_factory=dict)


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


def city_in_words(answers: Iterable[SchoolAnswer], total: int, told: Sum) -> Iterator[str]:
    for done, answer in enumerate(answers, start=1):
        told.add(answer)
        name = f"{answer.folder} {answer.school}".rstrip()
        yield f"{done}/{total}  {name}  {answer.said}"
    verdicts = {
        "conforms": "符合",
        "not_judged_in_part": "查到的都符合、有一部分没有检查",
        "findings": "有问题",
        "unreadable": "读不了",
    }
    counts = "，".join(f"{word} {told.verdicts[name]} 所" for name, word in verdicts.items() if told.verdicts[name])
    yield f"\n一共 {total} 所：{counts}。"
    if told.schools_by_clause:
        yield "各条有问题的学校："
        for clause, schools in told.schools_by_clause.most_common():
            yield f"  {clause}  {schools} 所"
    yield "逐条看一所学校：kehou audit 这所学校的文件夹"


def city_as_json(answers: Iterable[SchoolAnswer], told: Sum) -> Iterator[str]:
    """Lines of one JSON document: {"schools": {folder: answer, …}}, each school on its line."""
    yield '{"schools": {'
    before = ""
    for answer in answers:
        told.add(answer)
        yield before + json.dumps(answer.folder) + ": " + json.dumps(answer.answer, ensure_ascii=False)
        before = ","
    yield "}}"
