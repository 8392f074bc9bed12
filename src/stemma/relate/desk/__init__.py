"""What a desk has corrected, laid over what was found: the same whatever came first."""
