"""Each invariant can fail: a good run is judged good, and every injected fault is found by its own invariant."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.history import History, Operation
from tests.faults.judge import INVARIANTS, Aftermath, Backup, Copy, Facts, Phone, Record, Version, judge

ANNA, BEN = "anna", "ben"
NIGHT, PAIN = ("night", "2026-11-20"), ("episode", "one")


def version(mark: str, second: int, unit: tuple[str, str] = NIGHT) -> Version:
    return Version(f"change {mark}", unit, mark, f"2026-11-20T22:00:{second:02}Z")


def good() -> tuple[History, Aftermath]:
    """Anna saved twice, the second answer was lost; Ben saved once and read."""
    history = History()
    history.add(Operation(ANNA, "sync", "a1", 0.0, 0.2, "ok", 200))
    history.add(Operation(ANNA, "sync", "a2", 1.0, 1.4, "unknown"))
    history.add(Operation(BEN, "put", "b1", 2.0, 2.1, "fail", 503, retry_after=True))
    history.add(Operation(BEN, "put", "b1", 3.0, 3.1, "ok", 200))
    history.add(Operation(BEN, "read", "", 4.0, 4.1, "ok", 200, seen=frozenset({BEN})))
    records = {
        ANNA: Record([version("a1", 1), version("a2", 2)], {NIGHT: "a2"}),
        BEN: Record([version("b1", 3), version("b1/e", 3, PAIN)], {NIGHT: "b1", PAIN: "b1/e"}),
    }
    mailed = ("anna@example.com", "code@example.com", "code@example.com")
    after = Aftermath(
        records, 0.9, ready_again=True, weekly_due=mailed[:1], letters_due=mailed[1:2], mailed=mailed
    )
    return history, replace(after, phones=(PHONE,), facts=Facts(backup=BACKUP))


PHONE = Phone("cora", (("c1", True), ("c2", True), ("c3", False)), waits=False, stands="c3")
# Begun when Anna had saved once; Ben's export was the same before and after.
BACKUP = Backup(
    0.5,
    {ANNA: Copy((("a1", "x"), ("a2", "y")), "now"), BEN: Copy((("b1", "z"),), "same")},
    {ANNA: Copy((("a1", "x"),), "then"), BEN: Copy((("b1", "z"),), "same")},
)


def restored(after: Aftermath, name: str, copy: Copy) -> Aftermath:
    backup = replace(BACKUP, restored={**BACKUP.restored, name: copy})
    return replace(after, facts=Facts(backup=backup))


def with_anna(after: Aftermath, versions: list[Version], standing: str) -> Aftermath:
    return replace(after, records={**after.records, ANNA: Record(versions, {NIGHT: standing})})


def said(history: History, operation: Operation) -> History:
    history.add(operation)
    return history


Run = tuple[History, Aftermath]
INJECTED: dict[str, tuple[str, Callable[[History, Aftermath], Run]]] = {
    "an acknowledged save is gone": ("A", lambda h, a: (h, with_anna(a, [version("a2", 2)], "a2"))),
    "an older save stands": ("A", lambda h, a: (h, with_anna(a, [version("a1", 1), version("a2", 2)], "a1"))),
    "a night does not say what was saved": (
        "A",
        lambda h, a: (h, with_anna(a, [version("a1", 1), version("a2", 2)], "")),
    ),
    "a night is half written": (
        "A",
        lambda h, a: (h, replace(a, records={**a.records, BEN: Record([version("b1", 3)], {NIGHT: "b1"})})),
    ),
    "a change is logged twice": (
        "B",
        lambda h, a: (h, with_anna(a, [version("a1", 1), version("a2", 2), version("a2", 2)], "a2")),
    ),
    "a save is repeated under another id": (
        "B",
        lambda h, a: (
            h,
            with_anna(
                a, [version("a1", 1), version("a2", 2), replace(version("a2", 3), change="other")], "a2"
            ),
        ),
    ),
    "a stranger reads": (
        "D",
        lambda h, a: (said(h, Operation(BEN, "read", "", 5, 5.1, "ok", 200, seen=frozenset({ANNA}))), a),
    ),
    "a weekly mail goes twice": ("E", lambda h, a: (h, replace(a, mailed=[*a.mailed, "anna@example.com"]))),
    "a code is lost": ("E", lambda h, a: (h, replace(a, mailed=a.mailed[:1]))),
    "a save hangs": ("F", lambda h, a: (said(h, Operation(BEN, "put", "b2", 5, 25, "unknown")), a)),
    "a save breaks": ("F", lambda h, a: (said(h, Operation(BEN, "put", "b2", 5, 5.1, "unknown", 500)), a)),
    "a refusal says no when": (
        "F",
        lambda h, a: (said(h, Operation(BEN, "put", "b2", 5, 5.1, "fail", 503)), a),
    ),
    "saves never work again": ("F", lambda h, a: (h, replace(a, recovery=None))),
    "ready is said of a dead database": ("G", lambda h, a: (h, replace(a, told_unready=False))),
    "ready is never said again": ("G", lambda h, a: (h, replace(a, ready_again=False))),
    "a browser's saved note is gone": (
        "C",
        lambda h, a: (h, replace(a, phones=[replace(PHONE, stands="c1")])),
    ),
    "a backup lost what was acknowledged before it": ("H", lambda h, a: (h, restored(a, ANNA, Copy((), "")))),
    "a backup holds a change without the one before it": (
        "H",
        lambda h, a: (h, restored(a, ANNA, Copy((("a2", "y"), ("a1", "x")), "now"))),
    ),
    "a restored export differs": ("H", lambda h, a: (h, restored(a, BEN, Copy((("b1", "z"),), "other")))),
    "a process outlives Ctrl-C": (
        "I",
        lambda h, a: (h, replace(a, facts=replace(a.facts, left=["python -m config.web"]))),
    ),
    "a page is corrupt": ("H", lambda h, a: (h, replace(a, damage=["row 7 missing from index"]))),
}


def test_a_good_run_is_judged_good() -> None:
    assert judge(*good()) == []


@pytest.mark.parametrize("fault", INJECTED)
def test_an_injected_fault_is_found_by_its_invariant(fault: str) -> None:
    invariant, inject = INJECTED[fault]
    assert {one.invariant for one in judge(*inject(*good()))} == {invariant}


def test_what_came_late_is_told_apart_from_what_never_came() -> None:
    history, after = good()
    slow = said(history, Operation(BEN, "put", "b1", 5, 25, "ok", 200))
    assert [one.late for one in judge(slow, replace(after, recovery=300.0))] == [True, True]
    assert [one.late for one in judge(good()[0], replace(after, recovery=None))] == [False]


def test_a_note_that_waits_in_sight_is_not_lost() -> None:
    history, after = good()
    assert judge(history, replace(after, phones=[replace(PHONE, waits=True, stands="")])) == []


def test_every_invariant_was_seen_to_fail() -> None:
    assert {invariant for invariant, _ in INJECTED.values()} == INVARIANTS.keys()
