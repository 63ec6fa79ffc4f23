"""Made-up diaries for properties: any mixture of asked, not asked, painful and quiet."""

from datetime import date, timedelta

from hypothesis import strategies as st

TODAY = date(2026, 11, 21)
FEELS = ["ache", "shooting", "throbbing", "cramping", "burning", "tingling", "numb", "urge", "heavy"]
SITES = ["buttock", "outerhip", "thigh", "calf", "shin", "foot", "toes", "groin", "knee"]
SIGNS = [
    "swell_one",
    "swell_both",
    "red",
    "warm",
    "cold",
    "veins",
    "knot",
    "back",
    "tender",
    "stiff",
    "jerks",
    "cough",
]
ACTIONS = [
    "elevate",
    "dangle",
    "stand",
    "walk",
    "stretch",
    "massage",
    "kneepillow",
    "turn",
    "heat",
    "cold",
    "medicine",
]
WHO = ["diabetes", "smoker", "vascdis", "claud", "famrls", "crampmed", "injury", "backhx"]
DAYS = ["longsit", "longstand", "exercise", "alcohol", "caffeine", "slouch", "hot"]
ONSETS = ["back", "prone", "side_left", "side_right", "sit", "stand", "walk"]

maybe = st.sampled_from([True, False, None])
places = st.lists(
    st.fixed_dictionaries(
        {"site": st.sampled_from(SITES), "side": st.sampled_from(["left", "right", "both"])}
    ),
    max_size=3,
)
episodes = st.fixed_dictionaries(
    {
        "onset": st.none() | st.sampled_from(ONSETS),
        "when": st.none() | st.sampled_from(["settling", "woken", "waking", "allday"]),
        "dur": st.none() | st.sampled_from(["lt10m", "m10_60", "gt1h", "constant"]),
        "feel": st.none() | st.lists(st.sampled_from(FEELS), unique=True, max_size=4),
        "sites": st.none() | places,
        "radiates": maybe,
        "returns": maybe,
        "signs": st.dictionaries(st.sampled_from(SIGNS), maybe, max_size=6),
        "actions": st.dictionaries(
            st.sampled_from(ACTIONS), st.sampled_from(["helped", "no_change", "worse"]), max_size=3
        ),
    }
)
days = st.dictionaries(st.sampled_from(DAYS), maybe, max_size=5)
painful = st.fixed_dictionaries(
    {"pain": st.just(True), "episodes": st.lists(episodes, min_size=0, max_size=2), "day": days}
)
quiet = st.fixed_dictionaries({"pain": st.just(False), "day": days})
silent = st.fixed_dictionaries({"pain": st.none(), "day": days})
healths = st.fixed_dictionaries(
    {
        "birth_year": st.none() | st.integers(1930, 2005),
        "who": st.dictionaries(st.sampled_from(WHO), maybe, max_size=6),
    }
)


@st.composite
def diaries(draw, longest=20):
    """A diary of up to `longest` nights, dates ascending, some days skipped, none after TODAY."""
    nights = draw(st.lists(painful | quiet | silent, max_size=longest))
    day, dated = TODAY, []
    for night in reversed(nights):
        dated.append({"date": day.isoformat(), **night})
        day -= timedelta(days=draw(st.integers(1, 5)))
    return {"patient": "someone", "health": draw(healths), "nights": dated[::-1]}
