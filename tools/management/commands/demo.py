"""The demo people: a patient with sixty nights and the therapist who looks after them."""

import random
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import agreement
from accounts import services as accounts
from accounts.models import Consent, Patient
from insights import services as insights
from journal import queries
from journal import services as journal
from journal.documents import HealthDocument, NightDocument, read
from tools.simulation.people import people
from tools.synthetic_patients import store

PASSWORD = "stillnight-demo"  # noqa: S105  printed on the welcome screen of a local demo, and refused elsewhere
ZONE = "Europe/London"
NIGHTS = 60
SEED = 7
# Every so manyeth of the made-up people has written nothing for three weeks.
SILENT, QUIET = 6, timedelta(days=21)
NAMES = (
    "Ines Baptiste", "Tom Okeke", "Mary Lindqvist", "Arjun Rao", "Greta Holm", "Paul Mensah", "Lena Novak",
    "Hugh Barlow", "Aiko Tanabe", "Rosa Ferrer", "Karl Weiss", "Nadia Haddad",
)  # fmt: skip


class Command(BaseCommand):
    """`manage.py demo`: repeatable; only on a local host."""

    help = "Make the demo patient and therapist, with 60 nights and a consent. Local hosts only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many more people share with the therapist."""
        parser.add_argument(
            "--caseload", type=int, default=0, help="so many more made-up people for the desk (12 have names)"
        )

    def handle(self, *_: Any, caseload: int, **options: Any) -> None:
        """Make whoever is missing."""
        if not settings.LOCAL:
            raise CommandError(
                f"demo people have a known password and belong on a local host, not on {settings.HOST}"
            )
        patient, therapist = _people()
        # Only an empty diary: whoever tries the demo keeps what they wrote.
        if queries.revision_of(patient) == 0:
            _fill(patient, timezone.now())
        for other in _made_up(caseload, timezone.now()):
            _share(other, therapist)
        # Here and not by a worker, since none need run while the demo is made.
        insights.analyse_changed(now=timezone.now())
        _share(patient, therapist)
        self.stdout.write(f"patient@demo.test and therapist@demo.test, password {PASSWORD}")


def _people() -> tuple[Patient, Any]:
    facts = {"timezone": ZONE, "country": "GB"}
    keeper = accounts.make_person(email="patient@demo.test", password=PASSWORD, name="Robin Ashdown", **facts)
    therapist = accounts.make_person(
        email="therapist@demo.test", password=PASSWORD, name="Tess Okafor", is_therapist=True, **facts
    )
    for user in (keeper, therapist):
        accounts.agree(
            user=user, version=agreement.current().version, language=user.language, now=timezone.now()
        )
    return accounts.open_patient_record(user=keeper), therapist


def _share(patient: Patient, therapist: Any) -> None:
    held = Consent.objects.in_force(timezone.now().date()).filter(patient=patient, grantee=therapist)
    if not held.exists():
        accounts.grant_consent(patient=patient, grantee=therapist, scope=Consent.Scope.FULL)


def _made_up(count: int, now: datetime) -> Iterator[Patient]:
    """So many people drawn from the tables, who cannot sign in; some fell silent."""
    yesterday = _last_night(now)
    for number in range(count):
        last = yesterday - QUIET if number % SILENT == SILENT - 1 else yesterday
        # Drawn again for each, since those who fell silent end on another night.
        *_, person = people(number + 1, NIGHTS, SEED, last=last)
        patient = store(person.diary, now=now)
        facts = {"name": NAMES[number % len(NAMES)], "timezone": ZONE}
        accounts.change_account(user=patient.user, changes=facts)
        yield patient


def _last_night(now: datetime) -> date:
    """The evening before the last night that is over."""
    return (now.astimezone(ZoneInfo(ZONE)) - timedelta(hours=12)).date() - timedelta(days=1)


