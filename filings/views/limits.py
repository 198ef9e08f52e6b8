"""Limits on what anyone may send without an account. Over the limit the form comes back (429) with what was typed."""

from typing import Any, ClassVar, Final

from allauth.core.ratelimit import consume
from django.forms import Form
from django.http import HttpResponse
from django.views.generic import FormView

TOO_MANY: Final = (
    "同一网络在短时间内提交得太多，这次没有收到。您填写的内容还在下面，请约一小时后再提交，或者先复制保存；"
    "上传的文件须重新选择。"
)


class LimitedFormView(FormView):
    """A form that counts what is sent, by network address, under `limit` of ACCOUNT_RATE_LIMITS. What has errors is not
    counted: nothing came of it.
    """

    limit: ClassVar[str]

    def form_valid(self, form: Form) -> HttpResponse:
        if consume(self.request, action=self.limit):
            return self.take(form)
        form.add_error(None, TOO_MANY)
        return self.render_to_response(self.get_context_data(form=form), status=429)

    def take(self, form: Any) -> HttpResponse:
        """Take in what was sent; gives the way on."""
        raise NotImplementedError
