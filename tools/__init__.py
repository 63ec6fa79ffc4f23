"""Commands for those who build: nothing here runs for a patient or a therapist."""
