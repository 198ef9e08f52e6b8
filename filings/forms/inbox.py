"""Which kinds of messages come by e-mail too."""

from django import forms

from filings.models import Notice

EXPLAINED: dict[str, str] = {
    Notice.Kind.HANDLING: "有事项等您办理、办理有进展、经办或签发有变化",
    Notice.Kind.DEADLINE: "办理期限、申报批次、评分和公示期临近或届满",
    Notice.Kind.RESULT: "推荐、备案等决定，文书和送达",
    Notice.Kind.STATISTICS: "统计报表的报送、审核和催报",
}


class MailChoiceForm(forms.Form):
    """All, some or none; the inbox gets every message."""

    kinds = forms.MultipleChoiceField(
        label="同时发邮件的消息",
        required=False,
        choices=[(kind.value, f"{kind.label}：{EXPLAINED[kind]}") for kind in Notice.Kind],
        widget=forms.CheckboxSelectMultiple,
        help_text="没有勾选的，只在站内消息中提醒；站内消息不能关闭。",
        error_messages={
            "invalid_choice": "没有这一类消息，请刷新页面后重新勾选。",
            "invalid_list": "请刷新页面后重新勾选。",
        },
    )
