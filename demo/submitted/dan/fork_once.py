"""Saved as Latin-1: grüße."""

print("grüße")
