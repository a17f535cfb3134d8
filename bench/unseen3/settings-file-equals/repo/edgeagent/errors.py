class SettingsError(Exception):
    """Somebody has to correct the settings."""
