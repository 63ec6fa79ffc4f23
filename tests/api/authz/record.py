"""A record with a canary in every text of it, on both sides of an agreed first night."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from accounts import services as accounts
from accounts.models import AccessLogEntry, Consent, Patient, User
from care import services as care
from delivery.models import Message
from insights import services as insights
from insights.models import Experiment, Flag
from journal import vocabulary
from journal.documents import HealthDocument, NightDocument, read
from journal.queries import epoch
from journal.services import apply_edits, put_health, put_night
from tests.api.authz.canaries import (
    EARLY_MONDAY,
    EARLY_NIGHTS,
    FIRST,
    HEALTH_DATE,
    LATE_NIGHTS,
    MONDAY,
    NIGHT,
)
from tests.api.authz.edits import edit

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
EXERCISE = "x.heel-raises"


@dataclass(frozen=True, slots=True)
class Record:
    """Whose it is, how its canaries begin, who has it open in full, and who writes notes in it besides.

    Its days lie `weeks` earlier than Alice's, so that a date tells whose it is.
    """

    patient: Patient
    word: str
    full: Consent
    author: User
    weeks: int = 0

    def _on(self, day: date) -> date:
        return day - timedelta(weeks=self.weeks)

    def fill(self) -> dict[str, str]:
        """A diary, a health background, notes, a plan, tags, flags, experiments, a mail, looks and links.

        Ids by the name of their path parameter; `code` is that of the visit link.
        """
        self._health()
        made = self._entries()
        for early in (True, False):
            self._nights(early=early)
        insights.analyse_changed(now=NOW)
        epoch()  # of the site since its first visitor
        made |= self._warned_and_tried() | self._at_the_desk() | self._shared()
        return {"patient": str(self.patient.pk), "date": NIGHT.isoformat(), "tip": "t11", **made}

    def _health(self) -> None:
        known = vocabulary.load()
        said = {
            "birth_year": 1913,
            "weeks_of_trouble": 60,
            "bother": known.ids("bother")[0],
            "who": dict.fromkeys(known.ids("who"), True),
            "dates": {"surgery": self._on(HEALTH_DATE).isoformat()},
        }
        put_health(patient=self.patient, document=read(HealthDocument, said), now=NOW)

    def _nights(self, *, early: bool) -> None:
        side = f"{self.word}-{'early' if early else 'late'}"
        for number, day in enumerate(EARLY_NIGHTS if early else LATE_NIGHTS):
            body: dict[str, object] = {"timezone": "Europe/London", "pain": True, "note": f"{side}-night"}
            episode = {"id": self._id(early), "intensity": 6, "note": f"{side}-episode"}
            body |= {"episodes": [episode]} if number == 0 else {}
            put_night(patient=self.patient, date=self._on(day), parts=read(NightDocument, body), now=NOW)

    def _id(self, early: bool) -> str:
        last = f"{'c' if self.word == 'canary' else 'b'}{'e' if early else 'f'}"
        return f"01938f6e-8a3c-7c11-9a51-2f1f6f0c2b{last}"

    def _entries(self) -> dict[str, str]:
        """A factor of their own with its answer, and on each side of the first night an event and a week."""
        factor = edit("factor", {"slug": "own.tea", "label": f"{self.word}-factor"}, NOW)
        early, late = (
            edit("event", {"on": on.isoformat(), "kind": "visit", "text": f"{self.word}-{side}-event"}, NOW)
            for side, on in (("early", self._on(EARLY_NIGHTS[-1])), ("late", self._on(NIGHT)))
        )
        answer = edit("day", {"value": True}, NOW, key=f"{self._on(NIGHT)}/own.tea")
        score = {"pain": 4, "enjoyment": 5, "activity": 3}
        weeks = [edit("peg", score, NOW, key=str(self._on(monday))) for monday in (EARLY_MONDAY, MONDAY)]
        apply_edits(patient=self.patient, edits=[factor, early, late, answer, *weeks], now=NOW)
        return {
            "event": late.key, "factor": factor.key, "kind": "factor", "key": factor.key, "monday": str(MONDAY),
        }  # fmt: skip

    def _warned_and_tried(self) -> dict[str, str]:
        """A flag and an experiment on each side."""
        flags = [
            Flag.objects.create(
                patient=self.patient, rule=rule, rule_version="1", level="emergency", night=self._on(night),
                raised_at=NOW,
                items=["who.cancer", "sign.redness"],
            )
            for rule, night in (("RF03", EARLY_NIGHTS[0]), ("RF01", NIGHT))
        ]  # fmt: skip
        Experiment.objects.create(
            patient=self.patient, tip="gone", text=f"{self.word}-early-experiment", seed=1, state="stopped",
            arms=_arms(self._on(EARLY_NIGHTS[0]), 28), started_at=NOW, state_at=NOW,
        )  # fmt: skip
        trial = Experiment.objects.create(
            patient=self.patient, tip="t11", seed=1, arms=_arms(self._on(NIGHT), 28), state="paused",
            started_at=NOW, state_at=NOW,
        )  # fmt: skip
        return {"flag": str(flags[-1].pk), "experiment": str(trial.pk)}

    def _at_the_desk(self) -> dict[str, str]:
        """Notes, tags and a plan, by the therapist who has everything and by another."""
        patient, therapist = self.patient, self.full.grantee
        notes = [
            care.write_note(
                patient=patient,
                author=author,
                text=f"{self.word}-{text}-note",
                shared=text == "shared",
                now=NOW,
            )
            for author, text in ((self.author, "shared"), (self.author, "private"), (therapist, "own"))
        ]
        care.set_tags(patient=patient, therapist=therapist, labels=[f"{self.word}-tag"])
        care.mark_reviewed(patient=patient, therapist=therapist, now=NOW)
        exercise = care.Wanted("", f"{self.word}-plan", f"{self.word}-dose", (1, 2, 3), "", EXERCISE)
        blocked = care.Wanted("t20", "", "", (6,), f"{self.word}-reason")
        care.set_plan(consent=self.full, wanted=[exercise, blocked], today=NIGHT)
        return {"note": str(notes[-1].pk), "consent": str(self.full.pk)}

    def _shared(self) -> dict[str, str]:
        """An invitation, a visit link, a mail that waits, and one look by the therapist."""
        user, therapist = self.patient.user, self.full.grantee
        offer = accounts.Offer("full", email=f"{self.word}-offer@example.com")
        invitation = accounts.invite(inviter=user, patient=self.patient, offer=offer, now=NOW).invitation
        link, code = accounts.open_visit(patient=self.patient, scope="full", now=NOW, from_date=FIRST)
        accounts.log_access(
            patient=self.patient, reader=therapist, role=AccessLogEntry.Role.THERAPIST, what="page", now=NOW
        )
        mail = f"{self.word}-mail"
        letter = Message.objects.create(
            user=user, recipient=user.email, kind="summary", period="1", subject=mail, text=mail, html=mail,
            asked_at=NOW, due_at=NOW,
        )  # fmt: skip
        return {
            "invitation": str(invitation.pk), "link": str(link.pk), "code": code, "message": str(letter.pk),
        }  # fmt: skip


def _arms(first: date, nights: int) -> list[dict[str, object]]:
    return [
        {"date": (first + timedelta(days=step)).isoformat(), "on": step % 4 < 2} for step in range(nights)
    ]
