"""Phones in a Node process that acts only when told (`pwa/tests/simulation/host.ts`), and what they run."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PWA = Path(__file__).resolve().parents[2] / "pwa"
CONFIG = "tests/simulation/vite.config.ts"


def bundle(into: Path) -> Path:
    """The phone's own modules as one script."""
    subprocess.run(
        ("npx", "vite", "build", "--config", CONFIG),
        cwd=PWA,
        env={**os.environ, "PHONE_OUT": str(into)},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return into / "phone.js"


class Phones:
    """The process; each command is answered before the next."""

    def __init__(self, script: Path, *, fault: str = "") -> None:
        self._process = subprocess.Popen(
            ("node", str(PWA / "tests/simulation/host.ts"), str(script)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TZ": "UTC", "FAULT": fault},
        )

    def begin(self, seeds: Sequence[int]) -> None:
        """As many empty phones."""
        self._send({"do": "new", "seeds": list(seeds)})

    def tell(self, do: str, phone: int, now: int, **more: Any) -> dict[str, Any]:
        """What the phone said and how many of its tasks wait. `now`: its clock, in ms; `tasks`: how many may run."""
        return self._send({"do": do, "phone": phone, "now": now, **more})

    def close(self) -> None:
        """Ends the process."""
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait()

    def _send(self, command: dict[str, Any]) -> dict[str, Any]:
        pipe = self._process
        pipe.stdin.write(json.dumps(command) + "\n")  # type: ignore[union-attr]
        pipe.stdin.flush()  # type: ignore[union-attr]
        line = pipe.stdout.readline()  # type: ignore[union-attr]
        if not line:
            raise RuntimeError("the phones have ended")
        answer: dict[str, Any] = json.loads(line)
        return answer
