"""The portal in real Chromium: what people see, what it asks for, and what never happens."""
