"""Who runs the site sees what became of mail, never what it says."""

from datetime import datetime

from delivery import services
from delivery.mail import Mail
from tests.security.people import administrator


def test_the_outbox_can_be_looked_at_but_no_code_be_read(db: None, now: datetime) -> None:
    mail = Mail("Your code", "SECRET-123", "<p>SECRET-123</p>")
    message = services.enqueue(recipient="a@example.com", user=None, kind="login_code", mail=mail, now=now)
    _, http = administrator()

    pages = [
        http.get("/admin/delivery/message/"),
        http.get(f"/admin/delivery/message/{message.pk}/change/"),
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert "login_code" in pages[0].content.decode()
    assert all("SECRET-123" not in page.content.decode() for page in pages)
