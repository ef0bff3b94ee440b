"""A round's folder on disk, written from short texts."""

from pathlib import Path

SMALL = {
    "round.yaml": "mode: rotating-draw\nseed: 7\n",
    "slots.csv": "slot,order,starts,ends\nmon,1,16:30,17:30\ntue,2,16:30,17:30\n",
    "sections.csv": (
        "section,slots,capacity,minimum,grades,campus,after\n"
        "chess,mon,1,,1-3,,\nclay,mon,2,1,,,\nball,tue,2,,1 2 3,,\nrobots,tue,1,,,,robots1\n"
    ),
    "students.csv": (
        "student,grade,group,lottery,quota,campus\nann,1,1,,,\nbob,2,2,,,\ncas,3,2,,,\ndan,4,2,,,\neve,2,,,,\n"
    ),
    "wishes.csv": (
        "student,rank,section,slot\nann,1,chess,\nbob,1,chess,\nbob,2,clay,\nbob,3,ball,\ncas,1,robots,\n"
        "cas,2,ball,\ndan,1,clay,\neve,1,chess,\neve,2,ball,\neve,,*,mon\n"
    ),
}


def write_folder(path: Path, **changes: str | bytes | None) -> Path:
    """SMALL with some files replaced (key: the name with _ for the dot) or, by None, left out."""
    path.mkdir(parents=True, exist_ok=True)
    texts: dict[str, str | bytes | None] = dict(SMALL)
    texts |= {key.replace("_", "."): text for key, text in changes.items()}
    for name, text in texts.items():
        if text is not None:
            (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
