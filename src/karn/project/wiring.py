"""The registries' entries: the one place where a low app's registry learns what higher ones offer."""


def fill_registries() -> None:
    """Put every entry into its registry. Called once, when Django is ready."""
