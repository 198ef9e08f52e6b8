"""The health check for load balancers: the database answers and files can be stored. It tells nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse


def database_answers() -> bool:
    """Whether the default database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def storage_answers() -> bool:
    """Whether the file store can be asked."""
    try:
        default_storage.exists("healthz")
    except OSError:
        return False
    return True


@login_not_required
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when all parts answer, 503 otherwise, naming the part."""
    parts = {"database": database_answers(), "storage": storage_answers()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)
