"""What articles share of their text: reuse, alignment, derivation, lineage, versions."""
