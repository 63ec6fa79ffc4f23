"""What can be wrong with a backup or a restore, in words for whoever runs the site."""


class BackupError(RuntimeError):
    """Nothing usable was written, or nothing was restored; the words say why."""
