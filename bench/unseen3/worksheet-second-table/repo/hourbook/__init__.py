"""hourbook: who worked how long on what."""
