"""Every component in every state on one page, for those who build: nothing here comes from the database."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from frontend.icons import ICONS


@dataclass
class Person:
    pk: int
    name: str
    handle: str
    about: str = ""
    face_url: str = ""
    job: str = ""
    unit: str = ""


@dataclass
class Remark:
    pk: int
    author: Person
    depth: int
    words: str


PEOPLE = [
    Person(1, "Ada Bakker", "ada", "Works council, Oudewater"),
    Person(2, "Grace Jansen", "grace", "Leads the cycling project and writes far too long lines about it"),
    Person(3, "Nora", "nora"),
    Person(4, "Max van der Berg", "max", "Facilities"),
]

GROUPS = [
    {"name": "Cycling to work", "purpose": "Routes, repairs and who rides along on Tuesdays.", "kind": "open", "member_count": 34},
    {"name": "Works council", "purpose": "Agenda and minutes.", "kind": "closed", "member_count": 9},
    {"name": "Surprise for Gus", "purpose": "", "kind": "secret", "member_count": 1},
]


CARRIED = {
    "item": {"pk": 1},
    "poll": {"voters": 12, "multiple": False},
    "choices": [
        {"pk": 1, "text": "Soup, with bread from the bakery at the station", "votes": 8, "share": 67, "mine": True},
        {"pk": 2, "text": "Salad", "votes": 4, "share": 33},
        {"pk": 3, "text": "Everybody brings their own", "votes": 0, "share": 0},
    ],
    "original": {"pk": 2, "author": PEOPLE[1], "created_at": timezone.now() - timedelta(days=2)},
    "place": {"kind": "closed", "name": "Works council"},
}


TOKENS = [
    "paper",
    "surface",
    "raised",
    "sunken",
    "line",
    "line-strong",
    "ink",
    "ink-soft",
    "ink-faint",
    "accent",
    "accent-strong",
    "accent-wash",
    "accent-line",
    "danger",
    "danger-wash",
    "warn",
    "warn-wash",
    "good",
]


class Example(forms.Form):
    name = forms.CharField(label="Name of the group", max_length=100)
    purpose = forms.CharField(
        label="What it is about", widget=forms.Textarea, required=False, help_text="One or two sentences. Everybody can read them."
    )
    language = forms.ChoiceField(label="Language", choices=[("nl", "Nederlands"), ("en", "English")])
    kind = forms.ChoiceField(label="Who can see it", widget=forms.RadioSelect, choices=[("open", "Everyone"), ("closed", "Members only")])
    email = forms.EmailField(label="E-mail address", help_text="We send a link to it.")
    day = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    hue = forms.IntegerField(
        label="Hue", required=False, widget=forms.NumberInput(attrs={"type": "range", "max": 360, "class": "hue-range"})
    )
    picture = forms.FileField(label="Picture", required=False)
    old = forms.CharField(label="Cannot be changed", required=False, disabled=True)
    agree = forms.BooleanField(label="Tell me about new posts", required=False, help_text="You can change this later.")


def styleguide(request: HttpRequest) -> HttpResponse:
    theme = request.GET.get("theme", "")
    return render(request, "styleguide.html", shown() | {"theme": theme if theme in ("light", "dark") else ""})


def shown() -> dict:
    return {
        "people": PEOPLE,
        "carried": CARRIED,
        "ada": PEOPLE[0],
        "grace": PEOPLE[1],
        "nora": PEOPLE[2],
        "at": timezone.now() - timedelta(hours=2),
        "remarks": _remarks(),
        "groups": GROUPS,
        "form": Example(initial={"language": "en", "kind": "open", "name": "Cycling to work"}),
        "wrong": Example(data={"email": "ada@", "name": ""}, prefix="wrong", auto_id="wrong_%s"),
        "icons": sorted(ICONS),
        "tokens": TOKENS,
        "kinds": ["like", "love", "laugh", "celebrate", "thanks", "sad"],
    }


def _remarks() -> list[Remark]:
    words = ["Is the north entrance open again", "Since this morning", "Thank you", "And the bicycle shed", "Next week", "Noted"]
    return [Remark(n, PEOPLE[n % 4], n, f"{text}.") for n, text in enumerate(words)]
