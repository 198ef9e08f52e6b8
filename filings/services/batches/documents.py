"""The documents of a round in one ZIP, for printing, sealing and serving: the sealed scan where there is one."""

import zipfile
from collections.abc import Mapping
from typing import IO, Any, Final

from django.db.models import QuerySet

from filings.documents.issuing import render_document
from filings.errors import WorkflowRefused
from filings.models import BatchJob, Document, Round, User
from filings.permissions import visible_documents
from filings.selectors.documents import with_post
from filings.services.batches.kinds import Made, Tell
from filings.services.packets.writing import write_bytes, write_stream
from zzspace.sheets.writing import csv_lines

UNFIT_FOR_NAMES: Final = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "_"))
LIST: Final = "清单.csv"
COLUMNS: Final = ("文件", "文书", "发文字号", "成文日期", "众创空间", "运营机构", "申请编号", "盖章件", "送达日期")
ENDINGS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


class DocumentsBatch:
    """`params`: {round, kinds}; what the account may see of these kinds in the round."""

    key = "documents"
    fewer = "请减少文书种类，分几次生成"

    def title(self, params: Mapping[str, Any], actor: User) -> str:
        if not self.number(params, actor):
            raise WorkflowRefused("这个批次还没有这些文书，请重新选择。")
        labels = "、".join(Document.Kind(kind).label for kind in params["kinds"])
        return f"{Round.objects.get(pk=params['round'])}：{labels}"

    def number(self, params: Mapping[str, Any], actor: User) -> int:
        return self.documents(params, actor).count()

    def file_name(self, job: BatchJob) -> str:
        return f"{job.title}.zip".translate(UNFIT_FOR_NAMES)

    def documents(self, params: Mapping[str, Any], actor: User) -> QuerySet[Document]:
        """In the order of the cases."""
        chosen = visible_documents(actor).filter(application__round=params["round"], kind__in=params["kinds"])
        return chosen.order_by("application__number", "pk")

    def write(self, job: BatchJob, target: IO[bytes], tell: Tell) -> Made:
        keys = list(self.documents(job.params, job.actor).values_list("pk", flat=True))
        rows: list[tuple[str, ...]] = []
        with zipfile.ZipFile(target, "w") as packed:
            for done, pk in enumerate(keys):
                tell(done, len(keys))
                rows.append(self.add(packed, pk, done + 1))
            write_bytes(packed, LIST, "".join(csv_lines(COLUMNS, rows)).encode())
        tell(len(keys), len(keys))
        return Made(len(keys), {})

    def add(self, packed: zipfile.ZipFile, pk: int, number: int) -> tuple[str, ...]:
        """One document into the ZIP, rendered now where that is still to be done; gives its line of the list."""
        documents = with_post(Document.objects.select_related("application__space", "application__operator", "filing"))
        document = documents.get(pk=pk)
        file = document.file_in_use or render_document(pk)
        path = f"{number:04}_{document.subject.space.name}_{document.get_kind_display()}".translate(UNFIT_FOR_NAMES)
        path += ENDINGS[file.content_type]
        with file.content.open("rb") as source:
            write_stream(packed, path, source)
        return (path, *line_of(document))


def line_of(document: Document) -> tuple[str, ...]:
    """What the list says of a document."""
    return (
        document.get_kind_display(),
        document.number,
        str(document.issued_on),
        document.subject.space.name,
        document.subject.operator.name,
        document.subject.number or "",
        "是" if document.scan else "否",
        str(document.service.served_on) if document.service else "",
    )
