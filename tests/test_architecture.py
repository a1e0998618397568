"""The architecture, as a test: layers, fenced imports, docs that name every command and setting."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.cli.app import COMMANDS
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "bot"
MODULES = sorted(PACKAGE.rglob("*.py"))
KNOWN = {path.stem for path in PACKAGE.iterdir() if not path.name.startswith("_")}
LAYERS = (
    "paths",
    "errors",
    "metrics",
    "yaml",
    "settings",
    "knowledge",
    "matching",
    "store",
    "answering",
    "drafting",
    "cogs",
    "client",
    "cli",
)
"""From the lowest to the highest; a module imports only layers below its own, or modules of its own."""
BESIDE = {("knowledge", "settings"), ("paths", "errors")}  # layers of one height, which must not import each other
FENCED = {
    "discord": ("cogs/", "client.py", "cli/run.py", "cli/demo.py", "cli/doctor.py"),
    "aiohttp": ("cogs/failures.py", "cli/monitor.py", "cli/doctor.py"),
    "simcord": ("cli/demo.py",),
    "rapidfuzz": ("matching/", "knowledge/messages.py", "answering/completion.py"),
    "py3langid": ("answering/languages.py",),
    "sklearn": ("matching/fit_helper.py", "answering/calibration.py", "answering/loading.py"),
    "scipy": ("matching/fit.py", "answering/calibration.py"),
    "yaml": ("yaml_",),
    "pydantic_ai": ("drafting/model_client.py",),
    "openai": ("drafting/model_client.py",),
    "genai_prices": ("drafting/model_client.py",),
    "prometheus_client": ("metrics.py",),
    "sqlalchemy": ("store/",),
    "multiprocessing": ("matching/fit_helper.py", "matching/subprocesses.py", "answering/loading.py"),
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> int:
    return LAYERS.index("yaml" if name.startswith("yaml_") else name)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_imports_only_layers_before_its_own(path: Path) -> None:
    relative = path.relative_to(PACKAGE).with_suffix("").parts
    if relative[0] in ("__init__", "__main__"):
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "bot" and len(parts) > 1 and (PACKAGE / parts[1]).with_suffix("").name in KNOWN:
            assert layer(parts[1]) <= layer(relative[0]), f"{path}: imports {name}"
            assert (parts[1], relative[0]) not in BESIDE, f"{path}: imports {name}"


@pytest.mark.parametrize(("package", "allowed"), FENCED.items())
def test_fenced_package_is_imported_only_inside_its_fence(package: str, allowed: tuple[str, ...]) -> None:
    for path in MODULES:
        relative = path.relative_to(PACKAGE).as_posix()
        if package in {name.split(".")[0] for name in imports(path)}:
            assert relative.startswith(allowed), f"{relative} imports {package}"


def test_every_module_imports_alone() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in MODULES]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in [key for key in sys.modules if key.split('.')[0] == 'bot']: del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
    )
    subprocess.run([sys.executable, "-c", script, *names], check=True, cwd=ROOT)


def test_ask_starts_without_discord_and_scikit_learn() -> None:
    script = (
        "import sys, bot.cli.ask; print({'discord', 'sklearn', 'scipy', 'spellchecker', 'openai'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


def test_modules_stay_small() -> None:
    long = {str(path): count for path in MODULES if (count := len(path.read_text("utf-8").splitlines())) > 300}
    assert not long


def test_settings_file_names_every_setting_with_its_default() -> None:
    written = yaml.safe_load((ROOT / "config" / "bot.yaml").read_text("utf-8"))
    assert Settings.model_validate(written) == Settings()
    assert list(written) == list(Settings.model_fields)


def test_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"onrecord {name}" not in readme] == []


def test_contributing_names_every_package() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    packages = {path.parent.relative_to(PACKAGE).as_posix() for path in MODULES if path.parent != PACKAGE}
    assert [name for name in packages if f"{name}/" not in guide and f"{name.split('/')[-1]}" not in guide] == []


def test_nothing_says_wording_for_phrasing() -> None:
    texts = [*MODULES, *ROOT.glob("*.md"), *ROOT.glob("knowledge/*.md"), *ROOT.glob("config/*.yaml")]
    assert [str(path) for path in texts if "wording" in path.read_text("utf-8").casefold()] == []
