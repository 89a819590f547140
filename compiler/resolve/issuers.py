"""Whose tokens an environment takes: keys are read, defaults filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, assert_never

from compiler.codes import (
    IDLE_ISSUER_KEY,
    KEPT_TOO_LONG,
    NO_AUDIENCE,
    NO_SUCH_FILE,
    NO_SUCH_KEY,
    NOT_KEY_SET,
    PLAIN_ISSUER,
    SAME_ISSUER,
    SECRET_IN_KEY_SET,
    TWO_INTROSPECTIONS,
)
from compiler.definition.written import (
    EnvironmentDefinition,
    IntrospectionDefinition,
    IssuerDefinition,
    Placed,
)
from compiler.diagnostics import Diagnostics, Span
from compiler.issuers import Algorithm, FetchedKeys, GivenKeys, Introspection, Issuer, TokenKey
from compiler.keys.issuers import ANSWERS_KEPT_S, KEYS_KEPT_S
from compiler.resolve.files import ReadFile
from compiler.resolve.token_keys import NoKeySet, SecretInKeySet, token_keys
from compiler.suggest import listed
from compiler.upstreams import CaBundle, Service, Upstream, UpstreamTls
from compiler.urls import ServiceUrl

_FETCHED = (Algorithm.RS256, Algorithm.PS256, Algorithm.ES256)  # by default
_KEYS_KEPT = (10, 86_400)  # seconds: the least, the most
_ANSWERS_KEPT = (1, 3600)


def resolve_issuers(
    defined: EnvironmentDefinition,
    trusted_ca: CaBundle,
    read_file: ReadFile,
    diagnostics: Diagnostics,
) -> tuple[Issuer, ...]:
    """The issuers by name, with upstreams that have no names yet. One with mistakes is there too,
    so that what refers to it is not complained of."""
    reading = _Reading(trusted_ca, read_file, diagnostics)
    _check_among(defined, diagnostics)
    return tuple(reading.issuer(each) for each in defined.issuers)


def _check_among(defined: EnvironmentDefinition, diagnostics: Diagnostics) -> None:
    texts: dict[str, IssuerDefinition] = {}
    asked: Span | None = None
    for each in defined.issuers:
        first = texts.setdefault(each.issuer.value, each)
        if first is not each:
            related = ((first.issuer.span, "the other one"),)
            diagnostics.add(SAME_ISSUER, each.issuer.span, related=related, other=first.name.value)
        if isinstance(each.proof, IntrospectionDefinition):
            if asked is not None:
                diagnostics.add(
                    TWO_INTROSPECTIONS,
                    each.name.span,
                    related=((asked, "the other one"),),
                    environment=defined.name.value,
                )
            asked = asked or each.name.span


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the issuers of one environment."""

    trusted_ca: CaBundle
    read_file: ReadFile
    diagnostics: Diagnostics

    def issuer(self, defined: IssuerDefinition) -> Issuer:
        proof = self._proof(defined)
        self._check_keys(defined, proof)
        return Issuer(
            name=defined.name.value,
            issuer=defined.issuer.value,
            audiences=tuple(sorted(defined.audiences)),
            proof=proof,
            algorithms=self._algorithms(defined, proof),
            claim=defined.claim,
            leeway_s=defined.leeway,
            origin=defined.name.span,
        )

    def _proof(self, defined: IssuerDefinition) -> GivenKeys | FetchedKeys | Introspection:
        written = defined.proof
        if isinstance(written, IntrospectionDefinition):
            seconds = self._kept(defined, "answers", _ANSWERS_KEPT, ANSWERS_KEPT_S)
            service = self._service(defined, written.url)
            return Introspection(service, written.client, written.secret, seconds)
        match written.value:
            case str(file):
                return GivenKeys(self._keys(Placed(file, written.span)))
            case ServiceUrl() as url:
                seconds = self._kept(defined, "keys", _KEYS_KEPT, KEYS_KEPT_S)
                return FetchedKeys(self._service(defined, Placed(url, written.span)), seconds)
        assert_never(written.value)

    def _keys(self, file: Placed[str]) -> tuple[TokenKey, ...]:
        content = self.read_file(PurePosixPath(file.value))
        if content is None:
            self.diagnostics.add(NO_SUCH_FILE, file.span, file=file.value)
            return ()
        try:
            return token_keys(content)
        except SecretInKeySet:
            self.diagnostics.add(SECRET_IN_KEY_SET, file.span, file=file.value)
        except NoKeySet as error:
            self.diagnostics.add(NOT_KEY_SET, file.span, file=file.value, reason=error)
        return ()

    def _service(self, defined: IssuerDefinition, written: Placed[ServiceUrl]) -> Service:
        url = written.value
        server = url.server
        if not server.tls and not server.loopback:
            issuer = defined.name.value
            self.diagnostics.add(PLAIN_ISSUER, written.span, issuer=issuer, url=url)
        upstream = Upstream(
            name="",
            host=server.host,
            port=server.port,
            tls=UpstreamTls(server.host, self.trusted_ca) if server.tls else None,
            host_is_address=server.host_is_address,
            origin=written.span,
        )
        return Service(upstream, server.authority, url.target)

    def _kept(
        self, defined: IssuerDefinition, what: str, bounds: tuple[int, int], default: int
    ) -> int:
        if defined.keep is None:
            return default
        least, most = bounds
        if not least <= defined.keep.value <= most:
            self.diagnostics.add(
                KEPT_TOO_LONG,
                defined.keep.span,
                kept=what,
                least=f"{least}s",
                most=f"{most // 3600}h",
            )
        return defined.keep.value

    def _algorithms(
        self, defined: IssuerDefinition, proof: GivenKeys | FetchedKeys | Introspection
    ) -> tuple[Algorithm, ...]:
        written = defined.algorithms
        match proof:
            case Introspection():
                return ()
            case FetchedKeys():
                return _FETCHED if written is None else _ordered(a.value for a in written.value)
            case GivenKeys(keys):
                known = _ordered(algorithm for key in keys for algorithm in key.algorithms)
                for algorithm in () if written is None or not keys else written.value:
                    if algorithm.value not in known:
                        self._no_key(defined, algorithm, known)
                return known if written is None else _ordered(a.value for a in written.value)
        assert_never(proof)

    def _no_key(
        self, defined: IssuerDefinition, algorithm: Placed[Algorithm], known: Iterable[Algorithm]
    ) -> None:
        if isinstance(defined.proof, Placed):
            self.diagnostics.add(
                NO_SUCH_KEY,
                algorithm.span,
                file=defined.proof.value,
                algorithm=algorithm.value,
                known=listed(known),
            )

    def _check_keys(
        self, defined: IssuerDefinition, proof: GivenKeys | FetchedKeys | Introspection
    ) -> None:
        """What must stand beside the issuer's proof, and what must not."""
        match proof:
            case Introspection():
                self._check_idle("algorithms", defined.algorithms, "introspection")
                return
            case GivenKeys():
                self._check_idle("keep", defined.keep, "jwks.file")
            case FetchedKeys():
                pass
            case _:
                assert_never(proof)
        if not defined.audiences:
            issuer = defined.name.value
            self.diagnostics.add(NO_AUDIENCE, defined.name.span, issuer=issuer)

    def _check_idle(self, key: str, written: Placed[Any] | None, beside: str) -> None:
        if written is not None:
            self.diagnostics.add(IDLE_ISSUER_KEY, written.span, key=key, beside=beside)


def _ordered(algorithms: Iterable[Algorithm]) -> tuple[Algorithm, ...]:
    found = frozenset(algorithms)
    return tuple(algorithm for algorithm in Algorithm if algorithm in found)
