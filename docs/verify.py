"""Check a draw without the program that made it: python verify.py FOLDER [RECEIPT …]. FOLDER: what is published of a round,
or the whole round; mode rotating-draw is worked out again, by the points of docs/allocation.md that stand in comments.
Ends with 0: right, 1: wrong, 2: unreadable, 3: nothing wrong, but the seats are given by rules that are not known here."""
import csv, hashlib, json, pathlib, re, sys
def text(name):
    raw = (folder / name).read_bytes() if (folder / name).exists() else b""
    return raw.decode("utf-8-sig" if raw.decode("utf-8", "ignore").encode() == raw else "gb18030")
def table(name):
    rows = [[c.strip() for c in row] for row in csv.reader(text(name).splitlines(True)) if any(map(str.strip, row))]
    return [dict(zip(map(str.lower, rows[0]), row)) for row in rows[1:]]
def sha(of):
    return hashlib.sha256(of if isinstance(of, bytes) else of.encode()).hexdigest()
def climb(here, path):
    for side, beside in path:
        here = sha(b"\1" + bytes.fromhex(beside + here if side == "left" else here + beside))
    return here
def root(level):
    while len(level) > 1:
        level = [climb(level[i], [("right", other) for other in level[i + 1 : i + 2]]) for i in range(0, len(level), 2)]
    return level[0] if level else sha("")
def ranked():  # (rank, section, slot, student); an unranked wish comes after all others
    rows = [(int(row["rank"] or 0), row["section"], row.get("slot", ""), row["student"]) for row in table("wishes.csv")]
    last = {x: max(rank for rank, _, _, other in rows if other == x) for x in {x for rank, _, _, x in rows if not rank}}
    return sorted((rank or last[x] + 1, id, slot if id == "*" else "", x) for rank, id, slot, x in rows)

