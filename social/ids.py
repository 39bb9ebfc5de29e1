"""What may stand for an id or a handle in an address."""

from django.urls.converters import IntConverter, StringConverter


class Id(IntConverter):
    """A whole number that fits into a database; any other address does not exist."""

    regex = "[0-9]{1,18}"


class Handle(StringConverter):
    regex = "[a-z0-9][a-z0-9._-]{0,29}"


class Topic(StringConverter):
    """A topic as it is found: letters of any language, digits, dashes."""

    regex = r"[\w-]{1,50}"
