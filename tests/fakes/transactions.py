"""What every fake holds to as the table does."""

from hailong.ports import TRANSACTION_LIMIT


def within_one_transaction(count: int) -> None:
    """ValueError for more writes than one transaction may have, or none."""
    if not 0 < count <= TRANSACTION_LIMIT:
        raise ValueError(f"a transaction of {count} items")
