"""What one can speak about: the same aspects for a signed complaint and for a tip without a name."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from kehou.review.actions.complaints import new_receipt

OTHER = "-"
ABOUT = (
    ("附.3", lazy("被要求参加、不参加有压力")),
    ("附.11", lazy("没有老师看着孩子")),
    ("附.5", lazy("提前放学")),
    ("附.6", lazy("讲新课")),
    ("八.5b", lazy("收费、内容没有公示")),
    ("八.3c", lazy("收费不对")),
    ("附.7", lazy("请培训机构进来上学科课")),
    ("附.12", lazy("老师在校外收费补课")),
    (OTHER, lazy("别的")),
)
"""Clause → how a family says it."""


class SpeakForm(forms.Form):
    """receipt: made with the page, so that a second tap gets no second complaint."""

    about = forms.ChoiceField(label=lazy("哪方面"), choices=ABOUT, required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=lazy("是什么事"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=lazy("哪天、在哪里、是什么事。写得越具体越好查"),
        error_messages={"required": lazy("写一写是什么事")},
    )
    receipt = forms.CharField(widget=forms.HiddenInput)

    def clean_about(self) -> str:
        """The clause, or "" where it is about something else or nothing was chosen."""
        chosen = self.cleaned_data["about"]
        return "" if chosen == OTHER else chosen

    @classmethod
    def fresh(cls, about: str = "") -> "SpeakForm":
        """about: what the page one comes from is about, chosen beforehand."""
        return cls(initial={"receipt": new_receipt(), "about": about})


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label=lazy("回执号"),
        max_length=20,
        help_text=lazy("提交以后给的 12 个字"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": lazy("填回执号")},
    )
