"""What members write: a little Markdown, people and topics; and whatever else they type stays words."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social import words
from social.comments.actions import add_comment
from social.items.actions import edit_item
from social.items.models import Item
from social.notifications.models import Notification
from social.statuses.actions import publish_status
from social.words import handles_in, to_html, topics_in
from tests.people import square

KIB = 1024


def test_what_members_write_stays_words():
    assert to_html("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    assert to_html("a\nb\n\n\nc") == "<p>a<br>\nb</p>\n<p>c</p>"
    assert to_html('<!--own--> "x" &#39;') == '<p>&lt;!--own--&gt; "x" &amp;#39;</p>'
    assert to_html("# no heading\n\n    no code\n\n![x](https://example.org/a.png)").count("<h1>") == 0
    assert "<img" not in to_html("![x](https://example.org/a.png)")
    assert to_html("snake_case_name costs 3 * 4 * 5") == "<p>snake_case_name costs 3 * 4 * 5</p>"
    assert to_html("\\*stars\\*") == "<p>*stars*</p>"


def test_a_little_markdown_is_drawn():
    assert to_html("**bold** and *slanted* and `a < b`") == ("<p><strong>bold</strong> and <em>slanted</em> and <code>a &lt; b</code></p>")
    assert to_html("- one\n- two") == "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    assert to_html("3. three\n4. four") == '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'
    assert to_html("> said\n> she") == "<blockquote>\n<p>said<br>\nshe</p>\n</blockquote>"
    assert to_html("```python\nif a:\n    b\n```") == "<pre><code>if a:\n    b\n</code></pre>"
    assert to_html('[us](https://example.org "a title")') == '<p><a href="https://example.org" rel="nofollow noopener">us</a></p>'
    assert to_html("call list[]() or [*a*]()") == "<p>call list[]() or [<em>a</em>]()</p>"
    assert to_html("[here](/groups/)") == '<p><a href="/groups/" rel="nofollow noopener">here</a></p>'


def test_addresses_are_links():
    link = to_html('See https://example.org/a?b=1&c="><b>, (http://example.org/d).')
    assert '<a href="https://example.org/a?b=1&amp;c=" rel="nofollow noopener">' in link
    assert '"&gt;&lt;b&gt;, (' in link
    assert '<a href="http://example.org/d" rel="nofollow noopener">http://example.org/d</a>).' in link
    assert to_html("file.py and www.example.org and a@example.org") == "<p>file.py and www.example.org and a@example.org</p>"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:x", "data:text/html,x", "vbscript:x", "//evil.org", "file:///x"]
)
def test_no_other_address_is_a_link(address):
    for text in [address, f"[x]({address})", f"[x](<{address}>)", f"<{address}>", "[x]( &#106;avascript:x)"]:
        assert "<a" not in to_html(text), text


def test_only_people_who_were_found_are_links():
    assert to_html("@Max and @nora", "max") == '<p><a class="mention" href="/people/max/">@Max</a> and @nora</p>'
    assert "<a" not in to_html("@max", "nora")
    assert to_html("`@max`", "max") == "<p><code>@max</code></p>"
    assert "mention" not in to_html("[@max](https://example.org)", "max")


def test_who_is_named():
    assert handles_in("@max, @Nora.de-vries! a@b.nl https://x.org/@eva (@cor) @max") == ["max", "nora.de-vries", "cor"]
    assert handles_in("**@max** > @nora\n\n- @cor\n> @eva") == ["max", "nora", "cor", "eva"]
    assert handles_in("`@max`\n```\n@nora\n```\n[@cor](https://example.org)") == []


def test_topics_are_links_and_numbers_are_not():
    assert to_html("#Winter-Plan!") == '<p><a class="topic" href="/topics/winter-plan/">#Winter-Plan</a>!</p>'
    assert 'href="/topics/%C3%A9%C3%A9n/"' in to_html("#Één")
    for text in ["#3", "C#sharp", "https://example.org/#part", "&#x41;", "##two", "`#code`", "#" + "a" * 51, "#_", "# a"]:
        assert "topic" not in to_html(text), text
        assert topics_in(text) == {}, text
    assert topics_in("#Lunch, #lunch (#Rail) **#Night_train**") == {"lunch": "Lunch", "rail": "Rail", "night_train": "Night_train"}
    assert len(topics_in(" ".join(f"#topic{n}" for n in range(50)))) == words.MOST_TOPICS
    for odd in ["İ" * 50, "İstanbul", "ß" * 50, "日本", "Ａ"]:
        assert "#" in to_html(f"#{odd}"), "in small letters it may be longer, or no word"


HOSTILE = ["[", "]", "](", "*", "_ a", "`", "> ", "- ", "1. ", "![", "<", "((", "@a ", "#a ", "http://", "\\", "&", "~", "|", "[a](", "**_"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_bomb_of_anything_loses_no_letter(piece):
    bomb = (piece * (32 * KIB))[: 32 * KIB - 9] + "\n\nthe end"
    assert "the end" in to_html(bomb)


def test_what_is_nested_too_deep_is_drawn_plain_and_whole():
    assert to_html("> " * 40 + "deep") == f"<p>{'&gt; ' * 40}deep</p>"
    assert to_html("**" * 400 + "deep" + "**" * 400).count("<strong>") == 0
    assert to_html("> > > deep").count("<blockquote>") == 3


class Found(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.tags.append(("comment", {}))


PIECES = [
    *"[]()<>*_`!\\\"'&;:#@/-\n ~|=.",
    "a",
    "max",
    "1.",
    "https://",
    "javascript:",
    "<script>",
    "<!--own-->",
    "onload=",
    "data:",
    "```",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_is_typed_only_known_tags_come_out(text):
    for tag, attributes in Found(to_html(text, "max a")).tags:
        assert tag in words.CLEAN["tags"], text
        assert set(attributes) <= {"href", "rel", "class", "start"}, text
        if "href" in attributes:
            assert attributes["href"].lower().startswith(("https://", "http://", "mailto:", "/")), text
            assert not attributes["href"].startswith("//"), text


@pytest.mark.django_db
def test_a_post_keeps_the_topics_its_words_name(people):
    item = publish_status(people.max, square(), "#Lunch at one #rail")
    other = publish_status(people.nora, square(), "More #lunch")
    assert sorted(item.topics.values_list("slug", flat=True)) == ["lunch", "rail"]
    assert list(other.topics.values_list("name", flat=True)) == ["Lunch"]
    edit_item(people.max, item.pk, "No, #dinner at `#nine`")
    assert list(item.topics.values_list("slug", flat=True)) == ["dinner"]
    edit_item(people.max, item.pk, "Nothing")
    assert not item.topics.exists()
    assert list(Item.objects.for_system("test").filter(topics__slug="lunch")) == [other]


@pytest.mark.django_db
def test_nobody_is_told_of_their_name_in_code(people, browser):
    assert people.nora.handle + people.cor.handle == "noracor"
    item = publish_status(people.max, square(), "Write `@nora` to call **@cor**")
    add_comment(people.max, item.pk, "```\n@nora\n```")
    told = Notification.objects.for_system("test").values_list("member__handle", flat=True)
    assert list(told) == ["cor"]
    assert '<code>@nora</code> to call <strong><a class="mention" href="/people/cor/">@cor</a></strong>' in browser("eva").read("/")
