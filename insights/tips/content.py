"""Reads the tip files once, checks them against each other, and hands them out frozen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from base.content import Fault, T, collect, parse, usable, validate
from base.languages import LANGUAGES
from insights.tips.model import ChoiceFile, Counted, Gate, GateFile, Tip, TipFile
from insights.tips.translations import Translations, spoken_in, translated

FOLDER = Path(__file__).parent / "content"
TIP_COUNT = 47  # t01 … t47, the whole table of the clinical content


@dataclass(frozen=True, slots=True)
class Tips:
    """All tip content. ``files`` keeps who signed which theme."""

    tips: Mapping[str, Tip]
    gates: Mapping[str, Gate]
    gate_file: GateFile
    choice: ChoiceFile
    files: tuple[TipFile, ...]
    translations: Translations | None = None

    def unsigned(self, tips: Iterable[str]) -> bool:
        """Whether anything that these tips say in this language still waits for a clinician's signature."""
        shown = set(tips)
        said = [file for file in self.files if any(tip.id in shown for tip in file.tips)]
        around = [self.gate_file, self.choice, *([self.translations] if self.translations else [])]
        return bool(shown) and not all(file.signed for file in (*said, *around))

    def counted(self, item: str | None) -> Counted | None:
        return next((entry for entry in self.choice.counted if entry.id == item), None)


@cache
def load(folder: Path = FOLDER, language: str = LANGUAGES[0]) -> Tips:
    """The content in a language, English for one we do not write in, or ``ContentError`` with every fault."""
    return usable(*_read(folder, language if language in LANGUAGES else LANGUAGES[0]))


def faults(folder: Path = FOLDER) -> tuple[Fault, ...]:
    """Everything wrong in the folder; empty when it can be used."""
    return _read(folder)[1]


def _read(folder: Path, language: str = LANGUAGES[0]) -> tuple[Tips | None, tuple[Fault, ...]]:
    found: list[Fault] = []
    said = _Said(folder, language, found)
    gate_file = said.file(folder / "gates.yaml", GateFile)
    choice = said.file(folder / "choice.yaml", ChoiceFile)
    themes = sorted(folder.glob("tips_*.yaml"))
    files = [file for path in themes if (file := said.file(path, TipFile)) is not None]
    if gate_file is None or choice is None or len(files) < len(themes):
        return None, tuple(found)
    tips = {tip.id: tip for file in files for tip in file.tips}
    content = Tips(
        tips=dict(sorted(tips.items())),
        gates={gate.id: gate for gate in gate_file.gates},
        gate_file=gate_file,
        choice=choice,
        files=tuple(files),
        translations=said.other,
    )
    found.extend(_crossed(content))
    found.extend(said.faults())
    return content, tuple(found)


class _Said:
    """The files of a folder as they are read in one language."""

    def __init__(self, folder: Path, language: str, found: list[Fault]) -> None:
        self._found, self._spoken = found, set[str]()
        self._translations = collect(folder / "translations.yaml", Translations, found)
        self.other = self._translations if language != LANGUAGES[0] else None
        self._table = self.other.into(language) if self.other else {}

    def file(self, path: Path, shape: type[T]) -> T | None:
        data, faults = parse(path)
        self._found.extend(faults)
        if faults:
            return None
        self._spoken.update(spoken_in(data))
        value, faults = validate(path.name, translated(data, self._table), shape)
        self._found.extend(faults)
        return value

    def faults(self) -> Iterator[Fault]:
        if self._translations:
            yield from self._translations.faults(self._spoken)


def _crossed(content: Tips) -> Iterator[Fault]:
    yield from _tip_ids(content)
    for tip in content.tips.values():
        yield from _tip(tip, content)
    if len(content.gates) < len(content.gate_file.gates):
        yield Fault("gates.yaml", "gates", "two gates share an id")
    for gate in content.gates.values():
        if gate.reported_as is not None and gate.reported_as not in content.gates:
            yield Fault("gates.yaml", gate.id, f"reported_as names no gate: {gate.reported_as}")
    yield from _choice(content)


def _tip_ids(content: Tips) -> Iterator[Fault]:
    given = [tip.id for file in content.files for tip in file.tips]
    for tip in sorted({tip for tip in given if given.count(tip) > 1}):
        yield Fault("tips_*.yaml", tip, "given twice")
    for number in range(1, TIP_COUNT + 1):
        if f"t{number:02}" not in given:
            yield Fault("tips_*.yaml", f"t{number:02}", "missing")


def _tip(tip: Tip, content: Tips) -> Iterator[Fault]:
    gates = {*tip.blocked_by, *(care.when for care in tip.care if care.when)}
    gates |= {tip.safer.when} if tip.safer else set()
    for gate in sorted(gates - content.gates.keys()):
        yield Fault("tips_*.yaml", tip.id, f"names a gate that does not exist: {gate}")
    for pattern in sorted(set(tip.suits) - content.choice.resembles.keys()):
        yield Fault("tips_*.yaml", tip.id, f"suits '{pattern}', which choice.yaml has no words for")
    if tip.own is not None and content.counted(tip.own) is None:
        yield Fault("tips_*.yaml", tip.id, f"counts '{tip.own}', which choice.yaml has no words for")
    trial = tip.experiment
    if trial.fit and (trial.nights is None or trial.measure is None):
        yield Fault("tips_*.yaml", tip.id, "fit for an experiment needs nights and a measure")
    if trial.fit and tip.form != "do":
        yield Fault("tips_*.yaml", tip.id, "is nothing to do, so nothing to try out in an experiment")
    if not trial.fit and trial.why_not is None:
        yield Fault("tips_*.yaml", tip.id, "not fit for an experiment needs why_not")


def _choice(content: Tips) -> Iterator[Fault]:
    choice = content.choice
    named = {tip for entry in choice.tonight for tip in entry.tips} | set(choice.no_trial_in_foot)
    named |= {tip for level in choice.levels for tip in level.only}
    named |= {tip for tips in choice.first.values() for tip in tips}
    for tip in sorted(named - content.tips.keys()):
        yield Fault("choice.yaml", tip, "no such tip")
    for word in sorted({tip.evidence for tip in content.tips.values()}):
        if word not in choice.evidence_words or word not in choice.evidence_order:
            yield Fault("choice.yaml", word, "an evidence word without its sentence or its place")
    for pattern in sorted(choice.first.keys() - choice.resembles.keys()):
        yield Fault("choice.yaml", f"first.{pattern}", "no such pattern")
    if choice.no_trial_while_unknown not in content.gates:
        yield Fault("choice.yaml", "no_trial_while_unknown", "no such gate")
