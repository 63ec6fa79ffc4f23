"""Made-up people, for measuring and for demonstrations; shares no code with what it measures."""
