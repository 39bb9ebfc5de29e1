from django import forms


class ChatForm(forms.Form):
    """How the chat is steered."""

    closed = forms.BooleanField(required=False)
    slow = forms.IntegerField(min_value=0, max_value=600, required=False)
