"""Faults on purpose: a whole site under load, one fault at a time done to a process or a socket, and a judge.

`python -m tests.faults` runs every row that one machine allows and prints a table of them.
"""
