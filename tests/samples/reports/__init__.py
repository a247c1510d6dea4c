"""The descriptions, one module for each sample."""

from __future__ import annotations

from ..model import Report
from . import assets, budget, final_account, misprints, notice, overall, projects, provincial, small

REPORTS: tuple[Report, ...] = (
    overall.REPORT,
    final_account.REPORT,
    provincial.REPORT,
    projects.REPORT,
    misprints.REPORT,
    notice.REPORT,
    small.REPORT,
    assets.REPORT,
    budget.REPORT,
)
