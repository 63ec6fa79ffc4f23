"""The numbers of the diary: pure functions on columns of counts, for one person or a million."""
