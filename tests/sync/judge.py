"""What must hold once all is quiet: every phone is open, online and signed in, and nothing waits.

The letters are those of tests/faults/judge.py, with two of phones: C, what a phone said to have saved; V, what all
devices show; and S, the warnings.
"""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

from tests.sync import server as site
from tests.sync.book import logged_marks, mark_of, marks_shown
from tests.sync.world import HOLDERS, PASSCODE, Phone, World

INVARIANTS = {
    "A": "what was acknowledged is in the record, with the content that was sent",
    "B": "nothing is in the record that no phone sent, or twice",
    "C": "what a phone said to have saved is in the record, or waits on that phone",
    "D": "nobody sees what another person wrote",
    "E": "no weekly mail goes twice",
    "S": "no warning is lost",
    "V": "all devices show the same, and it is what was saved last",
}
ROUNDS = 12


def settle(world: World) -> list[str]:
    """Let all come to rest; what is wrong when it does not."""
    for _ in range(ROUNDS):
        for phone in world.phones:
            _open(world, phone)
        if all(_at_rest(world, phone) for phone in world.phones) and _quiet_round(world):
            return []
        world.now += timedelta(minutes=6)
    waiting = [
        (
            phone.owner,
            phone.seen.get("status"),
            phone.seen.get("unsent"),
            phone.tasks,
            list(phone.asked),
            phone.doing,
        )
        for phone in world.phones
    ]
    return [f"C: it never comes to rest: {waiting}"]


def _open(world: World, phone: Phone) -> None:
    """Opened, unlocked, and signed in by one of those who hold it."""
    if not phone.up:
        world.start(phone)
    _deliver(world, phone)
    world.look(phone)
    if phone.doing or not phone.up:
        return
    if phone.seen["locked"]:
        world.do(phone, {"do": "enterPasscode", "code": PASSCODE})
    elif phone.owner.startswith("guest"):
        names = HOLDERS[phone.number]
        # Whose entries wait here comes back for them.
        who = world.names.get(phone.seen["ended"] or "", names[world.seed % len(names)])
        world.do(phone, {"do": "signIn", "email": site.address(who), "password": site.PASSWORD, "who": who})
    else:
        world.do(phone, {"do": "wake"})
    _deliver(world, phone)


def _deliver(world: World, phone: Phone) -> None:
    """Everything under way arrives, and what follows from it."""
    for _ in range(60):
        if phone.up:
            world.tell(phone, "advance")
        for net in sorted(phone.asked):
            if net not in phone.replies:
                world.serve(phone, net)
        if not phone.replies:
            return
        for net in sorted(phone.replies):
            world.bring(phone, net)


def _at_rest(world: World, phone: Phone) -> bool:
    world.look(phone)
    seen = phone.seen
    return phone.up and not (
        phone.owner.startswith("guest")
        or seen["locked"]
        or seen["unsent"]
        or phone.tasks
        or phone.asked
        or phone.doing
    )


def _quiet_round(world: World) -> bool:
    """Each phone hears what the others sent meanwhile; true where none had more to send."""
    for phone in world.phones:
        world.now += timedelta(seconds=5)
        world.do(phone, {"do": "wake"})
        _deliver(world, phone)
    return all(_at_rest(world, phone) for phone in world.phones)


def judge(world: World) -> list[str]:
    """Every violation, the letter of its invariant first."""
    found = list(world.book.faults)
    held = world._held()
    for name in ("alice", "bob"):
        found += [*_record(world, name, held[name]), *_shown(world, name), *_warnings(world, name)]
    found += [f"E: {times} mails of {mail}" for mail, times in site.mails.taken.items() if times > 1]
    return found


def _record(world: World, name: str, held: set[Any]) -> list[str]:
    rows, logged = site.changes(name), logged_marks(name)
    found = []
    by_id, replies = {str(row.change_id): row for row in rows}, site.replies(name)
    for change, (owner, mark) in world.book.acknowledged.items():
        if owner != name or change in replies:
            continue
        row = by_id.get(change)
        if row is None:
            found.append(f"A: {change} of {name} was acknowledged and is not in the record")
        elif mark_of(row.kind, row.data) != mark:
            found.append(f"A: {change} of {name} says {row.data}, sent was {mark!r}")
    found += [f"B: {change} of {name} was never sent" for change in by_id if change not in world.book.sent]
    found += [
        f"B: {change} of {name} is there {times} times"
        for change, times in Counter(str(row.change_id) for row in rows).items()
        if times > 1
    ]
    for row in rows:
        mark = mark_of(row.kind, row.data)
        if isinstance(mark, str) and name not in world.book.owners.get(mark, {name}):
            found.append(f"D: the record of {name} holds {mark!r}")
    for one in world.book.saved.values():
        if one.owner == name and (one.unit, json.dumps(one.mark)) not in logged | held:
            found.append(
                f"C: phone {one.phone} saved {one.mark!r} of {name} in {one.unit}, and it is nowhere"
            )
    return found


def _standing(name: str) -> dict[Any, Any]:
    """The mark of each unit that stands in the record."""
    rows = {(row.kind, row.key): row for row in site.changes(name) if row.stands}
    found = {unit: mark_of(row.kind, row.data) for unit, row in rows.items() if row.op == "put"}
    kinds = ("night", "episode", "event", "day", "check")
    return {unit: mark for unit, mark in found.items() if unit[0] in kinds and (unit[0] != "night" or mark)}


def _shown(world: World, name: str) -> list[str]:
    standing = _standing(name)
    found = []
    for phone in world.phones:
        if phone.owner != name:
            continue
        shown = marks_shown(phone.seen)
        for unit in sorted(standing.keys() | shown.keys()):
            if standing.get(unit) != shown.get(unit):
                found.append(
                    f"V: phone {phone.number} of {name} shows {shown.get(unit)!r} in {unit}, "
                    f"the record says {standing.get(unit)!r}"
                )
    last: dict[Any, list[Any]] = {}
    for one in world.book.saved.values():
        if one.owner == name:
            last.setdefault(one.unit, []).append(one.mark)
    for unit, marks in last.items():
        if (name, unit) not in world.book.open_units and standing.get(unit) not in marks:
            found.append(f"V: {unit} of {name} says {standing.get(unit)!r}, saved last was {marks}")
    return found


def _warnings(world: World, name: str) -> list[str]:
    phones = [phone for phone in world.phones if phone.owner == name]
    shown = {phone.number: {*phone.seen["standing"], *phone.seen["recent"]} for phone in phones}
    # A phone tells what it saw at once; the server judges what came of it, which may be less.
    known = site.flags(name).union(*shown.values())
    found = [
        f"S: {key} was told to {name} and is nowhere" for key in world.book.told.get(name, set()) - known
    ]
    for number, keys in shown.items():
        missing = sorted(site.open_flags(name) - keys)
        found += [f"S: phone {number} of {name} does not show {key}" for key in missing]
    return found
