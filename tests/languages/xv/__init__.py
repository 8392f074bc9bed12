"""Varnish, a made-up language of some twenty rules."""
