"""Tables to facts: recognise the form, lay out heads and lanes, settle the unit, read the rows, account for every numeric cell."""

from .interpret import TableResult, interpret_tables

__all__ = ["TableResult", "interpret_tables"]
