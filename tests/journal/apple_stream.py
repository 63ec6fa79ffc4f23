"""An Apple Health export of any length, made while it is read; and what becomes of a file, with its cost in memory.

Run as `python -m tests.journal.apple_stream PATH|SIZE`: a file, or an export of so many bytes.
"""

import json
import sys
from pathlib import Path
from typing import Any

from journal.intake import apple
from journal.intake.rows import UnreadableFile
from journal.progress import run_to_end

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="de_DE">'
NIGHT = (
    b"<Record type='HKCategoryTypeIdentifierSleepAnalysis' value='HKCategoryValueSleepAnalysisAsleepCore' "
    b"sourceName='Watch' startDate='2026-11-20 23:00:00 +0100' endDate='2026-11-21 06:00:00 +0100'/>"
)

ROW = b"<Record type='HKQuantityTypeIdentifierStepCount' value='9' startDate='x' endDate='y'/>\n" * 1000


class Stream:
    """An export of so many bytes, made while it is read: steps, and one night at its end."""

    def __init__(self, size: int) -> None:
        self.parts = [HEAD, NIGHT + b"</HealthData>"]
        self.size, self.place, self.waiting = size, 0, b""

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place, self.waiting = (self.size if whence else offset), b""
        return self.place

    def read(self, size: int = -1) -> bytes:
        while len(self.waiting) < size and self.place < self.size:
            first, last = self.place == 0, self.place + len(ROW) >= self.size
            piece = (self.parts[0] if first else b"") + ROW + (self.parts[1] if last else b"")
            self.place += len(ROW)
            self.waiting += piece
        given, self.waiting = self.waiting[:size], self.waiting[size:]
        return given


def outcome(file: Any) -> Any:
    """How many segments were found, or the code of the refusal."""
    try:
        return len(run_to_end(apple.segments(file)))
    except UnreadableFile as fault:
        return fault.code


def most_memory() -> int:
    """The most this process ever held, in MB; what it was forked from does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main(words: str) -> None:
    """Print what became of it and the most memory it took."""
    if words.isdigit():
        told = outcome(Stream(int(words)))
    else:
        with open(words, "rb") as file:
            told = outcome(file)
    print(json.dumps({"told": told, "peak": most_memory()}))


if __name__ == "__main__":
    main(sys.argv[1])
