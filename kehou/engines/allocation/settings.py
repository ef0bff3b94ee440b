"""round.yaml: how the round is run, and where its lottery numbers come from."""

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from kehou.engines.allocation.draw import commitment, seed_from
from kehou.engines.allocation.tables import InputFault, decoded, nearest

FILE = "round.yaml"
LARGEST = 1 << 16
MODES = ("rotating-draw", "week-fair", "draft", "fair-gate")
GROUPS = ("first", "reserved")
MINUTES_OF_DAY = 24 * 60
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """One round's settings. Either `own_seed`, or `commitment` and `reveal` (and `public`, a value drawn in public).

    gate: minutes, mode fair-gate. groups_first: else groups matter for reserved seats only; what is left out means first,
    in mode fair-gate reserved. travel: minutes from campus to campus.
    """

    mode: str = "rotating-draw"
    own_seed: str | None = None
    commitment: str | None = None
    reveal: str | None = None
    public: str = ""
    rotate: bool = True
    keep: bool = False
    quota: int | None = None
    groups_first: bool = True
    travel: int | None = None
    gate: int = 30

    @property
    def seed(self) -> str | None:
        """What the numbers are drawn from, or None."""
        return seed_from(self.reveal, self.public) if self.reveal is not None else self.own_seed

    @property
    def options(self) -> dict[str, str | bool | int | None]:
        """Everything but the numbers that decides seats, JSON-able: frozen with the wishes, and in the certificate."""
        return {
            "mode": self.mode,
            "rotate": self.rotate,
            "keep": self.keep,
            "quota": self.quota,
            "groups": "first" if self.groups_first else "reserved",
            "travel": self.travel,
            "gate": self.gate if self.mode == "fair-gate" else None,
        }

    @property
    def keeps_its_word(self) -> bool:
        """The revealed secret is the one committed to, or nothing was committed."""
        return self.commitment is None or (self.reveal is not None and commitment(self.reveal) == self.commitment)


def read_settings(raw: bytes, faults: list[InputFault]) -> Settings:
    """Read round.yaml; every fault of it goes to `faults`. What is left out has its default."""
    values: dict[str, str | bool | int | None] = {}
    for key, line, node in _entries(raw, faults):
        value = _value(key, node, line, faults)
        if value is not None:
            values[key] = value
    if "seed" in values and ("commitment" in values or "reveal" in values):
        faults.append(InputFault(FILE, 0, "seed", "", "seed，或 commitment 和 reveal，只用一种"))
    if "commitment" in values and "reveal" not in values:
        faults.append(InputFault(FILE, 0, "reveal", "", "有 reveal：公布的秘密，commitment 是它的摘要"))
    if "reveal" in values and "commitment" not in values:
        faults.append(InputFault(FILE, 0, "commitment", "", "有 commitment：截止前公布的摘要"))

    def text(key: str) -> str | None:
        return str(values[key]) if key in values else None

    mode = text("mode") or "rotating-draw"
    quota, gate, travel = values.get("quota"), values.get("gate", 30), values.get("travel")
    return Settings(
        mode=mode,
        own_seed=text("seed"),
        commitment=text("commitment"),
        reveal=text("reveal"),
        public=text("public") or "",
        rotate=values.get("rotate") is not False,
        keep=values.get("keep") is True,
        quota=quota if isinstance(quota, int) else None,
        groups_first=values.get("groups", "reserved" if mode == "fair-gate" else "first") == "first",
        travel=travel if isinstance(travel, int) else None,
        gate=gate if isinstance(gate, int) else 30,
    )


_KEYS = ("mode", "seed", "commitment", "reveal", "public", "rotate", "keep", "quota", "groups", "travel", "gate")
_TOLD = ("name", "title", "note", "school", "term", "source", "licence")
"""What a round may say of itself to people; nothing hangs on it."""


def _entries(raw: bytes, faults: list[InputFault]) -> Sequence[tuple[str, int, yaml.Node]]:
    """(key, line, value) of a flat mapping; composed, never constructed, so that aliases cannot grow."""
    if len(raw) > LARGEST:
        faults.append(InputFault(FILE, 0, "", "", f"不超过 {LARGEST >> 10} KB 的文件"))
        return []
    try:
        root = yaml.compose(decoded(raw), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        faults.append(InputFault(FILE, 0, "", "", "UTF-8 或 GBK 编码的文字"))
        return []
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        faults.append(InputFault(FILE, mark.line + 1 if mark else 0, "", "", "YAML：一行一个“键: 值”"))
        return []
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode):
        faults.append(InputFault(FILE, 1, "", "", "YAML：一行一个“键: 值”"))
        return []
    found: dict[str, tuple[str, int, yaml.Node]] = {}
    for key_node, node in root.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
        if key in _TOLD:
            continue
        if key not in _KEYS:
            faults.append(InputFault(FILE, line, key, key, f"{'、'.join(_KEYS)} 之一", nearest(key, _KEYS)))
        elif key in found:
            faults.append(InputFault(FILE, line, key, key, "只出现一次的键"))
        else:
            found[key] = (key, line, node)
    return list(found.values())


def _value(key: str, node: yaml.Node, line: int, faults: list[InputFault]) -> str | bool | int | None:
    """One value in the type its key asks for; None where it is empty or wrong."""

    def fault(expected: str, meant: str = "") -> None:
        found = str(node.value) if isinstance(node, yaml.ScalarNode) else "列表或映射"
        faults.append(InputFault(FILE, line, key, found, expected, meant))

    if not isinstance(node, yaml.ScalarNode):
        fault("一个值")
        return None
    text = str(node.value).strip()
    if node.tag.endswith(":null"):
        return None
    if key in ("rotate", "keep"):
        if text.lower() not in _TRUTH:
            fault("true 或 false")
        return _TRUTH.get(text.lower())
    if key == "quota":
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        fault("整数，0 或更大；不限就空着")
        return None
    if key in ("gate", "travel"):
        if text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= MINUTES_OF_DAY:
            return int(text)
        fault(f"分钟数，0 到 {MINUTES_OF_DAY}")
        return None
    if key == "mode" and text not in MODES:
        fault(f"{'、'.join(MODES)} 之一", nearest(text, MODES))
    if key == "groups" and text not in GROUPS:
        fault(f"{'、'.join(GROUPS)} 之一", nearest(text, GROUPS))
    if key == "commitment" and not (len(text) == 64 and all(c in "0123456789abcdef" for c in text.lower())):
        fault("64 位十六进制的 sha256 摘要")
    if not text:
        fault("不空的值")
        return None
    return text.lower() if key == "commitment" else text
