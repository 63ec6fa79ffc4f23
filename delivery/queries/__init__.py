"""Reads of delivery, as finished rows."""

from delivery.queries.heartbeat import last_heartbeat

__all__ = ["last_heartbeat"]
