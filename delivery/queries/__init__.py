"""Reads of delivery, as finished rows."""

from delivery.queries.canary import canary

__all__ = ["canary"]
