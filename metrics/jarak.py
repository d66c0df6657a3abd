"""What a gap is worth: how many people (cards, letters) are missing to a target or to the peers' median."""

import numpy as np

from metrics.panel import Flags, Matrix

HUNDREDTHS = 100


def people_to_reach(
    numerator: Matrix,
    denominator: Matrix,
    *,
    target: Matrix,
    is_share: bool | Flags,
    is_higher_better: bool | Flags,
) -> Matrix:
    """People missing to `target` (percent for shares, else in the count's unit): above zero while it is
    still to be reached, zero or less where it is; NaN without counts or target.

    A share that should be high needs ceil(target * n) - k more. In hundredths of a percent everything is a
    whole number, so that no binary dust adds a person; a finer target is taken to the nearest hundredth.
    """
    goal = np.where(is_share, np.round(target * HUNDREDTHS) * denominator / 10_000, target)
    missing: Matrix = np.where(is_higher_better, np.ceil(goal) - numerator, numerator - np.floor(goal))
    return missing
