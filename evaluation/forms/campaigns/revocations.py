"""The form on which the city opens a revocation after two years of 不合格. Shape only; the grades prove it."""

from django import forms

from zzspace.fields import FactsField


class FactsForm(forms.Form):
    """What happened, as the notice and the decision will state it."""

    facts = FactsField()
