"""The faults, a row each, and why those of the design that are left out do not run here."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.bench.recovery import deafen
from tests.faults.acts import (
    at_once,
    backed_up,
    backends_killed,
    broker_refuses,
    commit_cut,
    connections_used_up,
    crash_database,
    disk_takes_no_more,
    drop_clients,
    flush,
    freeze_database,
    frozen_while_it_mails,
    full_broker,
    interrupted,
    kill,
    kill_child,
    kill_serving,
    killed_while_it_mails,
    line_held,
    log_takes_no_more,
    long_reader,
    mail_server_drops,
    mail_server_hangs,
    mail_server_moody,
    memory_used_up,
    more_beats,
    no_sync,
    one_stands_still,
    replies_lost,
    restart_web,
    stand_still,
    table_locked,
    writer_held,
)
from tests.faults.judge import Facts
from tests.faults.rig import Rig

BOTH, SQLITE, POSTGRES = ("sqlite", "postgres"), ("sqlite",), ("postgres",)
Fault = Callable[[Rig], Facts | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. `smoke` names the databases on which it runs in every check; with `stops_saves` `/readyz` must say
    no meanwhile; `needs` is a program that a machine need not have."""

    name: str
    what: str
    do: Fault
    where: tuple[str, ...] = BOTH
    smoke: tuple[str, ...] = ()
    stops_saves: bool = False
    needs: str = ""

    def runs_on(self, database: str) -> bool:
        """Whether it is a fault of this database, and what it needs is here."""
        return database in self.where and (not self.needs or shutil.which(self.needs) is not None)


ROWS = (
    Row("F1", "serving processes killed", kill_serving, smoke=SQLITE),
    Row("F2", "web server killed", partial(kill, name="web")),
    Row("F3", "one of two serving processes frozen 5 s", partial(one_stands_still, seconds=5)),
    Row("F3w", "web server frozen 5 s", partial(stand_still, name="web", seconds=5)),
    Row("F4", "web server restarted under load", restart_web),
    Row("F5", "a process of the worker's pool killed", kill_child),
    Row("F6", "worker's processes killed between mail and mark", killed_while_it_mails),
    Row("F7", "worker killed", partial(kill, name="worker"), smoke=SQLITE),
    Row("F8", "worker told to end at once, three times", partial(at_once, times=3)),
    Row("F9", "worker frozen 20 s in a mail, past its lease", partial(frozen_while_it_mails, seconds=20)),
    Row("F10", "five schedulers at once", more_beats),
    Row("F12", "broker killed with all it held", partial(kill, name="broker")),
    Row("F13", "broker emptied each second", partial(flush, times=10)),
    Row("F14", "broker frozen 15 s", partial(stand_still, name="broker", seconds=15), smoke=SQLITE),
    Row("F15", "broker refuses 10 s", partial(broker_refuses, seconds=10)),
    Row("F16", "broker's connections dropped", partial(drop_clients, times=50)),
    Row("F17", "broker full", partial(full_broker, seconds=10)),
    Row("F18", "worker deaf", lambda rig: deafen(rig.site)),
    Row("F19", "PostgreSQL crashes and recovers", crash_database, where=POSTGRES),
    Row("F20", "sessions ended by the server", partial(backends_killed, times=10), where=POSTGRES),
    Row("F21", "COMMIT's answer lost", partial(commit_cut, seconds=8), where=POSTGRES, smoke=POSTGRES),
    Row("F22", "PostgreSQL frozen 10 s", partial(freeze_database, seconds=10), POSTGRES, stops_saves=True),
    Row("F23", "a table locked 8 s", partial(table_locked, seconds=8), where=POSTGRES),
    Row("F24", "connections used up", partial(connections_used_up, seconds=8), where=POSTGRES),
    Row("F26", "disk takes no more, 6 s", partial(disk_takes_no_more, seconds=6), SQLITE, SQLITE, True),
    Row("F27", "one in seven syncs of the disk fails", partial(no_sync, seconds=8), SQLITE, needs="strace"),
    Row("F28", "serving processes killed ten times", partial(kill_serving, times=10, every=1.5), SQLITE),
    Row("F29", "a reader of 10 s", partial(long_reader, seconds=10), where=SQLITE),
    Row("F29w", "another writer of 6 s", partial(writer_held, seconds=6), SQLITE, stops_saves=True),
    Row("F35", "answers lost on the way", partial(replies_lost, seconds=10)),
    Row("F36", "no byte for 5 s", partial(line_held, seconds=5)),
    Row("F46", "mail server says nothing for 12 s", partial(mail_server_hangs, seconds=12)),
    Row("F47", "mail server busy, full, ending", partial(mail_server_moody, seconds=10)),
    Row("F48", "mail server hangs up after taking a mail", partial(mail_server_drops, seconds=8)),
    Row("F51", "log takes no more", log_takes_no_more),
    Row("F52", "worker's memory used up 8 s", partial(memory_used_up, seconds=8)),
    Row("F53", "backup under load, restored elsewhere", backed_up, smoke=SQLITE),
    Row("F56", "Ctrl-C under load, and started again", interrupted, smoke=SQLITE),
)
# Rows of the design that do not run here: why, and what holds them instead.
ELSEWHERE = {
    "F11, F31–F34": "move a clock: `tests/delivery/test_planning.py`, `tests/journal/test_nights_and_zones.py`",
    "F25": "needs the right to mount a disk of its own; F26 refuses every write, of SQLite",
    "F30": "`tests/test_migrations.py`",
    "F37–F45": "faults of a phone: `tests/browser`",
    "F49": "needs a relay stopped between two statements: `tests/delivery/test_killed_relays.py`",
    "F50": "no process may send push to this machine; `tests/delivery/test_push.py` has a push service",
    "F54": "`tests/privacy/test_drill.py`, and the phones' part `tests/browser/test_restored.py`",
    "F55": "`tests/security/test_rotation.py`",
}
