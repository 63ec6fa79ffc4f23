"""The comparison a second time: one diary, one hypothesis, one question after another, with plain betaln.

Shares nothing with the engine but the content it is given. Sentences of the method stand beside each step.
"""

from datetime import date
from itertools import combinations
from math import exp, log

from scipy.special import betaln, gammaln

CHOICES = ("onset", "when", "dur")


class Slow:
    """Everything about one diary as of one day."""

    def __init__(self, content, diary, today):
        self.content, self.p = content, content.parameters
        self.items = list(content.background.items)
        self.nights = [
            night
            for night in diary["nights"]
            if 0 <= (today - date.fromisoformat(night["date"])).days < self.p.window_days
            and night.get("pain") is not None
        ]
        self.nights.sort(key=lambda night: night["date"])
        self.painful = [answers(night) for night in self.nights if night["pain"]]
        self.health = dict((diary.get("health") or {}).get("who") or {})
        born = (diary.get("health") or {}).get("birth_year")
        if born is not None and self.nights:
            self.health["age60"] = int(self.nights[-1]["date"][:4]) - born >= 60

    def clip(self, rate):
        return min(max(rate, self.p.rate_floor), 1 - self.p.rate_floor)

    def row(self, *patterns):
        rows = [self.content.patterns.get(one, self.content.null).rates for one in patterns]
        return {item: sum(row[item].rate for row in rows) / len(rows) for item in self.items}

    def background(self):
        return {item: entry.rate for item, entry in self.content.background.items.items()}

    def score(self, row):
        """S in nats: every question's d·τ·w', capped."""
        tau, shift = self.tau(), self.style()
        nightly = [self.choice(row, group) for group in CHOICES] + [self.side(row)]
        nightly += [self.tick(row, item, shift) for item in self.items if self.ticked(item)]
        days = [self.day(row, item) for item in self.items if item.startswith("day.")]
        person = [self.person(row, item) for item in self.items if item.startswith("who.")]
        return sum(self.limit(tau * w) for w in nightly) + sum(self.limit(w) for w in days + person)

    def limit(self, weight):
        cap = log(self.p.cap_ratio)
        return min(max(self.p.discount * weight, -cap), cap)

    def mixed(self, weight):
        return log(self.p.mixture * exp(weight) + 1 - self.p.mixture)

    @staticmethod
    def ticked(item):
        return item.split(".")[0] in ("feel", "site", "help", "worse", "rel", "sign") or item == "side.both"

    def counted(self, item):
        asked = [night[item] for night in self.painful if night.get(item) is not None]
        return sum(asked), len(asked)

    def choice(self, row, group):
        """Dirichlet-multinomial of a single choice."""
        names = [item for item in self.items if item.startswith(f"{group}.")]
        counts = [self.counted(item)[0] for item in names]

        def dm(rates, strength):
            clipped = [self.clip(rates[item]) for item in names]
            a = [strength * rate / sum(clipped) for rate in clipped]
            parts = sum(gammaln(x + k) - gammaln(x) for x, k in zip(a, counts, strict=True))
            return gammaln(strength) - gammaln(strength + sum(counts)) + parts

        return self.mixed(
            dm(row, self.p.pattern_strength) - dm(self.background(), self.p.background_strength)
        )

    def tick(self, row, item, shift):
        """Beta-binomial; rates of free boxes moved by the habit of ticking."""
        k, n = self.counted(item)
        moved = shift if item.split(".")[0] in ("feel", "site", "sign") else 0

        def bb(rate, strength):
            odds = self.clip(rate) / (1 - self.clip(rate)) * exp(moved)
            a = strength * odds / (1 + odds)
            b = strength - a
            return betaln(a + k, b + n - k) - betaln(a, b)

        own, usual = (
            bb(row[item], self.p.pattern_strength),
            bb(self.background()[item], self.p.background_strength),
        )
        return self.mixed(own - usual)

    def side(self, row):
        """Always the same leg or not, whichever leg that is."""
        legs = [night["leg"] for night in self.painful]
        left, right = legs.count("left"), legs.count("right")

        def likelihood(rates):
            same = (rates["side.one"] + rates["side.varies"] / 2) / (rates["side.one"] + rates["side.varies"])
            a, b = self.p.side_strength * same, self.p.side_strength * (1 - same)
            return (
                exp(betaln(a + left, b + right) - betaln(a, b))
                + exp(betaln(b + left, a + right) - betaln(b, a))
            ) / 2

        return self.mixed(log(likelihood(row) / likelihood(self.background())))

    def day(self, row, item):
        """Log odds ratio of painful against pain-free nights, as a normal with two spreads."""
        name = item.split(".")[1]
        told = [
            (night["pain"], night["day"][name])
            for night in self.nights
            if (night.get("day") or {}).get(name) is not None
        ]
        a, b = told.count((True, True)), told.count((True, False))
        c, d = told.count((False, True)), told.count((False, False))
        if min(a + b, c + d) < self.p.contrast_nights:
            return 0.0
        cells = [x + 0.5 for x in (a, b, c, d)]
        odds = log(cells[0] * cells[3] / cells[1] / cells[2])
        variance = sum(1 / x for x in cells)
        own, none = self.clip(row[item]), self.clip(self.content.null.rates[item].rate)
        mean = log(own / (1 - own)) - log(none / (1 - none))
        if abs(mean) < self.p.contrast_floor:
            mean = 0.0

        def normal(x, at, spread):
            return -0.5 * log(variance + spread**2) - (x - at) ** 2 / 2 / (variance + spread**2)

        return self.mixed(normal(odds, mean, self.p.contrast_spread) - normal(odds, 0, self.p.contrast_null))

    def person(self, row, item):
        answer = self.health.get(item.split(".")[1])
        if answer is None:
            return 0.0
        own, usual = self.clip(row[item]), self.clip(self.background()[item])
        return self.mixed(log(own / usual) if answer else log((1 - own) / (1 - usual)))

    def tau(self):
        nights = max(len(self.painful), 1)
        alike = sum(one == other for one, other in zip(self.painful, self.painful[1:], strict=False))
        h = (alike + self.p.repeat_prior) / (nights - 1 + self.p.repeat_nights)
        fresh = (1 - h) / (1 + h) + 2 * h / ((1 + h) * nights)
        return max((fresh / self.p.repeat_reference) ** self.p.repeat_power, self.p.repeat_floor)

    def style(self):
        excess, spread = 0.0, self.p.style_prior
        for item in self.items:
            if item.split(".")[0] in ("feel", "site", "sign"):
                k, n = self.counted(item)
                patterns = self.content.patterns.values()
                mean = sum(one.rates[item].rate for one in patterns) / len(patterns)
                usual = self.clip((mean + self.background()[item]) / 2)
                excess += k - n * usual
                spread += n * usual * (1 - usual)
        habit = min(max(excess / spread, -self.p.style_limit), self.p.style_limit)
        return self.p.style_step * round(self.p.style_gain * habit / self.p.style_step)

    def q(self):
        """Inclusion probability of every pattern."""
        names = list(self.content.patterns)
        none = self.p.prior_none - log(2)
        pairs = list(combinations(names, 2))
        weight: dict[tuple[str, ...], float] = {
            (): exp(none) + exp(none + self.score(self.row("nonspecific")))
        }
        for name in names:
            weight[(name,)] = exp(self.score(self.row(name))) / len(names)
        for pair in pairs:
            weight[pair] = exp(self.p.prior_pairs + self.score(self.row(*pair))) / len(pairs)
        total = sum(weight.values())
        return {name: sum(w for who, w in weight.items() if name in who) / total for name in names}


