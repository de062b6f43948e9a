"""What all tests share."""

from hypothesis import settings

settings.register_profile("safeconduct", deadline=None, derandomize=True)
settings.load_profile("safeconduct")
