"""Writes of experiments: started by lot, paused by any warning, ended by their rules or their last night.

Nothing listens for a change: `refresh` is called by whoever reads an experiment and by the worker after each reading.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from accounts.models import Patient
from insights import experiment_queries as queries
from insights.models import Experiment
from insights.series import experiments as series
from insights.series.content import Ending, Refusal, content
from journal.documents import FieldFault, InvalidRecord

State = Experiment.State
DAY = timedelta(days=1)
# The last night may be logged on the day after; then its answer is waited for no longer.
LATE = 2 * DAY
# Which field of the request a refusal belongs to; all others concern the tip.
FIELDS: dict[str, str] = {"length": "nights", "over": "state"}


def refused(names: Sequence[Refusal], field: str = "tip") -> InvalidRecord:
    """The refusal with a sentence for each reason."""
    said = content().refusals.sentences
    return InvalidRecord([FieldFault(FIELDS.get(name, field), name, said[name]) for name in names])


@dataclass(frozen=True, slots=True)
class Planned:
    """From which night on, for how many nights, the seed of the lot, and the rules whose messages were read."""

    first: date
    nights: int
    seed: int
    read: Sequence[str] = ()


@transaction.atomic
def start(*, patient: Patient, tip: str, planned: Planned, today: date, now: datetime) -> Experiment:
    """Draw the arms and begin. InvalidRecord naming every reason why not."""
    # An experiment that is over by today makes room for this one.
    refresh(patient=patient, today=today, now=now)
    read = queries.read_now(patient, planned.read)
    if names := queries.refusals(patient, tip, planned.nights, today=today, read=read):
        raise refused(names)
    arms = series.plan(planned.first, planned.nights, np.random.default_rng(planned.seed))
    row = Experiment(
        patient=patient,
        tip=tip,
        text=queries.words_of(tip),
        seed=planned.seed,
        arms=[{"date": arm.date.isoformat(), "on": arm.on} for arm in arms],
        read=read,
        started_at=now,
        state_at=now,
    )
    try:
        # Two phones may start at once, and the constraint lets one through. In a savepoint: on PostgreSQL a refused
        # row would otherwise spoil the whole transaction.
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise refused(["another"]) from None
    return row


@transaction.atomic
def change_state(
    *, experiment: Experiment, state: str, today: date, now: datetime, read: Sequence[str] = ()
) -> Experiment:
    """Pause, take up again or stop, as the patient asks; repeatable. InvalidRecord when it may not be.

    `read` are the rules whose routine messages the patient has read before going on.
    """
    row = Experiment.objects.select_for_update().select_related("patient__user").get(pk=experiment.pk)
    if row.state == state:
        return row
    if row.state in (State.STOPPED, State.DONE):
        raise refused(["over"])
    row.read |= queries.read_now(row.patient, read)
    if state == State.RUNNING and (held := queries.hold(row, today=today, standing=True)):
        raise refused([held], "state")
    _move(row, state, "" if state == State.RUNNING else "asked", today, now)
    return row


@transaction.atomic
def refresh(*, patient: Patient, today: date, now: datetime) -> None:
    """Bring the experiment that has not ended, if any, to where it stands today."""
    rows = Experiment.objects.select_for_update().filter(Experiment.UNFINISHED, patient=patient)
    for row in rows:
        if due := _due(row, today):
            _move(row, *due, today, now)


def _due(row: Experiment, today: date) -> tuple[str, Ending] | None:
    """The state it should be in and why, None where it is. A warning comes before every statistic."""
    if row.state == State.RUNNING and (held := queries.hold(row, today=today)):
        return State.PAUSED, held
    trial, diary = queries.trial_of(row), queries.trial_diary(row, today=today)
    if _over(trial, diary, today):
        return State.DONE, "complete"
    if row.state == State.PAUSED:
        return None
    yesterday = today - DAY
    pair = 2 * content().experiments.block
    whole = len(trial.until(yesterday)) // pair * pair
    # Worse nights are looked for every day, the statistic after whole pairs alone: each look is a chance to be wrong.
    looks = {yesterday, *(arm.date for arm in trial.arms[whole - 1 : whole] if whole)}
    stops = [found for day in sorted(looks) if (found := series.stop(trial, diary, day, flagged=False))]
    return (State.STOPPED, stops[-1]) if stops else None


def _over(trial: series.Trial, diary: queries.TrialDiary, today: date) -> bool:
    """Whether the last night is past and either logged or no longer waited for."""
    last = trial.arms[-1].date
    logged = any(night["date"] == last.isoformat() for night in diary["nights"])
    return today > last and (logged or today >= last + LATE)


def _move(row: Experiment, state: str, reason: str, today: date, now: datetime) -> None:
    """Keep the new state; a pause opens or closes, an end keeps its result."""
    if row.pauses and row.pauses[-1][1] is None and state != State.PAUSED:
        row.pauses[-1][1] = today.isoformat()
    if state == State.PAUSED:
        row.pauses.append([today.isoformat(), None])
    row.state, row.reason, row.state_at = state, reason, now
    if state in (State.STOPPED, State.DONE):
        row.result, row.content = _result(row, today), content().version
    row.save(update_fields=["state", "reason", "state_at", "pauses", "read", "result", "content"])


def _result(row: Experiment, today: date) -> dict[str, Any]:
    """Numbers, sentence and nights; tonight is not over and does not count."""
    language = row.patient.user.language
    found = series.result(
        queries.trial_of(row),
        queries.trial_diary(row, today=today),
        today - DAY,
        content(language),
    )
    nights = [{"date": day.isoformat(), "on": on, "value": value} for day, on, value in found.nights]
    return {"text": found.text, "language": language, **asdict(found.found), "nights": nights}
