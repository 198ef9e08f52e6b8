"""Decision packets (案卷): one for an application, or one ZIP of them for a round."""

from collections.abc import Iterator, Mapping
from tempfile import TemporaryFile
from typing import IO, Any

from django.db.models import QuerySet

from filings.errors import WorkflowRefused
from filings.models import Application, BatchJob, Round, User
from filings.permissions import decided_applications
from filings.services.batches.kinds import Made, Tell
from filings.services.packets.parts import members_of_packet
from filings.services.packets.writing import pack_streams, write_packet

JOINS = ("round", "space", "operator", "district", "filing")


def write_one(application: Application, target: IO[bytes], viewer: User) -> str:
    """The packet of an application for an account's office; gives its manifest's digest."""
    header = {"application": application.number, "office": viewer.role}
    return write_packet(target, members_of_packet(application, viewer), header)


class PacketBatch:
    """`params`: {application}."""

    key = "packet"
    fewer = "请逐件生成"

    def title(self, params: Mapping[str, Any], actor: User) -> str:
        return f"案卷：{self.application(params, actor).space}"

    def number(self, params: Mapping[str, Any], actor: User) -> int:
        return 1

    def file_name(self, job: BatchJob) -> str:
        return f"案卷_{self.application(job.params, job.actor).number}.zip"

    def application(self, params: Mapping[str, Any], actor: User) -> Application:
        """The case, decided and within reach."""
        cases = decided_applications(actor).select_related(*JOINS)
        application = cases.filter(pk=params["application"]).first()
        if application is None:
            raise WorkflowRefused("这件申请还没有决定，或者不在您的办理范围内，不能生成案卷。")
        return application

    def write(self, job: BatchJob, target: IO[bytes], tell: Tell) -> Made:
        tell(0, 1)
        application = self.application(job.params, job.actor)
        manifest = write_one(application, target, job.actor)
        tell(1, 1)
        return Made(1, {"manifests": {application.number or "": manifest}})


class RoundPacketsBatch:
    """`params`: {round}; every decided case of it within reach."""

    key = "packets"
    fewer = "请在各件申请的页面逐件生成"

    def title(self, params: Mapping[str, Any], actor: User) -> str:
        if not self.number(params, actor):
            raise WorkflowRefused("这个批次还没有作出决定的申请，不能生成案卷。")
        return f"{Round.objects.get(pk=params['round'])}：案卷"

    def number(self, params: Mapping[str, Any], actor: User) -> int:
        return self.applications(params, actor).count()

    def file_name(self, job: BatchJob) -> str:
        return f"案卷_{job.params['round']}.zip"

    def applications(self, params: Mapping[str, Any], actor: User) -> QuerySet[Application]:
        """The decided cases in the order of their numbers."""
        return decided_applications(actor).filter(round=params["round"]).select_related(*JOINS).order_by("number")

    def write(self, job: BatchJob, target: IO[bytes], tell: Tell) -> Made:
        keys = list(self.applications(job.params, job.actor).values_list("pk", flat=True))
        if not keys:
            raise WorkflowRefused("这个批次没有作出决定的申请。")
        manifests: dict[str, str] = {}

        def packets() -> Iterator[tuple[str, IO[bytes]]]:
            for done, pk in enumerate(keys):
                tell(done, len(keys))
                application = self.applications(job.params, job.actor).get(pk=pk)
                with TemporaryFile() as packet:
                    manifests[application.number or ""] = write_one(application, packet, job.actor)
                    packet.seek(0)
                    yield f"{application.number}.zip", packet

        manifest = pack_streams(target, packets(), {"office": job.actor.role})
        tell(len(keys), len(keys))
        return Made(len(keys), {"manifest": manifest, "manifests": manifests})
