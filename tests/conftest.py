"""Settings for all tests."""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

# Machines that run the tests are often busy; a law either holds or not, however long an example took.
settings.register_profile("stemma", deadline=None)
settings.load_profile("stemma")

# The key that marks webhooks is the user's own; tests have one of theirs.
os.environ["STEMMA_STATE"] = tempfile.mkdtemp(prefix="stemma-state-")
