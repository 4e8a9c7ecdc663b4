#!/usr/bin/env bash
# How fast a tape is loaded, beside the database's own bulk loader: the rows of a demo book, with
# the receipts that follow from them. Needs target/release/loanbook, sqlite3, and what it is given
# the addresses of.
# usage: import.sh [LOANS]    env: BENCH_POSTGRES (a URL of an empty database), BENCH_MYSQL (URLs of
# databases of MySQL and MariaDB, with a user and a port; they are dropped and made anew)
set -euo pipefail
loans=${1:-20000}
loanbook="$(dirname "$0")/../../target/release/loanbook"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tables="customer_profile loan_application repayment_history receipt"
seconds() { local start; start=$(date +%s.%N); "$@" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }; echo "$(date +%s.%N) - $start" | bc; }
report() { # database, ours, theirs
  printf '%-10s %9s rows   loanbook %6.1f s %8.0f rows/s   own loader %6.1f s   %3.0f %%\n' \
    "$1" "$rows" "$2" "$(echo "$rows / $2" | bc -l)" "$3" "$(echo "100 * $3 / $2" | bc -l)"
}

"$loanbook" --database-url "sqlite://$folder/demo.db" demo --loans "$loans" 2> "$folder/log"
"$loanbook" --database-url "sqlite://$folder/demo.db" export --out "$folder/book" 2> "$folder/log"
rows=$(cat "$folder"/book/*.csv | wc -l)
for table in $tables; do
  sqlite3 -csv -nullvalue '\N' "$folder/demo.db" "SELECT * FROM $table" > "$folder/$table.csv"
done

own_sqlite() {
  for table in $tables; do
    printf '.import --csv %s/%s.csv %s\n' "$folder" "$table" "$table"
  done | sqlite3 "$folder/own.db"
}
"$loanbook" --database-url "sqlite://$folder/own.db" migrate up > "$folder/log" 2>&1
ours=$(seconds /usr/bin/time -f '%M' -o "$folder/memory" "$loanbook" --database-url "sqlite://$folder/ours.db" import "$folder"/book/*.csv)
report SQLite "$ours" "$(seconds own_sqlite)"
echo "memory: $(($(cat "$folder/memory") / 1024)) MiB at the most"

if [ -n "${BENCH_POSTGRES:-}" ]; then
  own_postgres() {
    for table in $tables; do
      printf "\\\\copy %s FROM '%s/%s.csv' WITH (FORMAT csv, NULL '\\\\N')\n" "$table" "$folder" "$table"
    done | psql -q -v ON_ERROR_STOP=1 "$BENCH_POSTGRES"
  }
  "$loanbook" --database-url "$BENCH_POSTGRES" migrate up > "$folder/log" 2>&1
  theirs=$(seconds own_postgres)
  psql -q "$BENCH_POSTGRES" -c 'TRUNCATE receipt, repayment_history, loan_application, customer_profile CASCADE'
  report PostgreSQL "$(seconds "$loanbook" --database-url "$BENCH_POSTGRES" import "$folder"/book/*.csv)" "$theirs"
fi

for url in ${BENCH_MYSQL:-}; do
  [[ $url =~ ^mysql://([^:@]+)(:([^@]*))?@([^:/]+):([0-9]+)/([a-z0-9_]+)$ ]] || { echo "no such URL: $url"; exit 1; }
  database=${BASH_REMATCH[6]}
  client=(mariadb -h "${BASH_REMATCH[4]}" -P "${BASH_REMATCH[5]}" -u "${BASH_REMATCH[1]}" "--password=${BASH_REMATCH[3]}" --local-infile=1)
  make_anew() { # rows that were deleted are cleared away for a while after
    "${client[@]}" -e "DROP DATABASE IF EXISTS $database; CREATE DATABASE $database"
    "$loanbook" --database-url "$url" migrate up > "$folder/log" 2>&1
  }
  own_mysql() {
    for table in $tables; do
      printf "LOAD DATA LOCAL INFILE '%s/%s.csv' INTO TABLE %s CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '\\\\\\\\' LINES TERMINATED BY '\\\\n';\n" "$folder" "$table" "$table"
    done | "${client[@]}" "$database"
  }
  make_anew
  theirs=$(seconds own_mysql)
  make_anew
  ours=$(seconds "$loanbook" --database-url "$url" import "$folder"/book/*.csv)
  report "$("${client[@]}" -Ne 'SELECT VERSION()' | cut -d- -f1)" "$ours" "$theirs"
done
