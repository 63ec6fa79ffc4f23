"""What is owed to the people in the record when things go wrong: backup, restore, and erasing again after it."""
