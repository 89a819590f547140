"""The gateway contract as one table of exchanges, played against the real engines."""
