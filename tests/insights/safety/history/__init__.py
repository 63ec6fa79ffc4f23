"""Random histories of telling, editing, replying and syncing, judged by two ledgers and by a slow judge."""
