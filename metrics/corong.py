"""Funnel with overdispersion: is a share lower than what is usual among all places?

D. J. Spiegelhalter, "Handling over-dispersion of performance indicators", Quality and Safety in Health
Care 14 (2005), in the additive form that FunnelPlotR draws for proportions. At the size of our populations
a plain binomial interval is +-0,03 points and nearly every regency would lie outside it; here the limits
are widened by the spread there really is between places.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from metrics.panel import Flags, Matrix, Numbers

Z95: Final = NormalDist().inv_cdf(0.975)
Z998: Final = NormalDist().inv_cdf(0.999)
FEWEST_PLACES: Final = 5
"""The spread between fewer places cannot be told from their own chance."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Funnel:
    """Of each half-month one funnel; [places, periods], shares in percent, NaN where a place is kept out.

    `centre` is the share of all places together; `lower95` .. `upper998` are the limits at each place's size;
    `z` is how many widened standard deviations (`spread`) it lies from the centre, `offset` how far on the
    transformed scale, the same for equal shares whatever their size. `phi`, `tau2` and `n` (places) are of
    the half-month, [periods].
    """

    centre: Matrix
    lower95: Matrix
    upper95: Matrix
    lower998: Matrix
    upper998: Matrix
    z: Matrix
    offset: Matrix
    spread: Matrix
    phi: Matrix
    tau2: Matrix
    n: Numbers

    @property
    def is_assessable(self) -> Flags:
        """Whether a verdict can be given for the place."""
        known: Flags = np.isfinite(self.z)
        return known

    def is_worse(self, *, is_higher_better: bool, limit: float = Z95) -> Flags:
        """Beyond the limit on the bad side; a place on the limit is not beyond it."""
        with np.errstate(invalid="ignore"):
            worse: Flags = self.z < -limit if is_higher_better else self.z > limit
        return worse


def funnel(numerator: Matrix, denominator: Matrix, *, winsor_percent: float = 10.0) -> Funnel:
    """The funnels of the half-months of counts [places, periods].

    Kept out: places without both counts, without people, and above their whole. y = asin(sqrt(k / n)) has the
    standard error s = 1 / (2 sqrt(n)); its centre is asin(sqrt(sum k / sum n)); z = (y - centre) / s, values
    beyond the `winsor_percent` percentile on either side are set to it (straight lines between the ordered
    values); phi = mean z^2; tau2 = max(0, (n phi - (n - 1)) / (sum w - sum w^2 / sum w)) with w = 1 / s^2;
    limits are centre -+ 1,96 or 3,09 sqrt(s^2 + tau2), taken back to shares.
    """
    with np.errstate(invalid="ignore"):
        is_in = (denominator > 0) & (numerator >= 0) & (numerator <= denominator)
    n = is_in.sum(axis=0)
    is_in &= n >= FEWEST_PLACES
    k, people = np.where(is_in, numerator, np.nan), np.where(is_in, denominator, np.nan)
    total = np.nansum(people, axis=0)
    share = np.divide(np.nansum(k, axis=0), total, out=np.full(total.shape, np.nan), where=total > 0)
    centre = np.arcsin(np.sqrt(share))
    error = 1 / (2 * np.sqrt(people))
    offset = np.arcsin(np.sqrt(k / people)) - centre
    z = _winsorised(offset / error, percent=winsor_percent)
    phi = _mean(z**2)
    tau2 = _tau2(phi, error)
    spread = np.sqrt(error**2 + tau2)
    around = np.where(is_in, centre, np.nan)
    return Funnel(
        centre=_share(around),
        lower95=_share(around - Z95 * spread),
        upper95=_share(around + Z95 * spread),
        lower998=_share(around - Z998 * spread),
        upper998=_share(around + Z998 * spread),
        z=offset / spread,
        offset=offset,
        spread=spread,
        phi=phi,
        tau2=tau2,
        n=n,
    )


def _share(transformed: Matrix) -> Matrix:
    """Back to percent; beyond the ends of the scale lies nothing."""
    shares: Matrix = 100 * np.sin(np.clip(transformed, 0, np.pi / 2)) ** 2
    return shares


def _winsorised(z: Matrix, *, percent: float) -> Matrix:
    """Values beyond the percentile of either tail set to it, half-month by half-month."""
    found = np.array(z)
    for period in range(z.shape[1]):
        known = np.isfinite(z[:, period])
        if known.any():
            low, high = np.percentile(z[known, period], [percent, 100 - percent])
            found[known, period] = np.clip(z[known, period], low, high)
    return found


def _mean(values: Matrix) -> Matrix:
    count = np.isfinite(values).sum(axis=0)
    mean: Matrix = np.divide(
        np.nansum(values, axis=0), count, out=np.full(count.shape, np.nan), where=count > 0
    )
    return mean


def _tau2(phi: Matrix, error: Matrix) -> Matrix:
    """The variance between places that their own chance does not explain (DerSimonian and Laird)."""
    weight = 1 / error**2
    n, total, squares = (
        np.isfinite(weight).sum(axis=0),
        np.nansum(weight, axis=0),
        np.nansum(weight**2, axis=0),
    )
    below = total - np.divide(squares, total, out=np.zeros(total.shape), where=total > 0)
    found: Matrix = np.divide(n * phi - (n - 1), below, out=np.full(total.shape, np.nan), where=below > 0)
    return np.maximum(found, 0)
