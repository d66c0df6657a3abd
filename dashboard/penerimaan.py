"""The upload page's way to the intake: the only module of the dashboard that knows the write side."""

from etl.intake import Arrival, Receipt, receipt_of, receive

__all__ = ["Arrival", "Receipt", "receipt_of", "receive"]
