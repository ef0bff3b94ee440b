"""The figures of one clause of a pack: each value with its unit, its first day and its source."""

from collections.abc import Iterable
from datetime import date

from kehou.policy.exchange.fields import ErrorList, Fields
from kehou.policy.exchange.reading import nearest_of
from kehou.policy.parameter_words import WORDS
from kehou.policy.parameters import UNITS, DatedValue, measure_of, typed_value

_VALUE = ("value", "unit", "valid_from", "source", "district_may_set", "least", "most")


def read_parameters(fields: Fields, log: ErrorList) -> dict[str, tuple[DatedValue, ...]]:
    """Every figure of a clause file that can be used, by name; what cannot is in the log."""
    section = fields.values.get("parameters")
    if section is None:
        return {}
    if section.kind != "map":
        fields.bad("parameters", "a mapping", "标准要写成 名称: 值的列表")
        return {}
    names = tuple(entry.key for entry in section.entries)
    table = Fields(section, "parameters", log, names)
    for name in names:
        if name not in WORDS:
            nearest = nearest_of(name, tuple(WORDS))
            says = f"没有一条规则用 {name}" + (f"，最接近的是 {nearest}" if nearest else "")
            table.bad(name, nearest or "a figure that a rule reads", says, nearest=nearest)
    read = {name: tuple(_values(table, name)) for name in names}
    return {name: values for name, values in read.items() if values}


def _values(table: Fields, name: str) -> Iterable[DatedValue]:
    before: date | None = None
    for item in table.sections(name, _VALUE, _VALUE[:4]):
        unit, source, day = item.text("unit"), item.text("source"), item.day("valid_from")
        if day is not None and before is not None and day <= before:
            which = "同一天有两个值" if day == before else "没有按日期先后写"
            item.bad("valid_from", "a later day than the value before", f"{name} {which}：{day}")
        before = day or before
        if unit and not measure_of(unit):
            nearest = nearest_of(unit.split(" ")[0].split(",")[0], UNITS)
            item.bad("unit", f"one of these first: {', '.join(UNITS)}", f"不认识单位“{unit}”", nearest=nearest)
            continue
        try:
            value = typed_value(item.values["value"].plain(), unit) if unit and "value" in item.values else None
        except ValueError as error:
            item.bad("value", str(error), "这个值不合它的单位")
            continue
        read = _with_bounds(
            item, DatedValue(value, unit, day or date.min, source, f"{table.log.file}:{item.node.line}")
        )
        if read.district_may_set and value is not None and not _is_bounded(read):
            says = f"{name} 没有写清区里能定在多少到多少之间"
            item.bad("district_may_set", "least and most, which bound what a district may set", says)
        elif item.usable and day is not None:
            yield read


def _with_bounds(item: Fields, read: DatedValue) -> DatedValue:
    least, most = (item.values[key].plain() if key in item.values else None for key in ("least", "most"))
    may_set = item.boolean("district_may_set")
    return DatedValue(read.value, read.unit, read.valid_from, read.source, read.where, may_set, least, most)


def _is_bounded(read: DatedValue) -> bool:
    """Bounds of the value's shape, in whole numbers, with the value between them."""
    whole = all(
        isinstance(number, int) and not isinstance(number, bool)
        for bound in (read.least, read.most)
        for number in (bound.values() if isinstance(bound, dict) else (bound,))
    )
    try:
        return whole and read.allows(read.value)
    except (KeyError, TypeError):
        return False
