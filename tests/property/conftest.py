"""No deadlines: the machine that runs these tests may be doing other things as well."""

from hypothesis import settings

settings.register_profile("gatewright", deadline=None)
settings.load_profile("gatewright")
