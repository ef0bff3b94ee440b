"""What differs between two versions of a plan, by part and item, before → after, in words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kehou.plan.parts import PARTS, SYSTEM_KEYS
from kehou.plan.words import item_text, item_title, value_text
from kehou.policy.exchange.places import field_name

_IDENTITY = {
    "windows": "id",
    "courses": "id",
    "staff": "id",
    "providers": "id",
    "duties": "duty",
    "waivers": "category",
}
_NOT_COMPARED = {"meetings", "published"}
"""Written by the system when the version is voted on and published; not a promise that somebody changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a diff. before "" = new, after "" = dropped.

    part: its name; item: what changed ("乒乓球"); field: which of its values, "" for a whole item; where: its path.
    """

    part: str
    item: str
    field: str
    before: str
    after: str
    where: str

    @property
    def kind(self) -> str:
        return "added" if not self.before else "removed" if not self.after else "changed"


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every difference, in the order of the parts. The head (version, filing date …) is not compared."""
    found: list[Change] = []
    for part in PARTS:
        for key in part.keys:
            if key in SYSTEM_KEYS or before.get(key) == after.get(key):
                continue
            found += _differences(part.name, key, before, after)
    return _gathered(found)


def _gathered(found: list[Change]) -> tuple[Change, ...]:
    """The same change of several items is told once: "剪纸、合唱、书法等 6 项"."""
    alike: dict[tuple[str, str, str, str], list[Change]] = {}
    for change in found:
        key = (change.part, change.field, change.before, change.after)
        alike.setdefault(key, []).append(change)
    return tuple(replace(same[0], item=_items_text([change.item for change in same])) for same in alike.values())


def _items_text(items: list[str]) -> str:
    names = list(dict.fromkeys(items))
    text = "、".join(names[:3])
    return f"{text}等 {len(names)} 项" if len(names) > 3 else text


def _differences(part: str, key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    old, new = before.get(key), after.get(key)
    if isinstance(old or new, list) and any(isinstance(item, Mapping) for item in (old or new or ())):
        yield from _list_differences(part, key, key, old or [], new or [], before, after)
    elif isinstance(old or new, Mapping):
        yield from _mapping_differences(part, key, old or {}, new or {}, before, after)
    else:
        yield Change(part, field_name(key), "", _text(key, old, before), _text(key, new, after), key)


def _text(key: str, value: Any, document: Mapping[str, Any]) -> str:
    return "" if value in (None, "", [], {}) else value_text(key, value, document)


def _mapping_differences(
    part: str,
    key: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        if name in _NOT_COMPARED or old.get(name) == new.get(name):
            continue
        if name in _IDENTITY:
            yield from _list_differences(
                part, name, f"{key}.{name}", old.get(name) or [], new.get(name) or [], before, after
            )
            continue
        # Keys of a mapping by grade ("1": 118) take their meaning from the mapping.
        meaning = key if name.isdigit() else name
        yield Change(
            part,
            value_text("grades", [int(name)], after) if name.isdigit() else field_name(name),
            "",
            _text(meaning, old.get(name), before),
            _text(meaning, new.get(name), after),
            f"{key}.{name}",
        )


def _list_differences(
    part: str,
    key: str,
    path: str,
    old: Sequence[Mapping[str, Any]],
    new: Sequence[Mapping[str, Any]],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Iterator[Change]:
    pairs, dropped, added = _paired(key, old, new)
    for was, place in pairs:
        now = new[place]
        for name in dict.fromkeys((*was, *now)):
            # A box that was never ticked and one that was unticked say the same.
            if _said(was.get(name)) != _said(now.get(name)):
                yield Change(
                    part,
                    item_title(key, now, after),
                    field_name(name),
                    _text(name, was.get(name), before),
                    _text(name, now.get(name), after),
                    f"{path}[{place}].{name}",
                )
    for was in dropped:
        yield Change(part, item_title(key, was, before), "", item_text(key, was, before) or "有", "", path)
    for place in added:
        now = new[place]
        yield Change(part, item_title(key, now, after), "", "", item_text(key, now, after) or "有", f"{path}[{place}]")


def _said(value: Any) -> Any:
    return None if value is False else value


def _paired(
    key: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> tuple[list[tuple[Mapping[str, Any], int]], list[Mapping[str, Any]], list[int]]:
    """(pairs of old item and new place, dropped items, added places); items with the same name are the same item.

    Blocks have no name: the same content stays itself wherever it stands, then one of the same window and grades.
    """
    identity = _IDENTITY.get(key)
    tests = (
        [lambda a, b: a.get(identity) == b.get(identity)]
        if identity
        else [
            lambda a, b: a == b,
            lambda a, b: all(a.get(k) == b.get(k) for k in ("window", "grades", "weekdays", "content")),
            lambda a, b: all(a.get(k) == b.get(k) for k in ("window", "grades")),
        ]
    )
    left, free, pairs = list(old), list(range(len(new))), []
    for same in tests:
        for was in list(left):
            place = next((place for place in free if same(was, new[place])), None)
            if place is not None:
                pairs.append((was, place))
                left.remove(was)
                free.remove(place)
    return pairs, left, free
