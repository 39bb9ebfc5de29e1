"""The second net: a query that nobody scoped does not run."""

import pytest
from django.apps import apps
from django.db.models import Count

from accounts.guard import Guarded, Unscoped
from social.items.models import Item
from tests.people import square

GUARDED = [model for model in apps.get_models() if issubclass(model, Guarded)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
@pytest.mark.parametrize(
    "query",
    [
        list,
        len,
        bool,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.filter(pk=1).get(),
        lambda rows: rows.aggregate(Count("pk")),
        lambda rows: list(rows.values_list("pk")),
        lambda rows: list(rows.iterator()),
        lambda rows: rows.update(pk=1),
        lambda rows: rows.delete(),
        lambda rows: rows.in_bulk([1]),
        lambda rows: list(rows.union(rows)),
        lambda rows: str(rows.query),
    ],
)
def test_a_query_nobody_scoped_does_not_run(model, query):
    with pytest.raises(Unscoped):
        query(model.objects.all())


@pytest.mark.django_db
def test_an_unscoped_subquery_does_not_run_either(people):
    inner = Item.objects.filter(pk__gt=0).values("pk")
    with pytest.raises(Unscoped):
        list(Item.objects.visible_to(people.max).filter(pk__in=inner))


@pytest.mark.django_db
def test_a_scoped_query_runs_and_shows_what_the_member_may_see(people):
    item = Item.objects.create(kind="status", author=people.max, audience=square(), text="hello")
    assert list(Item.objects.visible_to(people.nora)) == [item]
    assert not Item.objects.visible_to(people.gus).exists()
    assert not Item.objects.visible_to(people.zed).exists()
    assert not Item.objects.visible_to(None).exists()
    assert Item.objects.for_system("a test counts").count() == 1


@pytest.mark.django_db
def test_what_hangs_on_something_guarded_is_reached_only_scoped(people):
    item = Item.objects.create(kind="status", author=people.max, audience=square(), text="hello")
    with pytest.raises(Unscoped):
        list(item.comments.all())
    with pytest.raises(Unscoped):
        item.reactions.count()


def test_everything_with_an_audience_is_guarded():
    """A model that reaches an audience by a foreign key chain of its own is guarded, or listed here with the reason."""
    unguarded = {
        "Membership": "the rule itself, read by the policy",
        "Invitation": "of one address, found by its secret or by an administrator",
        "Organisation": "its square is public knowledge in the organisation",
        "Rendition": "reached through its File",
        "Follow": "one member's own; it gives no access, and its list and the timeline ask the policy what is still seen",
        "ReadMark": "one member's own number, of places that the policy chose",
    }
    from accounts.models import Audience

    def reaches(model, seen=()):
        for field in model._meta.concrete_fields:
            if not field.is_relation or field.related_model in seen or field.related_model.__name__ == "Member":
                continue
            if field.related_model is Audience or issubclass(field.related_model, Guarded):
                return True
        return False

    missed = {m.__name__ for m in apps.get_models() if reaches(m) and not issubclass(m, Guarded)} - unguarded.keys()
    assert not missed
