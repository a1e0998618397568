"""Where the shipped knowledge and configuration are: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_INSIDE = Path(__file__).parent / "_shipped"
ROOT = _INSIDE if _INSIDE.is_dir() else Path(__file__).parent.parent

KNOWLEDGE = ROOT / "knowledge" / "north-korea-troops"
COMMON = ROOT / "knowledge" / "common"
SETTINGS = ROOT / "config" / "bot.yaml"
CONFIDENCE = ROOT / "config" / "confidence.json"
