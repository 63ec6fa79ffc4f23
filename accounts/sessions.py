"""Sessions in the database, each row naming its user: Django's own way to find and end them by person."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts import lifetimes, proof, services
from accounts.models import Session


class SessionStore(DatabaseStore):
    """`settings.SESSION_ENGINE`: what opens a session, cookie's or token's, and where its lifetime is looked at.

    Named as Django's own, whose name is part of the signature of every session.
    """

    row: Session | None = None
    over = False

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The row."""
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing once it is over, whose row then says why."""
        row: Session | None = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        if row.ended:
            # Noted for `save`: what is begun with this key is a session of its own.
            self.over = True
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        # A sign-in under way: it has no owner by whose role it could end.
        if row.user is None:
            return data
        proved_at = proof.began_at(data)
        if reason := lifetimes.over(row.user, proved_at=proved_at, used_at=row.used_at, now=timezone.now()):
            services.end_session(key=row.session_key, reason=reason)
            self.over = True
            return {}
        self.row = row
        return data

    def note_use(self, *, now: datetime) -> None:
        """Its owner has used it just now; nothing for one in which nobody is signed in."""
        self.get(SESSION_KEY)  # read first, if nobody has
        row = self.row
        if row is not None and row.user and lifetimes.use_is_due(row.user, used_at=row.used_at, now=now):
            services.note_session_use(key=row.session_key, now=now)

    def save(self, must_create: bool = False) -> None:
        """Django's, but what has ended stays so: whoever was answered meanwhile writes nothing back. UpdateError.

        What is begun with the key of a session that was over before is another session.
        """
        if must_create or self.session_key is None:
            super().save(must_create)
        elif self.over:
            self.over = False
            self.create()
        else:
            row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
            facts = {
                name: getattr(row, name) for name in ("session_data", "expire_date", "user_id", "used_at")
            }
            # Only while it has not ended: a request that began before would bring it back to life.
            if not Session.objects.filter(pk=row.pk, ended="").update(**facts):
                raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """Django's. Asked of a store that has no session itself, it is somebody else's that is ended from afar."""
        if session_key is not None and self.session_key is None:
            services.end_session(key=session_key, reason=Session.Ended.ELSEWHERE)
        else:
            super().delete(session_key)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to be written, with the user whom the session has signed in; soon over while there is none."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = data.get(SESSION_KEY)
        # Django removes the row only after this, and with it the reason.
        row.expire_date += lifetimes.TOLD
        if row.user_id is None:
            row.expire_date = timezone.now() + lifetimes.NOBODYS
        return row