def allocate(setting, number, wishes):  # student → its sections; number: student → lottery number; wishes: ranked()
    slots = [row["slot"] for row in sorted(table("slots.csv"), key=lambda row: int(row.get("order") or 0))]
    sections, students = ({row[name]: row for row in table(name + "s.csv")} for name in ("section", "student"))
    meets = {id: row["slots"].split() for id, row in sections.items()}
    room, least = ({id: int(row.get(key) or 0) for id, row in sections.items()} for key in ("capacity", "minimum"))
    last = 1 + max([int(row.get("group") or 0) for row in students.values()], default=0)
    group = {x: int(row.get("group") or last) for x, row in students.items()}
    most = {x: int(row.get("quota") or setting.get("quota") or len(slots)) for x, row in students.items()}
    keep, turns = ((setting.get(k) or w).lower() in ("true", "yes", "on") for k, w in [("keep", ""), ("rotate", "yes")])
    tables = [table(name) for name in ("held.csv" if keep else "no.csv", "done.csv", "fixed.csv")]
    held, done, fixed = ({(row["student"], row.get("section") or row.get("slot")) for row in rows} for rows in tables)
    rank = {(row["section"], row["student"]): int(row["class"]) for row in table("priorities.csv")}
    reserved = {(row["section"], int(row["group"])): int(row["seats"]) for row in table("reserved.csv")}
    special = {id for id, _ in [*rank, *reserved]} | {id for _, id in held}
    def counts(x, id):  # 3
        grade, spans = int(students[x].get("grade") or 0), re.findall(r"(\d+)-?(\d*)", sections[id].get("grades", ""))
        fits = not spans or any(int(low) <= grade <= int(high or low) for low, high in spans)
        return fits and done >= {(x, earlier) for earlier in sections[id].get("after", "").split()} and (
            fixed.isdisjoint((x, slot) for slot in meets[id]))
    def taken(id, asking, at):  # 5: whom a section with an order of its own takes
        line, firm = sorted(asking, key=lambda x: ((x, id) not in held, rank.get((id, x), 10**18), at[x])), []
        for g in sorted(g for other, g in reserved if other == id):
            firm += [x for x in line if group[x] == g][: min(reserved[id, g], room[id] - len(firm))]
        return firm + [x for x in line if x not in firm][: room[id] - len(firm)]
    def run(order, here, lists):
        got, at = {id: [] for id in here}, {x: i for i, x in enumerate(order)}
        alone = len(part[slot]) == 1 and special & here
        asking = [x for x in order if most[x]] if alone else []
        while asking:  # 5
            x = asking.pop()
            if lists[x]:
                id = lists[x].pop(0)
                both, got[id] = [*got[id], x], taken(id, [*got[id], x], at)
                asking += [y for y in both if y not in got[id]]
        for x in [] if alone else order:  # 4
            days, own = set(), []
            for id in lists[x]:
                if len(got[id]) < room[id] and len(own) < most[x] and days.isdisjoint(meets[id]):
                    got[id].append(x), days.update(meets[id]), own.append(id)
        return got
    anywhere, part = {(x, slot) for _, id, slot, x in wishes if id == "*"}, {slot: {slot} for slot in slots}
    for tied in [slots] * any(n < len(slots) for n in most.values()) + list(meets.values()):  # 1
        part |= dict.fromkeys(set().union(*map(part.get, tied)), set().union(*map(part.get, tied)))
    seats, busy, opened, orders = {x: [] for x in students}, {x: set() for x in students}, set(), {}
    for slot in slots:
        orders[slot], first = [], min(part[slot], key=slots.index)
        for g in sorted(set(group.values())):  # 2
            line = sorted((x for x in students if group[x] == g), key=lambda x: (number[x], x))
            cut = len(line) - turns * (slots.index(first) * len(line) // len(slots))
            orders[slot] += line[cut:] + line[:cut]
        here, short = {id for id in sections if meets[id][0] in part[slot] and slot == first}, [True]
        while short:  # 6
            lists = {x: [] for x in students}
            for x, id in [(x, id) for _, id, _, x in wishes if id in here and counts(x, id)]:
                lists[x].append(id)
            got = run(orders[slot], here, lists)
            short = [(len(got[id]) / least[id], id) for id in here if 0 < len(got[id]) < least[id]]
            here -= {min(short)[1]} if short else set()
        for x, id in [(x, id) for id in here for x in got[id]]:
            seats[x].append(id); busy[x].update(meets[id]); opened.add(id); room[id] -= 1
    for slot, x in [(slot, x) for slot in slots for x in orders[slot] if (x, slot) in anywhere]:  # 7
        fits = [(-room[id], id) for id in opened if slot in meets[id] and room[id] > 0 and counts(x, id)
                and busy[x].isdisjoint(meets[id]) and all((x, other) in anywhere for other in meets[id])]
        for _, id in sorted(fits)[: len(seats[x]) < most[x]]:
            seats[x].append(id); busy[x].update(meets[id]); room[id] -= 1
    return seats

def differences(receipts):  # (wrong?, one sentence) for all that has to follow from the rest
    pairs = [line.split(" #")[0].partition(":") for line in text("round.yaml").splitlines()]
    setting = {key.strip(): value.strip().strip("'\"") for key, _, value in pairs if value.strip() not in ("~", "null")}
    log = [json.loads(line) for line in text("draws.jsonl").splitlines()]
    committed, frozen, drawn = ([*(e for e in log if e["event"] == step), {}][0] for step in STEPS)
    public, tickets = table("public.csv"), [row["ticket"] for row in table("tickets.csv")]
    secret, value = setting.get("reveal") or drawn.get("reveal"), setting.get("public") or drawn.get("public")
    seed = (f"{secret}|{value}" if value else secret) if secret else setting.get("seed", "")
    promised = {committed.get("commitment"), setting.get("commitment"), *(r["commitment"] for r in receipts)} - {None}
    sealed = [sha(b"\0" + f"{row['sealed']}|{row['wishes']}".encode()) for row in public]
    chain = [sha(json.dumps(e, ensure_ascii=False, sort_keys=True, separators=(",", ":"))) for e in log]
    rules = frozen.get("options", {})
    changed = [key for key in rules if key in setting and setting[key].lower() != str(rules[key]).lower()]
    yield changed or committed.get("options", rules) != rules, "not the rules that were announced and frozen"
    yield len(promised) > 1 or (secret and promised - {sha(secret)}), "not the secret committed to: another draw"
    yield setting and drawn and (drawn["reveal"], drawn["public"]) != (secret, value or ""), "the log has another draw"
    yield log and [e["event"] for e in log] not in (STEPS, STEPS[:2]), "a second draw, or a step left out of the log"
    yield [e["previous"] for e in log] != ["", *chain][: len(log)], "the log was rewritten"
    yield [e["at"] for e in log] != sorted(e["at"] for e in log), "the clock was set back between two steps of the log"
    yield log and (len(sealed), root(sealed)) != (frozen.get("students"), frozen.get("root")), "not the frozen wishes"
    yield tickets != sorted(tickets) or len(tickets) != len(public) * bool(drawn), "numbers swapped, added or left out"
    for r in receipts:
        own, who = sha(f"{r['salt']}|{r['sealed']}"), r["student"]
        found, leaf = [row["wishes"] for row in public if row["sealed"] == own], f"{own}|{r['wishes']}"
        yield found != [r["wishes"]], f"{who}: {'a changed wish' if found else 'missing from the published wishes'}"
        yield {climb(sha(f"\0{leaf}"), r["path"]), r["root"]} != {frozen.get("root")}, f"{who}: of another list"
        if drawn and "number" in r:
            line = sha(f"{r['salt']}|result|{who}|{r['number']}|{' '.join(r['seats'])}")
            yield tickets[r["number"] - 1 : r["number"]] != [sha(f"{seed}|{who}")], f"{who}: a swapped number"
            yield climb(sha(f"\0{line}"), r["result_path"]) != drawn["results"], f"{who}: a wrong seat"
    given = {row["student"]: row.get("lottery") for row in table("students.csv")}
    line = {x: int(n) if any(given.values()) else sha(f"{seed}|{x}") for x, n in given.items()}
    number = line if any(given.values()) else {x: n for n, x in enumerate(sorted(line, key=line.get), start=1)}
    tables = "".join(f"{name} {sha((folder / name).read_bytes())}\n" for name in TABLES if (folder / name).exists())
    yield log and given and sha(tables) != frozen.get("inputs"), "the tables are not the frozen ones"
    stated, wishes = json.loads(text("certificate.json") or "{}"), {x: "" for x in given}
    yield log and given and drawn.get("certificate") != sha(text("certificate.json")), "not the certificate of the draw"
    for rank, id, slot, x in ranked():
        wishes[x] += f"{rank} {id} {slot}\n"
    now = {x: {"number": number[x], "wishes": sha(wishes[x])} for x in given}
    for x in sorted(now.keys() | stated["students"].keys()) if stated and given else ():
        yield now.get(x) != stated["students"].get(x), f"{x}: missing, added, or a changed wish or number"
    odd = [f"{key} {setting[key]}" for key, usual in USUAL.items() if setting.get(key, usual) != usual]
    unknown.extend(odd + ["trades.csv"] * ("trades.csv" in tables) if tables else ["they are not published"])
    right, told = allocate(setting, number, ranked()), [(row["student"], row["section"]) for row in table("seats.csv")]
    for x, id in [] if unknown else sorted({*told} ^ {(x, id) for x in right for id in right[x]}):
        yield True, f"{x}: {'no right to' if (x, id) in told else 'has a right to'} a seat in {id}"

folder, STEPS, unknown = pathlib.Path(sys.argv[1]), ["committed", "frozen", "drawn"], []
USUAL = {"mode": "rotating-draw", "groups": "first", "travel": None}
TABLES = [f"{name}.csv" for name in "done fixed held priorities reserved sections slots students trades wishes".split()]
try:
    says = [says for wrong, says in differences([json.loads(pathlib.Path(r).read_bytes()) for r in sys.argv[2:]]) if wrong]
except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
    sys.exit(print("unreadable:", repr(error)) or 2)
left = f" in all that was checked; the seats were not worked out again: {', '.join(unknown)}" if unknown else ""
sys.exit(print("\n".join(says) or f"right{left}") or (1 if says else 3 if unknown and text("students.csv") else 0))
