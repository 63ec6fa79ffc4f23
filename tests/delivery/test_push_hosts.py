"""Where a push may go: the services of the browsers by their names, and no other address however it is written."""

import pytest

from delivery.push import hosts


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com/x",
        "https://db5p.notify.windows.com/w/?token=x",
        "https://fcm.googleapis.com:443/fcm/send/x",
    ],
)
def test_the_push_services_of_browsers_are_known(endpoint: str) -> None:
    assert hosts.allowed(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://0x7f.1/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com:99999/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://push.apple.com.evil.example/x",
        "https://evilpush.apple.com/x",
        "https://fcm.googleapis.com\\@127.0.0.1/x",
        "https://fcm.googleapis.com/x\r\nHost: evil",
        "https://fcm.googleapis.com/" + "x" * 10_000,
        "https://fcm。googleapis.com/x",
        "https://.push.apple.com/x",
        "https://a..push.apple.com/x",
        "https://" + "a" * 64 + ".push.apple.com/x",
        "https://" + "a." * 130 + "push.apple.com/x",
        "https://-a.push.apple.com/x",
        "https://a_b%2e.notify.windows.com/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_other_address_is_ever_posted_to(endpoint: str) -> None:
    assert not hosts.allowed(endpoint)
