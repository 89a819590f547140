"""No deadlines: the machine that runs these tests may be doing other things as well."""

from hypothesis import HealthCheck, settings

settings.register_profile("gatewright", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gatewright")
