"""Keep a fitted matcher on disk, so that the next start need not fit it again."""

import dataclasses
import json
import logging
import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from bot.knowledge.model import Citation, Entry, Event, KnowledgeBase, Sentence, Source, Status
from bot.matching.features import FeatureSpace
from bot.matching.matcher import Matcher, Usage
from bot.matching.model import LinearModel
from bot.matching.vocabulary import Vocabulary

log = logging.getLogger(__name__)
KEPT = 8  # files of this many knowledge bases; the oldest go first


def cache_folder() -> Path:
    """Return the folder for fitted matchers, in the user's cache folder of this system."""
    return Path(platformdirs.user_cache_dir("onrecord"))


def engine_version() -> str:
    """Return a checksum of the code that fits, so that a change to it makes what is kept stale."""
    import hashlib

    code = sorted(Path(__file__).parent.glob("*.py")) + sorted(
        (Path(__file__).parent.parent / "knowledge").glob("*.py")
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in code)).hexdigest()[:16]


def load(checksum: str, folder: Path) -> Matcher | None:
    """Return the matcher kept for a knowledge base with this checksum, or None."""
    path = folder / f"{checksum[:32]}-{engine_version()}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        os.utime(path)
        return _unpack(arrays)
    except FileNotFoundError:
        return None
    except Exception as error:  # whatever is wrong with a cache file, fitting anew is the remedy
        log.warning("cannot use %s (%s: %s); fitting anew", path, type(error).__name__, error)
        return None


def save(matcher: Matcher, folder: Path) -> None:
    """Keep a matcher; a folder that cannot be written is logged and passed over."""
    path = folder / f"{matcher.knowledge.checksum[:32]}-{engine_version()}.npz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            np.savez(part, **_pack(matcher))  # type: ignore[arg-type]  # its stub takes one array for each name
        Path(part.name).replace(path)
        kept = sorted(folder.glob("*.npz"), key=lambda found: found.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("cannot keep the fitted knowledge in %s: %s", folder, error)


def _pack(matcher: Matcher) -> dict[str, np.ndarray[Any, Any]]:
    model, vocabulary, usage = matcher.model, matcher.vocabulary, matcher.usage
    text = {
        "knowledge": dataclasses.asdict(matcher.knowledge),
        "concepts": vocabulary.concepts,
        "right": vocabulary.right,
        "stems": sorted(vocabulary.stems),
        "entries": model.entries,
        "wordings": matcher.wordings,
        "kinds": [dict(usage[entry].kinds) for entry in model.entries],
        "sizes": [(len(usage[entry].terms), len(usage[entry].pairs)) for entry in model.entries],
    }
    return {
        "text": np.frombuffer(json.dumps(text, default=str).encode(), np.uint8),
        "english": vocabulary.english,
        "hashes": model.space.hashes,
        "rarity": model.space.rarity,
        "weights": model.weights,
        "scale": model.scale,
        "bias": model.bias,
        "terms": np.concatenate([usage[entry].terms for entry in model.entries]),
        "pairs": np.concatenate([usage[entry].pairs for entry in model.entries]),
    }


def _unpack(arrays: dict[str, np.ndarray[Any, Any]]) -> Matcher:
    text = json.loads(arrays["text"].tobytes())
    entries = tuple(text["entries"])
    space = FeatureSpace(arrays["hashes"], arrays["rarity"])
    model = LinearModel(entries, space, arrays["weights"], arrays["scale"], arrays["bias"])
    ends = np.cumsum(np.array(text["sizes"]).reshape(-1, 2), axis=0)
    usage = {}
    for i, entry in enumerate(entries):
        start = ends[i - 1] if i else (0, 0)
        terms, pairs = arrays["terms"][start[0] : ends[i][0]], arrays["pairs"][start[1] : ends[i][1]]
        usage[entry] = Usage(terms, pairs, text["kinds"][i])
    vocabulary = Vocabulary(text["concepts"], text["right"], frozenset(text["stems"]), arrays["english"])
    return Matcher(_knowledge(text["knowledge"]), vocabulary, model, usage, text["wordings"])


def _knowledge(kept: dict[str, Any]) -> KnowledgeBase:
    event = {**kept["event"], "as_of": date.fromisoformat(kept["event"]["as_of"])}
    event["never"] = tuple(event["never"])
    sources = {
        key: Source(**{**source, "published": date.fromisoformat(source["published"])})
        for key, source in kept["sources"].items()
    }
    concepts = {key: tuple(found) for key, found in kept["concepts"].items()}
    entries = {key: _entry(found) for key, found in kept["entries"].items()}
    return KnowledgeBase(Event(**event), sources, concepts, entries, kept["checksum"])


def _entry(kept: dict[str, Any]) -> Entry:
    answer = tuple(
        Sentence(sentence["says"], tuple(Citation(**place) for place in sentence["cites"]))
        for sentence in kept["answer"]
    )
    lists = {name: tuple(kept[name]) for name in ("questions", "related", "asks", "wordings")}
    return Entry(**{**kept, **lists, "answer": answer, "status": Status(kept["status"])})
