"""Stands in for speech-dispatcher's client: what the screen reader says is written down with its time, unspoken."""

import json
import os
import re
import time
from pathlib import Path
from typing import Any


class _Names(type):
    """Every constant is its own name."""

    def __getattr__(cls, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return name


class PunctuationMode(metaclass=_Names):
    pass


class CallbackType(metaclass=_Names):
    pass


class Priority(metaclass=_Names):
    pass


class DataMode(metaclass=_Names):
    pass


class SSIPCommunicationError(Exception):
    pass


class SSIPCommandError(Exception):
    pass


class SSIPClient:
    """Takes each utterance and each silence; answers nothing to all else."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._file = Path(os.environ["SPOKEN"])

    def speak(self, text: str, callback: Any = None, **_: Any) -> None:
        self._write(re.sub(r"<[^>]*>", "", text).strip())
        if callback:
            callback("BEGIN")
            callback("END")

    def char(self, text: str) -> None:
        self._write(text)

    def cancel(self, *_: Any) -> None:
        self._write(None)

    def list_output_modules(self) -> tuple[str, ...]:
        return ("none",)

    def list_synthesis_voices(self) -> tuple[tuple[str, str, str], ...]:
        return (("none", "en", ""),)

    def __getattr__(self, _: str) -> Any:
        return lambda *_, **__: None

    def _write(self, said: str | None) -> None:
        line = json.dumps({"at": time.time(), "said": said})
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
