"""Sessions in the database, each row naming its user: Django's own way to find and end them by person."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from accounts.models import Session


class SessionStore(DatabaseStore):
    """`settings.SESSION_ENGINE`. Named as Django's own, whose name is part of the signature of every session."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The row."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to be written, with the user whom the session has signed in."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = data.get("_auth_user_id")
        return row
