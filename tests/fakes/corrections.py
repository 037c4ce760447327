"""Corrections of ratings in memory, by the contract of `tests/contract/test_corrections.py`."""

from hailong.cases.transitions import Transition
from hailong.lots.rating import Rating, fingerprint
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.words import RatingStatus
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.ratings import MemoryRatingStore


class MemoryRatingCorrections:
    def __init__(self, ratings: MemoryRatingStore, cases: MemoryCaseStore) -> None:
        self._ratings = ratings
        self._cases = cases

    def correct(self, seen: Rating, corrected: Rating, transition: Transition | None) -> None:
        waits = seen.status is RatingStatus.AWAITING_CLEARANCE
        known = self._ratings.waiting(seen.key, seen.tax_code) if waits else self._ratings.rating(seen.lot_key or "")
        if (
            known is None
            or (known.status, fingerprint(known)) != (seen.status, fingerprint(seen))
            or known.corrected_at
        ):
            raise Raced("the rating has changed meanwhile")
        if transition is not None:
            self._cases.write(transition)
        elif seen.case_id is not None and self._cases.get(seen.case_id) is not None:
            raise Raced("the case has been opened meanwhile")
        self._ratings.put_corrected(corrected)
