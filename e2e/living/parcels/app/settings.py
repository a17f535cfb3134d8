import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    manifest: Path = field(default_factory=lambda: Path(os.environ.get("PARCELS_MANIFEST", "data/manifest.csv")))


settings = Settings()
