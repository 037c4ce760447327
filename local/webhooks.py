"""The endpoints of vendors, as the operator sets them: where events go, their secrets, what came of each attempt."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hailong.adapters.dynamodb.events import DynamoDeliveryLog, DynamoEndpoints
from hailong.events.addresses import NotOutside, target_of
from hailong.events.delivery import KEPT, MOST_ENDPOINTS, Attempt, Endpoint, Unreadable
from hailong.events.signing import new_secret
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.errors import GiveUp, Raced
from hailong.vocabulary.times import Clock, now, to_local_text, to_text
from local.progress import CannotGoOn
from local.webhook_secrets import WebhookSecretBook

if TYPE_CHECKING:
    from local.deployment import Deployment

ALL = "all"
_SHOWN = 50
_LOOKED_AT = 1_000
"""So many attempts of a day at most are gone through for what was given up."""
_MOST_SECRETS = 2
_LOCAL_HOSTS = frozenset({"127.0.0.1"})


class Webhooks:
    """The endpoints of one stack; CannotGoOn where what is asked for cannot be done. With `dry` nothing is done."""

    def __init__(self, deployed: "Deployment", clock: Clock = now, *, dry: bool = False) -> None:
        self._dry = dry
        dynamodb, table = deployed.client("dynamodb"), deployed.outputs["EventsTable"]
        self._endpoints = DynamoEndpoints(dynamodb, table)
        self._log = DynamoDeliveryLog(dynamodb, table)
        self._secrets = WebhookSecretBook(
            deployed.client("secretsmanager"), deployed.outputs["WebhookSecretsArn"], dry=dry
        )
        self._inside = _LOCAL_HOSTS if deployed.is_local else frozenset()
        self._clock = clock

    def all(self) -> list[Endpoint | Unreadable]:
        return sorted(self._endpoints.endpoints(), key=lambda one: one.client_id)

    def check(self, url: str) -> None:
        """CannotGoOn for what can be no endpoint."""
        try:
            target_of(url, self._inside)
        except NotOutside as error:
            raise CannotGoOn(f"WEBHOOK={url} cannot be: {error}") from error

    def register(self, client_id: str, url: str) -> str | None:
        """Sends the client's events there from now on; gives the secret if it is a new one."""
        self.check(url)
        known = self._kept_endpoint(client_id)
        if known is None and len(self.all()) >= MOST_ENDPOINTS:
            raise CannotGoOn(f"there are {MOST_ENDPOINTS} endpoints already, as many as there can be")
        made, keyed = new_secret(), self._clock()
        secret = made if made in self._secrets.change(client_id, lambda there: there or [made]) else None
        # What happened while nothing was to be sent is not sent later.
        resumed = known is not None and known.stopped is None
        self._update(
            client_id,
            lambda found: (
                replace(
                    found,
                    url=url,
                    stopped=None,
                    since=found.since if resumed else keyed,
                    secrets_at=keyed if secret else found.secrets_at,
                )
                if found
                else Endpoint(client_id=client_id, url=url, since=keyed, secrets_at=keyed)
            ),
        )
        return secret

    def rotate(self, client_id: str) -> str:
        """Another secret beside the one there is: both sign until it is retired."""
        self._known(client_id)
        secret = new_secret()

        def added(there: Sequence[str]) -> Sequence[str]:
            if len(there) >= _MOST_SECRETS:
                raise CannotGoOn("it has two secrets already: RETIRE= ends the older one")
            return [secret, *there]

        self._secrets.change(client_id, added)
        self._update(client_id, self._rekeyed)
        return secret

    def retire(self, client_id: str) -> None:
        """Ends the older of two secrets; never the only one."""
        self._known(client_id)

        def newest(there: Sequence[str]) -> Sequence[str]:
            if len(there) < _MOST_SECRETS:
                raise CannotGoOn("it has one secret only: ROTATE= first, or STOP=")
            return there[:1]

        self._secrets.change(client_id, newest)
        self._update(client_id, self._rekeyed)

    def stop(self, client_id: str) -> bool:
        """Sends nothing any more, and forgets the secrets; False where there is no endpoint."""
        if self._kept_endpoint(client_id) is None:
            return False
        self._update(client_id, lambda found: replace(found, stopped="operator") if found else None)
        self._secrets.change(client_id, lambda _there: [])
        return True

    def attempts(self, client_id: str, day: str) -> list[Attempt]:
        """The latest of that day (UTC)."""
        return self._log.attempts(client_id, day, _SHOWN)

    def again(self, client_id: str, what: str) -> int:
        """Has an event delivered once more, or `all` that were given up; gives how many."""
        self._known(client_id)
        moment = self._clock()
        chosen = sorted(self._given_up(client_id, moment)) if what == ALL else [what]
        if self._dry:
            return len(chosen)
        try:
            found = [event_id for event_id in chosen if self._log.again(client_id, event_id, moment)]
        except ValueError:
            raise CannotGoOn(f"{what!r} is no event's id; they stand in the log of deliveries") from None
        if not found and what != ALL:
            raise CannotGoOn(f"there is no event {what} of this vendor (any more): they are kept for {KEPT.days} days")
        return len(found)

    def _rekeyed(self, found: Endpoint | None) -> Endpoint | None:
        """Whoever delivers reads the secrets anew."""
        return replace(found, secrets_at=self._clock()) if found else None

    def _given_up(self, client_id: str, moment: datetime) -> set[str]:
        days = (to_text(moment - timedelta(days=days))[:10] for days in range(KEPT.days + 1))
        return {one.event_id for day in days for one in self._log.attempts(client_id, day, _LOOKED_AT) if one.given_up}

    def _kept_endpoint(self, client_id: str) -> Endpoint | None:
        try:
            return self._endpoints.endpoint(client_id)
        except GiveUp as error:
            raise CannotGoOn(f"{error}; delete ENDPOINTS, {client_id} in the events table, and register it") from error

    def _known(self, client_id: str) -> Endpoint:
        found = self._kept_endpoint(client_id)
        if found is None:
            raise CannotGoOn("it has no endpoint: `make vendor NAME=... WEBHOOK=https://...` gives it one")
        return found

    def _update(self, client_id: str, change: Callable[[Endpoint | None], Endpoint | None]) -> None:
        for _ in attempts():
            found = self._kept_endpoint(client_id)
            changed = change(found)
            if changed is None:
                return
            if self._dry:
                return
            version = found.version + 1 if found else 1
            try:
                self._endpoints.swap(found, replace(changed, version=version, failures=0, paused_until=None))
            except Raced:
                continue
            return
        raise CannotGoOn("events are being delivered there all the time: try again")


def show_all(endpoints: list[Endpoint | Unreadable], names: dict[str, str], moment: datetime) -> None:
    for one in endpoints:
        if isinstance(one, Unreadable):
            print(f"{one.client_id}  {names.get(one.client_id, '?')}: what is kept of it cannot be read ({one.why})")
            continue
        print(f"{one.client_id}  {names.get(one.client_id, '?')}: {one.url} ({_state(one, moment)})")


def show_attempts(found: list[Attempt]) -> None:
    for one in found:
        came = one.error or one.status
        end = ", given up" if one.given_up else ""
        print(
            f"{to_local_text(one.at)}  {one.event_id}  {one.type}: {came} "
            f"(attempt {one.number}, {one.milliseconds} ms{end})"
        )


def _state(one: Endpoint, moment: datetime) -> str:
    if one.stopped:
        return f"stopped: {one.stopped}"
    if one.paused_until and one.paused_until > moment:
        return f"no answer {one.failures} times, tried again at {to_local_text(one.paused_until)}"
    return "in use"
