"""E5xx: what a target cannot express."""

from __future__ import annotations

from compiler.codes.declaring import error, warning

NEEDS_RESOLVER = error(
    "E501",
    "nginx must look up '{host}' while it runs, and environment '{environment}' names no resolver",
    "add 'resolvers: [ADDRESS]' to that environment in gateway.yaml: the address of a DNS server",
)
NO_ADDRESS_IN_CERTIFICATE = error(
    "E503",
    "nginx cannot verify a certificate for an address, and this endpoint is https://{host}",
    "write the endpoint's name instead, or leave nginx out of the environment's 'targets'",
)
TARGET_CANNOT = error(
    "E502",
    "{target} cannot do '{key}', and environment '{environment}' selects {target}",
    "leave {target} out of the environment's 'targets', or delete the key",
)
ALGORITHM_UNSUPPORTED = error(
    "E504",
    "{target} cannot check {algorithm} signatures (issuer '{issuer}')",
    "leave {algorithm} out of the issuer's 'algorithms', or {target} out of the environment's "
    "'targets'",
)
NO_REFERENCE = error(
    "E505",
    "the portal's API reference needs the package {package}, which is not installed whole",
    "run 'pip install {package}', or write 'portal: {{reference: none}}' in gateway.yaml",
)
ROLES_ALIKE = error(
    "E506",
    "the roles '{one}' and '{other}' differ in case alone, and some file systems would give both "
    "the same folder of the portal",
    "write the role in one way in every 'visibility'",
)
UNCHECKED_KEYWORDS = warning(
    "W501",
    "bodies are not checked by everything that {vendor} says of them: {details}",
    "nothing has to be done: what the gateway does not check is left to the vendor",
)
