"""What a browser fetches before the first page is there: few things, small, and all at once."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

from frontend.modules import ENTRY, LATER_MODULES, MODULES, STATIC
from tests.live.stack import ROOT

MOST = 60 * 1024  # bytes of script on any page, compressed
MOST_LATER = 12 * 1024  # what is fetched when somebody begins to write
PART = re.compile(r'@import url\("([\w-]+\.css)"\) layer\((\w+)\);')


def imports(name: str) -> set[str]:
    found = re.findall(r'(?:import|from) "(\.[^"]+)";', (STATIC / name).read_text())
    return {((STATIC / name).parent / path).resolve().relative_to(STATIC.resolve()).as_posix() for path in found}


def test_every_script_is_fetched_at_once_and_none_in_vain():
    reached, waiting = set(), {ENTRY}
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= imports(name) - reached
    assert reached == set(MODULES)


def test_what_comes_later_is_asked_for_and_nothing_else_of_it():
    asked = {path for name in MODULES for path in re.findall(r'import\("\.\./(later/[^"]+)"\)', (STATIC / name).read_text())}
    reached, waiting = set(), {f"js/{path}" for path in asked}
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= imports(name) - reached - set(MODULES)
    assert reached == set(LATER_MODULES)


def test_scripts_stay_small():
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in LATER_MODULES) < MOST_LATER
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in MODULES) < MOST


@pytest.mark.django_db
def test_a_page_names_all_scripts(people, client):
    client.force_login(people.max)
    html = client.get("/").content.decode()
    assert len(re.findall(r'<link rel="modulepreload" href="/static/js/[\w./-]+\.js">', html)) == len(MODULES) - 1


def test_every_stylesheet_has_its_layer():
    text = (STATIC / "css/plein.css").read_text()
    assert {name for name, _ in PART.findall(text)} == {path.name for path in (STATIC / "css").glob("*.css")} - {"plein.css"}
    assert len(PART.findall(text)) == text.count("@import")


COLLECT = """
import django, sys
from django.conf import settings
django.setup()
settings.STATIC_ROOT = sys.argv[1]
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""


def test_styles_are_one_file_when_they_are_served(tmp_path):
    command = [sys.executable, "-c", COLLECT, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env={"PLEIN_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "plein.settings"}, check=True)
    [served] = [path for path in Path(tmp_path, "css").glob("plein.*.css")]
    text = served.read_text()
    assert "@import" not in text
    assert text.startswith((STATIC / "css/plein.css").read_text().split("@import")[0])
    bare = text.replace("\n", "")
    for name, layer in PART.findall((STATIC / "css/plein.css").read_text()):
        assert f"@layer {layer} {{{(STATIC / 'css' / name).read_text()}".replace("\n", "") in bare, name
    assert text.count("{") == text.count("}")
    assert served.with_name(served.name + ".gz").exists()
