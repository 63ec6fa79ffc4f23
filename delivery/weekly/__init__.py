"""The weekly summary: its facts, how they are read, how it is composed."""
