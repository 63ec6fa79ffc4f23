"""Reads of the desk, as finished rows and documents."""

from care.queries.caseload import Caseload, Row, caseload, shown

__all__ = ["Caseload", "Row", "caseload", "shown"]
