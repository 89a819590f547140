"""gatewright: YAML definitions of AI APIs in, gateway artifacts out, at build time only."""

__version__ = "0.1.0"