def answers(night):
    """A painful night as {item: share of yes or None}, with the painful leg."""
    told = {}
    episodes = night.get("episodes") or []
    legs = {place["side"] for one in episodes for place in one.get("sites") or []}
    told["leg"] = None if not legs else legs.pop() if len(legs) == 1 else "both"
    for group in CHOICES:
        answer = next((one[group] for one in episodes if one.get(group)), None)
        if answer:
            told |= chosen(group, answer, told["leg"])
    if told["leg"]:
        told["side.both"] = told["leg"] == "both"
    for one in episodes:
        for item, yes in spoken(one):
            told[item] = bool(told.get(item)) or yes
    return told


def chosen(group, answer, leg):
    names = {
        "onset": "back painside_down painside_up prone sit stand walk",
        "when": "settling woken waking allday",
        "dur": "lt10m m10_60 gt1h constant",
    }[group].split()
    told = dict.fromkeys((f"{group}.{name}" for name in names), 0)
    if not answer.startswith("side_"):
        return told | {f"{group}.{answer}": 1}
    if leg not in ("left", "right"):
        return told | {"onset.painside_down": 0.5, "onset.painside_up": 0.5}
    return told | {f"onset.painside_{'down' if answer == f'side_{leg}' else 'up'}": 1}


def spoken(episode):
    """(item, yes) for every tick an episode answers."""
    feels = ["ache", "shooting", "throbbing", "cramping", "burning", "tingling", "numb", "urge", "heavy"]
    sites = ["buttock", "outerhip", "thigh", "calf", "shin", "foot", "toes"]
    if episode.get("feel") is not None:
        yield from ((f"feel.{one}", one in episode["feel"]) for one in feels)
    if episode.get("sites") is not None:
        hurt = {place["site"] for place in episode["sites"]}
        yield from ((f"site.{one}", one in hurt) for one in sites)
    for item, key in (("site.line", "radiates"), ("rel.returns", "returns")):
        if episode.get(key) is not None:
            yield item, episode[key]
    for sign, answer in (episode.get("signs") or {}).items():
        if answer is not None:
            yield f"sign.{sign}", bool(answer)
    for action, outcome in (episode.get("actions") or {}).items():
        if action in ("elevate", "dangle"):
            yield f"worse.{action}", outcome == "worse"
        if action not in ("medicine", "other"):
            yield f"help.{action}", outcome == "helped"
