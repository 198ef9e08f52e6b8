"""The documents of an evaluation in one ZIP: all reports or all notices of the results that stand, rendered as it goes."""

import zipfile
from collections.abc import Mapping
from typing import IO, Any, Final

from django.db.models import QuerySet

from evaluation.documents.issuing import render_campaign_document
from evaluation.models import Campaign, CampaignDocument
from evaluation.permissions import documented_campaigns, visible_campaign_documents
from filings.errors import WorkflowRefused
from filings.models import BatchJob, User
from filings.selectors.documents import with_post
from filings.services.batches.documents import LIST, UNFIT_FOR_NAMES
from filings.services.batches.kinds import Made, Tell
from filings.services.packets.writing import write_bytes, write_stream
from zzspace.sheets.writing import csv_lines

COLUMNS: Final = ("文件", "文书", "成文日期", "众创空间", "运营机构", "所属区县", "等级")
BATCHED: Final = (CampaignDocument.Kind.REPORT, CampaignDocument.Kind.FAILURE_NOTICE)
"""Documents of which there is one a makerspace."""


class CampaignDocumentsBatch:
    """`params`: {campaign, document}; what the account may see of this kind, of results that stand."""

    key = "evaluation-documents"
    fewer = "区县可以只生成本辖区的"

    def title(self, params: Mapping[str, Any], actor: User) -> str:
        if not self.number(params, actor):
            raise WorkflowRefused("没有可以生成的文书。市科技局制发后再批量下载。")
        label = CampaignDocument.Kind(params["document"]).label
        return f"{self.campaign(params, actor).year}年度{label}"

    def number(self, params: Mapping[str, Any], actor: User) -> int:
        return self.documents(params, actor).count()

    def file_name(self, job: BatchJob) -> str:
        return f"{job.title}.zip".translate(UNFIT_FOR_NAMES)

    def campaign(self, params: Mapping[str, Any], actor: User) -> Campaign:
        """The evaluation within reach."""
        campaign = documented_campaigns(actor).filter(pk=params["campaign"]).first()
        if campaign is None:
            raise WorkflowRefused("这个年度的考核评价不在您的办理范围内。")
        return campaign

    def documents(self, params: Mapping[str, Any], actor: User) -> QuerySet[CampaignDocument]:
        """By district and name."""
        mine = visible_campaign_documents(actor).filter(
            campaign=self.campaign(params, actor), kind=params["document"], result__superseded_at=None
        )
        return mine.exclude(result=None).order_by("entry__space__district__position", "entry__space__name", "pk")

    def write(self, job: BatchJob, target: IO[bytes], tell: Tell) -> Made:
        keys = list(self.documents(job.params, job.actor).values_list("pk", flat=True))
        rows: list[tuple[str, ...]] = []
        with zipfile.ZipFile(target, "w") as packed:
            for done, pk in enumerate(keys):
                tell(done, len(keys))
                rows.append(add_document(packed, pk, done + 1))
            write_bytes(packed, LIST, "".join(csv_lines(COLUMNS, rows)).encode())
        tell(len(keys), len(keys))
        return Made(len(keys), {})


def add_document(packed: zipfile.ZipFile, pk: int, number: int) -> tuple[str, ...]:
    """One document into the ZIP, its sealed scan where there is one, rendered now where that is still to be done; gives its line of the list."""
    joins = ("campaign", "file", "result", "entry__space__operator", "entry__space__district")
    document = with_post(CampaignDocument.objects.select_related(*joins)).get(pk=pk)
    if document.entry is None or document.result is None:
        raise ValueError(f"document {pk} is about no makerspace")
    file = document.file_in_use or render_campaign_document(pk)
    space, suffix = document.entry.space, file.name.rsplit(".", 1)[-1].lower()
    path = f"{number:04}_{space.name}_{document.get_kind_display()}".translate(UNFIT_FOR_NAMES) + f".{suffix}"
    with file.content.open("rb") as source:
        write_stream(packed, path, source)
    return (
        path,
        document.get_kind_display(),
        str(document.issued_on),
        space.name,
        space.operator.name,
        space.district.name,
        document.result.get_grade_display(),
    )
