"""Takes hand-scanner jobs from a spool file."""
