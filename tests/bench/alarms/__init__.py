"""How many warnings a diary raises, for people with and without what must not be missed: `make bench-safety`."""
