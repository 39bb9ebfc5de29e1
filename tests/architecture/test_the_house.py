"""The plan of the house, enforced: imports go one way, files stay small, views leave the rule to the policy."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["realtime", "accounts", "media", "social", "plein"]
FEATURE_LAYERS = ["models", "actions", "forms", "views", "urls"]


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


def imported(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@pytest.mark.parametrize("package", ORDER)
def test_imports_go_one_way(package):
    to_the_right = set(ORDER[ORDER.index(package) + 1 :])
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sources(package)
        for name, line in imported(ast.parse(path.read_text()))
        if name.split(".")[0] in to_the_right
    ]
    assert not wrong


def test_the_frontend_imports_no_product():
    wrong = [
        f"{path}:{line} {name}"
        for path in sources("frontend")
        for name, line in imported(ast.parse(path.read_text()))
        if name.split(".")[0] in ORDER
    ]
    assert not wrong


def test_inside_a_feature_models_come_before_actions_before_forms_before_views_before_urls():
    wrong = []
    for path in sources("social"):
        if path.parent.name == "social" or path.stem not in FEATURE_LAYERS:
            continue
        later = set(FEATURE_LAYERS[FEATURE_LAYERS.index(path.stem) + 1 :])
        for name, line in imported(ast.parse(path.read_text())):
            parts = name.split(".")
            if parts[0] == "social" and len(parts) == 3 and parts[1] == path.parent.name and parts[2] in later:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert not wrong


def test_no_file_is_over_400_lines():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(*ORDER, "frontend", "tests", "bench")}
    assert not {path: length for path, length in lengths.items() if length > 400}


def test_no_function_is_over_60_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources(*ORDER, "frontend")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 60
    ]
    assert not long


# The third net: what faces the outside asks the policy and does not write the rule again.
OUTSIDE = ("views.py", "serve.py", "sockets.py", "fallback.py")
OWN_RULES = {"for_system", "_base_manager", "_default_manager", "raw", "cursor", "extra", "RawSQL"}
RULE_MODELS = {"Membership"}


def test_views_and_sockets_leave_the_rule_to_the_policy():
    wrong = []
    for path in sources(*ORDER):
        if path.name not in OUTSIDE and path.parent.name != "views":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if name in OWN_RULES | RULE_MODELS:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} uses {name}")
    assert not wrong


def test_only_publish_writes_events_and_counters():
    wrong = []
    for path in sources(*ORDER):
        if path.parent.name == "realtime" or "demo" in path.parts:
            continue
        text = path.read_text()
        writes = ("Event.objects.create", "Event.objects.bulk_create", "realtime_stream")
        wrong += [f"{path.relative_to(ROOT)}: {word}" for word in writes if word in text]
    assert not wrong


def test_no_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "services", "common", "misc", "signals"}
    assert not [path for path in sources(*ORDER, "frontend") if path.stem in drawers or path.parent.name in drawers]