def _fill(patient: Patient, now: datetime) -> None:
    """Sixty nights up to the last one that is over: mostly calf cramps, easing once stretching was begun."""
    rng = random.Random(20240512)  # noqa: S311  made-up nights, not secrets
    health = {"birth_year": 1961, "weeks_of_trouble": 20, "bother": "moderate", "who": _background()}
    insights.take_health(patient=patient, document=read(HealthDocument, health), now=now)
    last = _last_night(now)
    for ago in range(NIGHTS - 1, -1, -1):
        if ago > 0 and rng.random() < 0.1:
            continue
        day = last - timedelta(days=ago)
        parts = read(NightDocument, _night(rng, day, begun=ago < NIGHTS // 2))
        journal.put_night(patient=patient, date=day, parts=parts, now=now)
    # Through `insights`, which raises flags; nights that the journal alone was given have raised none.
    insights.patch_night(patient=patient, date=last, parts=read(NightDocument, {}), now=now)


def _background() -> dict[str, bool]:
    yes = ("crampmed", "smoker")
    no = (
        "diabetes",
        "vascdis",
        "claud",
        "immob",
        "cancer",
        "priorvte",
        "pregoest",
        "injury",
        "backhx",
        "famrls",
    )
    return {item: item in yes for item in (*yes, *no)}


def _night(rng: random.Random, day: date, *, begun: bool) -> dict[str, Any]:
    morning = datetime.combine(day + timedelta(days=1), time(7, rng.randrange(60)), tzinfo=ZoneInfo(ZONE))
    exercise = rng.random() < 0.25
    painful = rng.random() < (0.3 if begun else 0.5) + 0.3 * exercise
    strip = {"strip.swelling": False, "strip.limb": False, "strip.breath": False, "strip.nerve": False}
    night: dict[str, Any] = {
        "timezone": ZONE,
        "pain": painful,
        "episodes": [_cramp(rng, morning, begun=begun)] if painful else [],
        "sleep": _sleep(rng, morning, painful=painful),
        "day": {"exercise": exercise, "longsit": rng.random() < 0.4, "caffeine": rng.random() < 0.3},
        "checks": strip,
        "recorded_at": morning.isoformat(),
    }
    if begun:
        night["tips_tried"] = [{"tip": "t11", "helped": rng.random() < 0.7}]
    return night


def _cramp(rng: random.Random, morning: datetime, *, begun: bool) -> dict[str, Any]:
    side = rng.choice(["left", "left", "right"])
    return {
        "id": str(UUID(int=rng.getrandbits(128), version=4)),
        "started_at": (morning - timedelta(minutes=rng.randrange(120, 330))).isoformat(),
        "intensity": min(9, max(2, round(rng.gauss(4.8 if begun else 6.6, 1.3)))),
        "onset": rng.choices(["back", "side_left", "side_right", "prone"], [5, 3, 2, 1])[0],
        "when": "woken" if rng.random() < 0.85 else "settling",
        "dur": "lt10m" if rng.random() < 0.9 else "m10_60",
        "feel": ["cramping"] + (["ache"] if rng.random() < 0.3 else []),
        "sites": [{"site": "calf", "side": side}]
        + ([{"site": "foot", "side": side}] if rng.random() < 0.3 else []),
        "radiates": False,
        "signs": {
            "knot": rng.random() < 0.8,
            "tender": rng.random() < 0.5,
            "swell_one": False,
            "stiff": False,
        },
        "actions": {"stretch": "helped" if rng.random() < 0.9 else "no_change"}
        | ({"massage": "helped" if rng.random() < 0.7 else "no_change"} if rng.random() < 0.6 else {})
        | ({"stand": "helped"} if rng.random() < 0.4 else {}),
        "returns": False,
    }


def _sleep(rng: random.Random, morning: datetime, *, painful: bool) -> dict[str, Any]:
    bed = morning - timedelta(minutes=rng.randrange(470, 540))
    return {
        "into_bed_at": bed.isoformat(),
        "tried_to_sleep_at": (bed + timedelta(minutes=rng.randrange(5, 30))).isoformat(),
        "minutes_to_fall_asleep": rng.randrange(5, 35),
        "awakenings": rng.randrange(1, 4) if painful else rng.randrange(3),
        "minutes_awake": rng.randrange(20, 60) if painful else rng.randrange(20),
        "final_awakening_at": (morning - timedelta(minutes=rng.randrange(5, 25))).isoformat(),
        "out_of_bed_at": morning.isoformat(),
        "quality": rng.randrange(2, 4) if painful else rng.randrange(3, 6),
        "refreshed": rng.randrange(1, 4) if painful else rng.randrange(3, 5),
    }
