"""The roll by class."""

from kehou.policy.facts.term import TermFacts

ClassKey = tuple[int, str]
"""Grade and class name: class 1 of grade 2 is another class than class 1 of grade 4."""


def pupils_by_class(facts: TermFacts) -> dict[ClassKey, list[str]]:
    """Pupils of every class on the roll, classes in order of grade and name."""
    classes: dict[ClassKey, list[str]] = {}
    for student in facts.students or ():
        classes.setdefault((student.grade, student.class_name), []).append(student.student)
    return dict(sorted(classes.items()))
