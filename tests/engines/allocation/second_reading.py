"""The definition of the default mode, read a second time: from the text alone, on bare tables, built another way.

It shares no line with the engine: cells are plain text, parts grow by colouring, one-slot parts are always solved by
deferred acceptance in waves (everybody free proposes at once), shares of a minimum are exact fractions. Where both
readings give the same seats on many thousands of random rounds, the text leaves little to taste.
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

Table = list[dict[str, str]]
Key = tuple[object, ...]
Chosen = dict[str, dict[str, int]]
"""section → {student: rank of the wish that got it}."""


class Reading:
    """One round as its tables say it. settings: `rotate`, `keep`, `quota` where they are given."""

    def __init__(self, tables: Mapping[str, Table], settings: Mapping[str, object]) -> None:
        table = defaultdict(list, tables)
        self.week = [row["slot"] for row in sorted(table["slots.csv"], key=lambda row: int(row["order"]))]
        self.section = {row["section"]: row for row in table["sections.csv"]}
        self.meets = {id: row["slots"].split() for id, row in self.section.items()}
        self.room = {id: int(row["capacity"]) for id, row in self.section.items()}
        self.student = {row["student"]: row for row in table["students.csv"]}
        named = [int(row["group"]) for row in self.student.values() if row["group"]]
        self.group = {id: int(row["group"] or max(named, default=0) + 1) for id, row in self.student.items()}
        self.done = {(row["student"], row["section"]) for row in table["done.csv"]}
        self.fixed = {(row["student"], row["slot"]) for row in table["fixed.csv"]}
        self.rank_in = {(row["section"], row["student"]): int(row["class"]) for row in table["priorities.csv"]}
        self.reserved: dict[str, dict[int, int]] = defaultdict(dict)
        for row in table["reserved.csv"]:
            self.reserved[row["section"]][int(row["group"])] = int(row["seats"])
        keeps = bool(settings.get("keep", False))
        self.kept = {(row["student"], row["section"]) for row in table["held.csv"]} if keeps else set()
        self.rotates = bool(settings.get("rotate", True))
        whole = settings.get("quota")
        self.quota = {
            id: int(row["quota"]) if row["quota"] else int(str(whole)) if whole is not None else len(self.week)
            for id, row in self.student.items()
        }
        self.asks: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.any: dict[str, dict[str, int]] = defaultdict(dict)
        self._read_wishes(table["wishes.csv"])

    def _read_wishes(self, rows: Table) -> None:
        for row in rows:
            if row["section"] == "*":
                self.any[row["slot"]][row["student"]] = int(row["rank"])
            elif self.may(row["student"], row["section"]):
                self.asks[row["student"]].append((int(row["rank"]), row["section"]))
        for wishes in self.asks.values():
            wishes.sort()

    def may(self, student: str, section: str) -> bool:
        """Point 3: open to the grade, what must come before is done, no fixed block in the way."""
        grades = self.section[section]["grades"].split()
        after = self.section[section]["after"].split()
        return (
            (not grades or self.student[student]["grade"] in grades)
            and all((student, one) in self.done for one in after)
            and not any((student, slot) in self.fixed for slot in self.meets[section])
        )

    def parts(self) -> list[list[str]]:
        """Point 1: every slot has a colour; whatever ties two slots paints one in the colour of the other."""
        ties = list(self.meets.values())
        if any(quota < len(self.week) for quota in self.quota.values()):
            ties.append(self.week)
        colour = {slot: slot for slot in self.week}
        for tie in ties:
            old = {colour[slot] for slot in tie}
            colour = {slot: colour[tie[0]] if mine in old else mine for slot, mine in colour.items()}
        return [[slot for slot in self.week if colour[slot] == one] for one in dict.fromkeys(colour.values())]

    def places(self, slot: str) -> dict[str, Key]:
        """Point 2: student → (group, place) in a part that begins with this slot."""
        moved: dict[str, Key] = {}
        for group in set(self.group.values()):
            line = [id for id in self.student if self.group[id] == group]
            line.sort(key=lambda id: (int(self.student[id]["lottery"]), id))
            step = self.week.index(slot) * len(line) // len(self.week) if self.rotates else 0
            moved |= {id: (group, (r + step) % len(line)) for r, id in enumerate(line)}
        return moved

    def seats(self) -> set[tuple[str, str, int]]:
        """(student, section, rank) of every seat."""
        chosen: Chosen = {}
        for slots in self.parts():
            chosen |= self._part(slots)
        for slot in self.week:
            (first, *_) = next(slots for slots in self.parts() if slot in slots)
            self._any(slot, self.places(first), chosen)
        return {(student, section, rank) for section, got in chosen.items() for student, rank in got.items()}

    def _part(self, slots: list[str]) -> Chosen:
        """Point 6 around points 4 and 5. Only the sections that are open come back."""
        order = self.places(slots[0])
        open_ = {id for id, meets in self.meets.items() if set(meets) & set(slots)}
        while True:
            chosen = self._waves(open_, order) if len(slots) == 1 else self._in_turn(open_, order)
            thin: list[tuple[Fraction, str]] = []
            for id, got in chosen.items():
                minimum = int(self.section[id]["minimum"] or 0)
                if 0 < len(got) < minimum:
                    thin.append((Fraction(len(got), minimum), id))
            if not thin:
                return {id: got for id, got in chosen.items() if got}
            open_ = open_ - {min(thin)[1]}

    def _in_turn(self, open_: set[str], order: Mapping[str, Key]) -> Chosen:
        chosen: Chosen = {id: {} for id in open_}
        for student in sorted(self.student, key=lambda id: order[id]):
            taken: set[str] = set()
            left = self.quota[student]
            for rank, section in self.asks[student]:
                fits = section in open_ and len(chosen[section]) < self.room[section]
                if fits and left and not taken & set(self.meets[section]):
                    chosen[section][student] = rank
                    taken |= set(self.meets[section])
                    left -= 1
        return chosen

    def _waves(self, open_: set[str], order: Mapping[str, Key]) -> Chosen:
        """Everybody without a seat asks the next section of its list; each keeps the best of old and new askers."""
        lists = {
            student: [(rank, section) for rank, section in wishes if section in open_]
            for student, wishes in self.asks.items()
            if self.quota[student]
        }
        holds: Chosen = {id: {} for id in open_}
        free = set(lists)
        while free:
            asked: Chosen = {section: dict(got) for section, got in holds.items()}
            for student in free:
                if lists[student]:
                    rank, section = lists[student].pop(0)
                    asked[section][student] = rank
            holds = {section: self._best(section, got, order) for section, got in asked.items()}
            seated = {student for got in holds.values() for student in got}
            free = {student for student, rest in lists.items() if rest and student not in seated}
        return holds

    def _best(self, section: str, asking: Mapping[str, int], order: Mapping[str, Key]) -> dict[str, int]:
        def claim(student: str) -> Key:
            listed = (section, student) in self.rank_in
            own = (0, self.rank_in[section, student]) if listed else (1, 0)
            return ((student, section) not in self.kept, own, order[student])

        line = sorted(asking, key=claim)
        inside: list[str] = []
        for group, seats in self.reserved[section].items():
            inside += [student for student in line if self.group[student] == group][:seats]
        rest = [student for student in line if student not in inside]
        return {student: asking[student] for student in (inside + rest)[: self.room[section]]}

    def _any(self, slot: str, order: Mapping[str, Key], chosen: Chosen) -> None:
        """Point 7. Taken here: a slot's order is its part's; only a section somebody got is open; one on several days
        is what a family asked for only where it asked for any section on each of them."""
        for student in sorted(self.any[slot], key=lambda id: order[id]):
            mine = [section for section, got in chosen.items() if student in got]
            taken = {one for section in mine for one in self.meets[section]}
            if slot in taken or len(mine) >= self.quota[student]:
                continue
            asked = {one for one in self.week if student in self.any[one]}
            free = [
                (len(got) - self.room[section], section)
                for section, got in chosen.items()
                if slot in self.meets[section]
                and set(self.meets[section]) <= asked - taken
                and self.may(student, section)
            ]
            if free and min(free)[0] < 0:
                chosen[min(free)[1]][student] = self.any[slot][student]
