"""No line of the PWA's own text is past 120 characters; what a tool writes is not read line by line."""

import subprocess

from tools.sbom.packages import ROOT

SUFFIXES = (".ts", ".svelte", ".js", ".css", ".html")


def sources() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "pwa"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [file for file in listed.stdout.split() if file.endswith(SUFFIXES)]


def test_no_line_is_past_120_characters() -> None:
    long = [
        f"{file}:{number}"
        for file in sources()
        for number, line in enumerate((ROOT / file).read_text("utf-8").splitlines(), 1)
        if len(line) > 120
    ]
    assert len(sources()) > 300
    assert long == []
