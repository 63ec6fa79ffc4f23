"""What is owed to the people in the record: export of everything, erasure, backup, restore, erasure again."""
