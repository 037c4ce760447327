"""Intervals of a share, with and without allowing for ratings of the same enterprise. Pure.

Wilson: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212.

Clustered: the variance of a ratio over clusters (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, 6.3; L. Kish, Survey
Sampling, 1965) gives an effective sample size, corrected for its degrees of freedom (E. L. Korn and B. I. Graubard,
"Confidence intervals for proportions with small expected number of positive counts estimated from survey data", Survey
Methodology 24 (1998), 193-201). It takes the place of n in Wilson's interval, one of the ways compared by N. Dean and
M. Pagano, "Evaluating confidence interval methods for binomial proportions in clustered surveys", Journal of Survey
Statistics and Methodology 3 (2015), 484-503.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
_EXACT_T = {1: 12.7062, 2: 4.3027, 3: 3.1824}
"""Student's two-sided 95 % quantiles for which the expansion below is too rough."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Clustered:
    """An interval with the sample size that it rests on: how many independent ratings these are worth."""

    interval: Interval
    effective_n: float


def wilson(share: float, n: float) -> Interval:
    """Wilson's 95 % interval of a share seen in `n` (over 0) ratings; `n` need not be whole."""
    spread = Z * Z / n
    centre = (share + spread / 2) / (1 + spread)
    half = sqrt(spread * share * (1 - share) + spread * spread / 4) / (1 + spread)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def clustered(clusters: Sequence[tuple[int, int]]) -> Clustered:
    """The interval from (ratings, of them satisfied) of each enterprise that rated; at least one."""
    n = sum(given for given, _ in clusters)
    share = sum(satisfied for _, satisfied in clusters) / n
    effective = _effective_size(clusters, n, share)
    return Clustered(wilson(share, effective), effective)


def student_t(degrees: int) -> float:
    """Student's two-sided 95 % quantile (Abramowitz and Stegun 26.7.5), to within 0.002."""
    if degrees in _EXACT_T:
        return _EXACT_T[degrees]
    z = Z
    terms: tuple[float, ...] = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(degrees**power) for power, term in enumerate(terms, start=1))


def _effective_size(clusters: Sequence[tuple[int, int]], n: int, share: float) -> float:
    if len(clusters) == 1:
        # One enterprise is one opinion, however often it says so.
        return 1.0
    if share in {0.0, 1.0}:
        # No variance to be seen: as if each enterprise always said the same (Kish's effective number of clusters).
        effective = n * n / sum(given * given for given, _ in clusters)
    else:
        count = len(clusters)
        squares = sum((satisfied - share * given) ** 2 for given, satisfied in clusters)
        variance = count / (count - 1) * squares / (n * n)
        # Less spread than independent ratings would show is luck, not knowledge.
        effective = min(n, share * (1 - share) / variance) if variance else float(n)
    return max(1.0, effective * (Z / student_t(len(clusters) - 1)) ** 2)
