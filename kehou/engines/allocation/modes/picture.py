"""The comparison of modes as a picture: one SVG file that needs nothing else, in black and one colour for print."""

from collections.abc import Callable, Mapping
from html import escape

from kehou.engines.allocation.modes.compare import Compared, Figures, Row

NAMES: Mapping[Row, str] = {
    "one-line": "一条队（先到先得，设公平门）",
    "one-draw": "分组，一周一个号",
    "rotating-draw": "分组轮转摇号（默认）",
    "draft": "轮流挑选",
    "week-fair": "一周最少落空",
    "bound": "不分组的上限（只作比较）",
}
Panel = tuple[str, str, Callable[[Figures], float], Callable[[float], str]]


def percent(share: float) -> str:
    return f"{share * 100:.1f}%"


PANELS: tuple[Panel, ...] = (
    ("得到第一志愿", "占填了志愿的时段；长的好", lambda figures: figures.first, percent),
    ("什么也没得到", "占填了志愿的时段；短的好", lambda figures: figures.none, percent),
    ("一周最差的二十分之一", "二十个孩子里十九个至少有这么多分；长的好", lambda f: f.worst_week, lambda v: f"{v:.0f}"),
    ("一周没有一个第一志愿", "占孩子；短的好", lambda figures: figures.never_first, percent),
    ("名额被次序在后的组拿走", "孩子数；短的好", lambda figures: figures.envy, lambda value: f"{value:.0f}"),
)

_LEFT, _WIDE, _ROW, _HEAD = 250, 560, 24, 62


def picture(compared: Compared, children: int) -> str:
    """SVG text; sizes in pixels at 100 %."""
    rows = list(compared.all)
    height = 70 + len(PANELS) * (_HEAD + len(rows) * _ROW)
    total = _LEFT + _WIDE + 90
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{height}" viewBox="0 0 {total} {height}" '
        'font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="13" fill="#1f2933">',
        f"<title>{escape(f'{children} 名孩子，同样的志愿，几种录取方式')}</title>",
        f'<rect width="{total}" height="{height}" fill="#fff"/>',
        f'<text x="20" y="36" font-size="20" font-weight="600">{children} 名孩子，同样的志愿，几种录取方式</text>',
    ]
    top = 62
    for title, says, figure, shown in PANELS:
        lines.append(f'<text x="20" y="{top + 22}" font-size="15" font-weight="600">{escape(title)}</text>')
        lines.append(f'<text x="{_LEFT}" y="{top + 22}" fill="#52606d">{escape(says)}</text>')
        values = {row: figure(compared.all[row]) for row in rows}
        largest = max(values.values()) or 1
        for number, row in enumerate(rows):
            y = top + 34 + number * _ROW
            width = values[row] / largest * _WIDE
            colour = "#cbd2d9" if row == "bound" else "#0b6e4f" if row == "rotating-draw" else "#7fb8a4"
            weight = ' font-weight="600"' if row == "rotating-draw" else ""
            lines += [
                f'<text x="{_LEFT - 10}" y="{y + 14}" text-anchor="end"{weight}>{escape(NAMES[row])}</text>',
                f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="18" rx="2" fill="{colour}"/>',
                f'<text x="{_LEFT + width + 8:.1f}" y="{y + 14}"{weight}>{escape(shown(values[row]))}</text>',
            ]
        top += _HEAD + len(rows) * _ROW
    return "\n".join([*lines, "</svg>"]) + "\n"
