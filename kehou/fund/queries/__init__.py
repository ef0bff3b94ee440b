"""What money is where, and why. Pages have a file each; other rooms ask `summary` and `trace`."""

from kehou.fund.queries.summary import FundSummary, fund_of_term, fund_summary, public_fund
from kehou.fund.queries.trace import Trace, TraceLine, trace_fen

__all__ = ["FundSummary", "Trace", "TraceLine", "fund_of_term", "fund_summary", "public_fund", "trace_fen"]
