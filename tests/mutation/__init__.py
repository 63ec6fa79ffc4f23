"""Whether the tests notice a small change of the code: `make mutate`."""
