"""What the decisions need from the outside. Each port has an adapter in `adapters/` and a fake in `tests/fakes/`.

Ports name what passes through them and load nothing of it: a function pays for what it uses alone.
"""

TRANSACTION_LIMIT = 100
"""Items that one transaction of DynamoDB may write."""
