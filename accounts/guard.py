"""The second net: a query on something with an audience runs only after somebody said who is looking."""

from django.db import models
from django.db.models import sql

from accounts import policy


class Unscoped(RuntimeError):
    """A guarded query ran without `visible_to(member)` or `for_system("reason")`."""


class GuardedQuery(sql.Query):
    scope: str | None = None

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        if self.scope is None:
            raise Unscoped(f"{self.model.__name__}: call visible_to(member) or for_system(reason) first")
        return super().get_compiler(using, connection, elide_empty)


class GuardedQuerySet(models.QuerySet):
    """Asks the policy through the model's `policy_path`, the lookup that leads to its audience."""

    def __init__(self, model=None, query=None, using=None, hints=None):
        super().__init__(model, query or GuardedQuery(model), using, hints)

    def visible_to(self, member, removed: bool = False):
        """Only what `member` may see. `removed`: also what was taken away and whose place stands (`policy_stands`)."""
        shown = self.model.policy_stands if removed else self.model.policy_shown
        scoped = self.filter(policy.visible_to(member, self.model.policy_path), **shown)
        scoped.query.scope = f"visible to {member.pk if member else None}"
        return scoped

    def for_system(self, reason: str):
        """All rows, for work that shows nobody anything they may not see; say why."""
        scoped = self._chain()
        scoped.query.scope = reason
        return scoped

    def update(self, **changes):
        self._refuse_unscoped()
        return super().update(**changes)

    update.alters_data = True

    def delete(self):
        self._refuse_unscoped()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def _refuse_unscoped(self):
        if self.query.scope is None:
            raise Unscoped(f"{self.model.__name__}: call visible_to(member) or for_system(reason) first")


class Guarded(models.Model):
    """Base of everything that has an audience or hangs on something that has."""

    policy_path = "audience"
    policy_shown: dict = {}
    policy_stands: dict = {}

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True
