"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# Machines that run the tests are often busy; a law either holds or not, however long an example took.
settings.register_profile("stemma", deadline=None)
settings.load_profile("stemma")
