"""The flags: for every wilayah, indicator, rule and half-month raised, clear, or not to be judged."""

from metrics.bendera.evaluasi import evaluate

__all__ = ["evaluate"]
