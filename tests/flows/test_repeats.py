"""The same change, sent fifty times at once by a phone that heard no answer, counts once."""

import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.site import Site, Visitor

TIMES = 50


def until_taken(phone: Visitor, body: dict[str, Any]) -> Any:
    """The answer to a change, sent again as often as the server asks for patience."""
    while (answer := phone.call("POST", "patients/me/sync", body)).status_code == 503:
        time.sleep(float(answer.headers["Retry-After"]))
    return answer


def test_b17_fifty_at_once_are_one_change(site: Site) -> None:
    robin = site.sign_in("patient@demo.test", "stillnight-demo")
    day = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
    change: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "kind": "day",
        "key": f"{day}/longsit",
        "op": "put",
        "base": None,
    }
    change |= {"edited_at": datetime.now(UTC).isoformat(), "data": {"value": True}}
    body = {"device": str(uuid.uuid4()), "changes": [change]}

    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(lambda _: until_taken(robin, body), range(TIMES)))

    assert Counter(answer.status_code for answer in answers) == {200: TIMES}
    said = Counter(answer.json()["results"][0]["status"] for answer in answers)
    assert said["duplicate"] == TIMES - 1
    versions = robin.get(f"patients/me/nights/{day}/history")["results"]
    assert [row["id"] for row in versions].count(change["id"]) == 1
