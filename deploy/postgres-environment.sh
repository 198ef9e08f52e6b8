# Sourced by backup.sh and restore.sh: turns DATABASE_URL into the variables of PostgreSQL's programs, so that no
# password stands on a command line for others to read.
postgres_environment() {
    python3 -c '
import sys
from shlex import quote
from urllib.parse import unquote, urlsplit

url = urlsplit(sys.stdin.read().strip())
parts = {
    "PGHOST": url.hostname,
    "PGPORT": url.port,
    "PGUSER": url.username,
    "PGPASSWORD": url.password,
    "PGDATABASE": url.path.lstrip("/"),
}
for name, value in parts.items():
    if value:
        print(f"export {name}={quote(unquote(str(value)))}")'
}
