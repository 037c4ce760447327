"""Intervals of a share, with and without allowing for ratings of the same enterprise. Pure.

Wilson: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212.

Clustered: the variance of a ratio over clusters (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, 6.3; L. Kish, Survey
Sampling, 1965) gives an effective sample size, corrected for its degrees of freedom (E. L. Korn and B. I. Graubard,
"Confidence intervals for proportions with small expected number of positive counts estimated from survey data", Survey
Methodology 24 (1998), 193-201). It takes the place of n in Wilson's interval, one of the ways compared by N. Dean and
M. Pagano, "Evaluating confidence interval methods for binomial proportions in clustered surveys", Journal of Survey
Statistics and Methodology 3 (2015), 484-503.

Where few enterprises give most of the ratings: the residual of each is divided by 1 - w, its share of the ratings (the
leverage; J. G. MacKinnon, M. O. Nielsen and M. D. Webb, "Cluster-robust inference: a guide to empirical practice",
Journal of Econometrics 232 (2023), 272-299), and the degrees of freedom are those of the effective number of clusters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan, cos, exp, lgamma, pi, sqrt, tan
from statistics import NormalDist

CONFIDENCE = 0.95
"""Outside of it a share is worth a look."""
STANDING_OUT = 0.998
"""The outer limits of a funnel plot (D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
Statistics in Medicine 24 (2005), 1185-1202): outside of them it stands out."""
WORST_CORRELATION = 1.0
"""As if each enterprise always said the same."""

_STEPS = 64
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Clustered:
    """A share with its sample size: how many independent ratings these are worth, and how well that is known."""

    share: float
    size: float
    degrees: float

    def effective_n(self, confidence: float = CONFIDENCE) -> float:
        """The size that makes up for the degrees of freedom."""
        return max(1.0, self.size * (_z(confidence) / student_t(self.degrees, confidence)) ** 2)

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        return wilson(self.share, self.effective_n(confidence), confidence)


def wilson(share: float, n: float, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's interval of a share seen in `n` (over 0) ratings; `n` need not be whole."""
    z = _z(confidence)
    spread = z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = sqrt(spread * share * (1 - share) + spread * spread / 4) / (1 + spread)
    # It holds the share, also where floating point would leave it out by its last digit.
    return Interval(max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def clustered(clusters: Sequence[tuple[int, int]], correlation: float = WORST_CORRELATION) -> Clustered:
    """From (ratings, of them satisfied) of each enterprise that rated; at least one.

    `correlation` is that of ratings of the same enterprise elsewhere: needed where all agree and none is to be seen.
    """
    n = sum(given for given, _ in clusters)
    share = sum(satisfied for _, satisfied in clusters) / n
    squares = sum(given * given for given, _ in clusters)
    if len(clusters) == 1:
        # One enterprise is one opinion, however often it says so.
        return Clustered(share, 1.0, 1.0)
    degrees = max(1.0, n * n / squares - 1)
    if share in {0.0, 1.0}:
        return Clustered(share, n / (1 + correlation * (squares / n - 1)), degrees)
    variance = sum((satisfied - share * given) ** 2 / (1 - given / n) for given, satisfied in clusters) / (n * n)
    # Less spread than independent ratings would show is luck, not knowledge.
    return Clustered(share, min(float(n), share * (1 - share) / variance) if variance else float(n), degrees)


def correlation(clusters: Sequence[tuple[int, int]]) -> float:
    """How alike ratings of the same enterprise are, 0 to 1: the analysis-of-variance estimate (Donner 1986)."""
    n = sum(given for given, _ in clusters)
    count = len(clusters)
    satisfied = sum(one for _, one in clusters)
    if count < 2 or n == count or satisfied in {0, n}:  # noqa: PLR2004 - nothing to compare
        return WORST_CORRELATION
    share = satisfied / n
    between = sum((one - share * given) ** 2 / given for given, one in clusters) / (count - 1)
    within = sum(one * (given - one) / given for given, one in clusters) / (n - count)
    size = (n - sum(given * given for given, _ in clusters) / n) / (count - 1)
    total = between + (size - 1) * within
    return min(1.0, max(0.0, (between - within) / total)) if total > 0 else WORST_CORRELATION


@lru_cache(maxsize=4096)
def student_t(degrees: float, confidence: float = CONFIDENCE) -> float:
    """Student's two-sided quantile; `degrees` (at least 1) need not be whole."""
    # With t = sqrt(degrees) * tan(angle), the probability within is an integral of a power of the cosine.
    scale = 2 * exp(lgamma((degrees + 1) / 2) - lgamma(degrees / 2)) / sqrt(pi)
    low, high = 0.0, pi / 2
    angle = atan(_z(confidence) / sqrt(degrees))
    while high - low > _TOLERANCE:
        missing = confidence - scale * _cosine_integral(angle, degrees - 1)
        low, high = (angle, high) if missing > 0 else (low, angle)
        slope = scale * cos(angle) ** (degrees - 1)
        step = angle + missing / slope if slope > 0 else low
        if abs(step - angle) < _TOLERANCE:
            break
        angle = step if low < step < high else (low + high) / 2
    return sqrt(degrees) * tan(angle)


@lru_cache(maxsize=8)
def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _cosine_integral(angle: float, power: float) -> float:
    """Of cos(x) ** power from 0 to the angle, by Simpson's rule."""
    width = angle / _STEPS
    inner: float = sum((4 if step % 2 else 2) * cos(step * width) ** power for step in range(1, _STEPS))
    outer: float = cos(angle) ** power
    return (1 + inner + outer) * width / 3
