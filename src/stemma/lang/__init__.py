"""All that knows a language: one folder for each."""
