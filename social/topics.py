"""Which topics the words of an item name, written down with it: topic pages and suggestions find it by them."""

from social.items.models import Item, Topic
from social.words import topics_in


def name_topics(item: Item) -> None:
    """Note the topics that the item's words name now. In the transaction that wrote the words."""
    named = topics_in(item.text)
    if named:
        # In one order for everybody: two who name the same new topics do not wait for each other in a circle.
        fresh = [Topic(slug=slug, name=name) for slug, name in sorted(named.items())]
        Topic.objects.bulk_create(fresh, ignore_conflicts=True)
    item.topics.set(Topic.objects.filter(slug__in=named) if named else [])
