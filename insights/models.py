"""What was read from a diary, when, and with which engine and content; and the flags that were raised."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Patient
from base.states import StateMachine, moves


class AnalysisState(models.Model):
    """How far a diary has been analysed, and who holds the lease on it now.

    The table keeps the name of the first release, whose processes use it during an upgrade.
    """

    patient = models.OneToOneField(
        Patient, on_delete=models.CASCADE, primary_key=True, related_name="analysis_state"
    )
    revision = models.PositiveBigIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    # Tries in a row that failed, at which revision of the diary, and the kind of the last fault.
    # With defaults of the database: a process of the release before writes rows without these columns.
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    failed_revision = models.PositiveBigIntegerField(default=0, db_default=0)
    fault = models.CharField(max_length=40, blank=True, db_default="")

    class Meta:
        db_table = "insights_reading"

    def __str__(self) -> str:
        return f"analysed to {self.revision}"


class Insight(models.Model):
    """The comparison of one patient's nights with the profiles, one row a day; the latest stands."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="insights")
    day = models.DateField()
    revision = models.PositiveBigIntegerField()
    engine = models.CharField(max_length=32)
    content = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    comparison = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "day"], name="insight_one_per_day")]

    def __str__(self) -> str:
        return f"insight of {self.day}"


class Flag(models.Model):
    """One warning of the ledger as it stands: one open for each rule and leg, until the person answers it.

    `tellings` are what it rests on (`safety.ledger.Telling`); level, items, night and side are worked out from
    them. `asks`: when it was raised its night lay further back than the rules look.
    """

    class Level(models.TextChoices):
        EMERGENCY = "emergency"
        SAME_DAY = "same_day"
        WITHIN_DAYS = "within_days"
        ROUTINE = "routine"

    OPEN: ClassVar[Q] = Q(closed_at__isnull=True)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="flags")
    rule = models.CharField(max_length=8)
    rule_version = models.CharField(max_length=32)
    level = models.CharField(max_length=12, choices=Level)
    side = models.CharField(max_length=8, blank=True)
    items = models.JSONField(default=list)
    tellings = models.JSONField(default=list)
    night = models.DateField()
    asks = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "rule", "side"],
                condition=Q(closed_at__isnull=True),
                name="flag_one_open_per_rule_and_leg",
            ),
        ]
        # The ledger reads what was closed of late, for an answer that comes late or is taken back.
        indexes = [models.Index(fields=["patient", "closed_at"], name="flag_of_late")]

    def __str__(self) -> str:
        return f"{self.rule} {self.level}"


class FlagReply(models.Model):
    """What a person said after a flag, and the flag as it stood then; taken back, it stays in the log.

    `flag` is null when the phone warned of something that the server has not heard of yet. Without a level it is
    not known how the flag stood.
    """

    class Outcome(models.TextChoices):
        CLEARED = "seen_cleared"
        TREATED = "seen_treated"
        NOT_REACHED = "could_not_reach"
        MISTAP = "mistap"
        STILL_SO = "still_so"
        GONE = "gone"
        NOT_NOW = "not_now"
        NOT_YET = "not_yet"
        NEED_HELP = "need_help"
        TALKED = "talked"
        SAFE_NOW = "safe_now"
        TAKEN_BACK = "taken_back"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="flag_replies")
    rule = models.CharField(max_length=8)
    side = models.CharField(max_length=8, blank=True)
    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="replies", null=True)
    # Made on the phone, so that what it sends twice is kept once.
    reply_id = models.UUIDField(default=uuid.uuid4, unique=True)
    outcome = models.CharField(max_length=16, choices=Outcome)
    on = models.DateField()
    level = models.CharField(max_length=12, blank=True)
    items = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    worst = models.PositiveSmallIntegerField(null=True)
    places = models.JSONField(default=list)
    replied_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        # The ledger reads the replies of late; a phone is told those of other devices.
        indexes = [models.Index(fields=["patient", "replied_at"], name="flag_reply_of_late")]

    def __str__(self) -> str:
        return self.outcome


class Experiment(models.Model):
    """One tip on nights drawn by lot. The arms are drawn once, from `seed`, and kept as they were promised.

    Nights of a pause (`pauses`: pairs of dates, the last one open while it lasts) keep their arm and are not
    compared. `reason` says why the state is not running; `result` is kept when the experiment ends, with the
    version of the content that worded it. `text` is the tip in the words of the start. `read` are the routine flags
    that the person read before starting or going on: their answers by flag.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"
        DONE = "done"

    UNFINISHED: ClassVar[Q] = Q(state__in=["running", "paused"])

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="experiments")
    tip = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    seed = models.PositiveBigIntegerField()
    arms = models.JSONField()
    pauses = models.JSONField(default=list)
    read = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    reason = models.CharField(max_length=12, blank=True)
    result = models.JSONField(null=True)
    content = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    state_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state__in=["running", "paused"]),
                # The effects of two tips at once could not be told apart.
                name="experiment_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tip} {self.state}"


FLAG = StateMachine(
    table="insights_flag",
    column="closed_at",
    first=("open", "closed"),
    moves=moves(
        {
            "open": {"closed": "the person answers it, or decides it by what they tell besides"},
            "closed": {"open": "an answer to it is taken back, its silence ends, or it is told again"},
        }
    ),
    before_and_after=("open", "closed"),
)
EXPERIMENT = StateMachine(
    table="insights_experiment",
    column="state",
    first=("running",),
    moves=moves(
        {
            "running": {
                "paused": "the person asks, or a warning stands",
                "stopped": "the person asks, two nights were worse, or the answer is plain early",
                "done": "its last night is past",
            },
            "paused": {
                "running": "the person goes on",
                "stopped": "the person asks",
                "done": "its last night is past",
            },
        }
    ),
)
