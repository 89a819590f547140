"""gatewright: YAML definitions of AI APIs in, gateway artifacts out. Nothing of it runs in production."""

__version__ = "0.1.0"
