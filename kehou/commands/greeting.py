"""What `kehou up` says once it runs: the address, and in the demo a table of whom one can be and what to look at first."""

from collections.abc import Sequence
from unicodedata import east_asian_width


def greeting(address: str, *, demo: bool) -> list[str]:
    lines = ["", f"  kehou 课后已经开好：{address}", ""]
    if demo:
        from kehou.sim.demo import who_can_sign_in

        lines += ["  登录页上点一下就进，不用密码：", ""]
        lines += [f"  {line}" for line in table([("岗位", "姓名", "学校", "先看什么"), *who_can_sign_in()])]
        lines.append("")
    return [*lines, "  按 Ctrl-C 全部停下。", ""]


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows under a head, columns under each other on a terminal, where a Chinese character takes two places."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [lines[0], "  ".join("─" * wide for wide in widths), *lines[1:]]


def width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
