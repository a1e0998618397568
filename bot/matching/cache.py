"""Keep a trained matcher on disk, so that the next start need not train it again. One file per event folder."""

import contextlib
import hashlib
import json
import logging
import os
import tempfile
import time
import zipfile
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray
from pydantic import TypeAdapter

from bot.knowledge.model import KnowledgeBase
from bot.matching.features import FeatureSpace
from bot.matching.matcher import Matcher, Usage
from bot.matching.model import LinearModel
from bot.matching.vocabulary import EnglishWords, Vocabulary

log = logging.getLogger(__name__)
ENGINE = 11  # raise it when the same files would give another matcher
UNUSED_DAYS = 60  # after which the file of an event that is no longer served is removed
Arrays = dict[str, NDArray[Any]]
_OTHER = "other "  # before the names of the arrays of the phrasings in other scripts
_KNOWLEDGE = TypeAdapter(KnowledgeBase)


def cache_folder() -> Path:
    """Return the folder for trained matchers, in the user's cache folder of this system."""
    return Path(platformdirs.user_cache_dir("onrecord"))


def cache_file(cache: Path, folder: Path) -> Path:
    """Return the file for the event in `folder`."""
    folder = folder.resolve()
    return cache / f"{folder.name[:40]}-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}.npz"


def load(path: Path, checksum: str | None = None) -> Matcher | None:
    """Return the kept matcher; None when there is none, it is of another engine, or of other files than `checksum`."""
    try:
        arrays = _read(path)
        details = json.loads(arrays.pop("details").tobytes())
        if details["engine"] != _engine() or (checksum and details["checksum"] != checksum):
            return None
        if details["digest"] != _digest(arrays):
            raise ValueError("the content is damaged")
        matcher = unpack(arrays)
    except FileNotFoundError:
        return None
    except Exception as error:  # whatever is wrong with a cache file, training again is the remedy
        log.warning("Cannot use %s (%s: %s); training again.", path, type(error).__name__, error)
        return None
    with contextlib.suppress(OSError):  # a disk that can't be written still has a good file
        os.utime(path)
    return matcher


def save(matcher: Matcher, path: Path) -> None:
    """Keep a matcher; where that can't be done, it is logged and nothing else happens."""
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path.parent)
        arrays = pack(matcher)
        details = {"engine": _engine(), "checksum": matcher.knowledge.checksum, "digest": _digest(arrays)}
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            np.savez(file, details=_text(json.dumps(details)), **arrays)  # type: ignore[arg-type]  # its stub is narrower
        part.replace(path)
    except OSError as error:
        log.warning("Cannot keep the trained knowledge in %s: %s", path.parent, error)
        if part:
            part.unlink(missing_ok=True)


def pack(matcher: Matcher) -> Arrays:
    """Return everything in a matcher as arrays."""
    model, vocabulary, usage = matcher.model, matcher.vocabulary, matcher.usage
    words = {
        "concepts": vocabulary.concepts,
        "spelled_words": vocabulary.spelled_words,
        "stems": sorted(vocabulary.stems),
        "entries": model.entries,
        "question_types": [usage[entry].question_types for entry in model.entries],
        "sizes": [(len(usage[entry].terms), len(usage[entry].pairs)) for entry in model.entries],
    }
    other = pack(matcher.other) if matcher.other else {}
    shared = ("english", "rarities")
    return {_OTHER + name: array for name, array in other.items() if name not in shared} | {
        "knowledge": np.frombuffer(_KNOWLEDGE.dump_json(matcher.knowledge), np.uint8),
        "words": _text(json.dumps(words)),
        "english": vocabulary.english.hashes,
        "rarities": vocabulary.english.rarities,
        "hashes": model.space.hashes,
        "rarity": model.space.rarity,
        "weights": model.weights,
        "scale": model.scale,
        "bias": model.bias,
        "terms": np.concatenate([usage[entry].terms for entry in model.entries]),
        "pairs": np.concatenate([usage[entry].pairs for entry in model.entries]),
    }


def unpack(arrays: Arrays) -> Matcher:
    """Return the matcher that `pack` took apart."""
    words = json.loads(arrays["words"].tobytes())
    entries = tuple(words["entries"])
    space = FeatureSpace(arrays["hashes"], arrays["rarity"])
    model = LinearModel(entries, space, arrays["weights"], arrays["scale"], arrays["bias"])
    sizes = np.array(words["sizes"], int).reshape(-1, 2)
    terms = np.split(arrays["terms"], np.cumsum(sizes[:, 0])[:-1])
    pairs = np.split(arrays["pairs"], np.cumsum(sizes[:, 1])[:-1])
    usage = {entry: Usage(terms[i], pairs[i], words["question_types"][i]) for i, entry in enumerate(entries)}
    english = EnglishWords(arrays["english"], arrays["rarities"])
    vocabulary = Vocabulary(words["concepts"], words["spelled_words"], frozenset(words["stems"]), english)
    packed = {name.removeprefix(_OTHER): array for name, array in arrays.items() if name.startswith(_OTHER)}
    other = unpack({**packed, "english": english.hashes, "rarities": english.rarities}) if packed else None
    return Matcher(_KNOWLEDGE.validate_json(arrays["knowledge"].tobytes()), vocabulary, model, usage, other)


def _engine() -> list[str]:
    """Return what makes a kept matcher what it is beside the knowledge: our code, and who solves and stems."""
    return [str(ENGINE), *(version(name) for name in ("numpy", "scikit-learn", "PyStemmer", "pyspellchecker"))]


def _read(path: Path) -> Arrays:
    """Read the arrays of a file; refuses compressed ones, whose size in memory could be anything."""
    with zipfile.ZipFile(path) as archive:
        if any(member.compress_type != zipfile.ZIP_STORED for member in archive.infolist()):
            raise ValueError("it is compressed, which we never do")
    with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as kept:
        return {name: kept[name] for name in kept.files}


def _digest(arrays: Arrays) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}\0".encode())
        digest.update(np.ascontiguousarray(arrays[name]).data)
    return digest.hexdigest()


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed process left half-written, and the files of events that are long gone."""
    now = time.time()
    for pattern, age in (("*.part", 3600), ("*.npz", UNUSED_DAYS * 86_400)):
        for path in folder.glob(pattern):
            with contextlib.suppress(OSError):
                if now - path.stat().st_mtime > age:
                    path.unlink()
