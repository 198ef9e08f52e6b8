#!/usr/bin/env bash
# Copies database and files into a folder of BACKUP_DIR named by the time, with digests; the last KEEP_DAYS stay.
# Needs DATABASE_URL and ZZSPACE_DATA_DIR as the server has them. Safe while the server runs: the database is copied
# first and files are only ever added, so every file that the copy names is in it.
set -euo pipefail
umask 077
source "$(dirname "$0")/postgres-environment.sh"

: "${BACKUP_DIR:?names the folder that holds the backups}"
: "${DATABASE_URL:?as the server has it}"
: "${ZZSPACE_DATA_DIR:?as the server has it}"
keep_days=${KEEP_DAYS:-30}
name=$(date -u +%Y%m%dT%H%M%SZ)
folder=$BACKUP_DIR/$name
partial=$folder.partial

mkdir -p "$partial"
trap 'rm -rf "$partial"' EXIT

case $DATABASE_URL in
    postgres*)
        eval "$(postgres_environment <<<"$DATABASE_URL")"
        pg_dump --format=custom --no-owner --no-privileges --file="$partial/database.dump"
        ;;
    sqlite:///*)
        python3 - "${DATABASE_URL#sqlite:///}" "$partial/database.sqlite3" <<'PY'
import sqlite3
import sys

source, target = (sqlite3.connect(path) for path in sys.argv[1:])
source.backup(target)
PY
        ;;
    *)
        echo "No backup of this kind of database: ${DATABASE_URL%%:*}" >&2
        exit 1
        ;;
esac

mkdir -p "$ZZSPACE_DATA_DIR/files"
tar --create --gzip --file "$partial/files.tar.gz" --directory "$ZZSPACE_DATA_DIR" files
(cd "$partial" && sha256sum -- * >SHA256SUMS)
mv "$partial" "$folder"

find "$BACKUP_DIR" -mindepth 1 -maxdepth 1 -type d -name '????????T??????Z' -mtime "+$keep_days" -exec rm -rf {} +
echo "$folder"
