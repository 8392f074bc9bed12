"""What the articles of a story claim: statements, which of them say the same, and what that is worth."""
