#!/usr/bin/env bash
# Puts a backup back: deploy/restore.sh FOLDER. Stop web and workers first. Database and files must be empty, unless
# --replace is said; files are then kept beside the new ones under a name with the time.
set -euo pipefail
umask 077
source "$(dirname "$0")/postgres-environment.sh"
root=$(cd "$(dirname "$0")/.." && pwd)

folder=${1:?names the backup: a folder that backup.sh made}
replace=${2:-}
: "${DATABASE_URL:?as the server has it}"
: "${ZZSPACE_DATA_DIR:?as the server has it}"
python=${PYTHON:-$root/.venv/bin/python}

refuse() {
    echo "$1" >&2
    exit 1
}

folder=$(cd "$folder" && pwd)
(cd "$folder" && sha256sum --check --strict --quiet SHA256SUMS) || refuse "The backup is not as it was written."

files=$ZZSPACE_DATA_DIR/files
if [ -d "$files" ] && [ -n "$(ls -A "$files")" ]; then
    [ "$replace" = --replace ] || refuse "$files is not empty; say --replace to set it aside."
    mv "$files" "$files.$(date -u +%Y%m%dT%H%M%SZ)"
fi

case $DATABASE_URL in
    postgres*)
        eval "$(postgres_environment <<<"$DATABASE_URL")"
        tables=$(psql --tuples-only --no-align \
            --command="SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        [ "$tables" -eq 0 ] || [ "$replace" = --replace ] || refuse "The database holds $tables tables; say --replace to overwrite them."
        psql --quiet --command="SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        pg_restore --no-owner --no-privileges --exit-on-error --single-transaction --dbname="$PGDATABASE" "$folder/database.dump"
        ;;
    sqlite:///*)
        database=${DATABASE_URL#sqlite:///}
        [ ! -s "$database" ] || [ "$replace" = --replace ] || refuse "$database exists; say --replace to overwrite it."
        rm -f "$database" "$database-wal" "$database-shm"
        cp "$folder/database.sqlite3" "$database"
        ;;
    *) refuse "No restore of this kind of database: ${DATABASE_URL%%:*}" ;;
esac

mkdir -p "$ZZSPACE_DATA_DIR"
tar --extract --gzip --file "$folder/files.tar.gz" --directory "$ZZSPACE_DATA_DIR"

cd "$root"
"$python" manage.py migrate --no-input --verbosity 0
"$python" manage.py verify_history
echo "Restored from $folder."
