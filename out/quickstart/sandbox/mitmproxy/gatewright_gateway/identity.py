"""Whose a call is, by the key or the token that it shows (section 2.4). What fails here refuses."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from gatewright_gateway.credentials import bearer, client_key, consumer_of, is_key
from gatewright_gateway.fault import place_of
from gatewright_gateway.heads import RequestHead
from gatewright_gateway.introspection import Introspection, Said
from gatewright_gateway.issuers import Issuers, Signer
from gatewright_gateway.keysets import Keys, KeySet
from gatewright_gateway.settings import Api, Operation, Settings
from gatewright_gateway.subscriptions import Caller
from gatewright_gateway.tokens import Claims, Subject, Unproven, claims_of, is_shaped, unproven
from gatewright_gateway.verdicts import Answer, refuse

_log = logging.getLogger(__name__)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Who:
    """caller: None where an API asks nobody, or where a token's subject is no consumer. scopes:
    that a token has; None: none was shown."""

    caller: Caller | None
    scopes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Question:
    """It takes an issuer's word. settle: says whose the call is, once the task is done."""

    task: asyncio.Task[Keys | None] | asyncio.Task[Said | None]
    settle: Callable[[], Who | Answer]


def identify(head: RequestHead, api: Api, settings: Settings) -> Who | Answer | Question:
    """An answer is a refusal."""
    if not api.keyed and not api.tokened:
        return Who(None, None)
    try:
        return _identify(head, api, settings)
    except Exception as error:
        return _failed(error, settings)


def barred(who: Who, api: Api, operation: Operation, settings: Settings) -> Answer | None:
    """The refusal of a call that is not theirs to make; None: it is."""
    refusal = refuse("not_subscribed", settings.contract)
    if who.caller is None:
        return None if who.scopes is None else refusal
    refusal = replace(refusal, consumer=who.caller.name)
    if not who.caller.grant.admits(api.id, api.plans):
        return refusal
    if who.scopes is None or operation.scopes <= who.scopes:
        return None
    if settings.issuers is None:
        return refusal
    shown = (b"WWW-Authenticate", settings.issuers.scope)
    return replace(refusal, headers=(*refusal.headers, shown), body=settings.issuers.scope_body)


def _identify(head: RequestHead, api: Api, settings: Settings) -> Who | Answer | Question:
    shown, key = bearer(head.headers), None
    if api.keyed:
        key = client_key(head.headers, api.key_headers)
        caller = consumer_of(key, settings.callers, time.time())
        if caller is not None:
            return Who(caller, None)
    desk = _Desk(api, settings, shown)
    issuers = settings.issuers if api.tokened else None
    if issuers is None or len(shown) != 1 or (api.keyed and key != shown[0]):
        return desk.refused()
    return desk.look(shown[0], issuers)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One call without a key. shown: in Authorization."""

    api: Api
    settings: Settings
    shown: tuple[bytes, ...]

    def refused(self, *, asked: bool = False) -> Answer:
        """asked: an issuer was, about what is shown."""
        contract, issuers = self.settings.contract, self.settings.issuers
        if not self.api.tokened or issuers is None:
            given = (b"WWW-Authenticate", contract.authenticate)
            return refuse("invalid_api_key", contract, given)
        token = not self.api.keyed or asked or any(map(is_shaped, self.shown))
        words = issuers.invalid if token and self.shown else contract.authenticate
        code = "invalid_token" if token else "invalid_api_key"
        return refuse(code, contract, (b"WWW-Authenticate", words))

    def look(self, token: bytes, issuers: Issuers) -> Who | Answer | Question:
        if len(token) > issuers.most:
            return self.refused()
        claims = claims_of(token)
        named = None if claims is None else claims.get("iss")
        signer = issuers.signers.get(named) if isinstance(named, str) else None
        if signer is not None and claims is not None:
            return self._signed(token, claims, signer)
        ours = token.startswith(issuers.key_prefix) or is_key(token, self.settings.callers)
        if issuers.asked is None or ours:
            return self.refused()
        return self._ask(token, issuers.asked)

    def _signed(self, token: bytes, claims: Claims, signer: Signer) -> Who | Answer | Question:
        found = unproven(token, claims, signer.rules, signer.algorithms, time.time())
        if found is None:
            return self.refused()
        keys = signer.keys
        if isinstance(keys, KeySet):
            current = keys.current
            if current is None or (found.names_none_of(current) and keys.may_search()):
                task = keys.fetch()
                return Question(task, partial(self._fetched, task, found))
            keys = current
        return self._proven(found, keys)

    def _fetched(self, task: asyncio.Task[Keys | None], found: Unproven) -> Who | Answer:
        try:
            keys = _outcome(task)
            return self._unknown() if keys is None else self._proven(found, keys)
        except Exception as error:
            return _failed(error, self.settings)

    def _proven(self, found: Unproven, keys: Keys) -> Who | Answer:
        return self._named(found.subject) if found.proven(keys) else self.refused()

    def _ask(self, token: bytes, asked: Introspection) -> Who | Answer | Question:
        said = asked.known(token)
        if said is None:
            task = asked.ask(token)
            return Question(task, partial(self._told, task, asked))
        return self._holding(said, asked)

    def _told(self, task: asyncio.Task[Said | None], asked: Introspection) -> Who | Answer:
        try:
            said = _outcome(task)
            return self._unknown() if said is None else self._holding(said, asked)
        except Exception as error:
            return _failed(error, self.settings)

    def _holding(self, said: Said, asked: Introspection) -> Who | Answer:
        if said.subject is None or not said.holds(asked.rules.leeway, time.time()):
            return self.refused(asked=True)
        return self._named(said.subject)

    def _named(self, subject: Subject) -> Who:
        caller = self.settings.subjects.get((subject.issuer, subject.value))
        return Who(caller, subject.scopes)

    def _unknown(self) -> Answer:
        return refuse("gateway_error", self.settings.contract)


def _failed(error: Exception, settings: Settings) -> Answer:
    _log.error("credentials cannot be checked: %s", place_of(error))
    return refuse("gateway_error", settings.contract)


def _outcome(task: asyncio.Task[_T]) -> _T | None:
    """What a task found out; None: nothing."""
    if task.cancelled() or not task.done():
        return None
    error = task.exception()
    if isinstance(error, Exception):
        _log.error("an issuer cannot be asked: %s", place_of(error))
    return task.result() if error is None else None
