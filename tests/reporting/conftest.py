"""Reports through a real ledger into real marts, as the figures' own tests have them."""

from tests.metrics.conftest import reports

__all__ = ["reports"]
