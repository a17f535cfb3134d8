import json
from pathlib import Path

TARIFF = json.loads(Path(__file__).with_name("tariff.json").read_text())
