# shellcheck shell=bash
# Twenty mails of each row of Ses, dumped by the sink as they came, are verified by python3-dkim.

verify_row() {
    local name=$1 dump=$work/dump key passed
    shift
    rm -rf "$dump"
    mkdir "$dump"
    start_sink -d "$dump/mail."
    artifacts/bin/Ses.Throughput/release/Ses.Throughput --smtp "127.0.0.1:$sink_port" --count 20 "$@" >"$work/verify.out"
    await_mail 10 20
    stop_sink
    key=$(sed -n 's/^dkim\t\(.*\)\t\(.*\)/{"\1": "\2"}/p' "$work/verify.out")
    echo "$key" >"$dump/keys.json"
    # The sink writes the lines of a mail without their carriage returns.
    sed -i 's/$/\r/' "$dump"/mail.*
    /usr/bin/python3 tests/Ses.Composition.Tests/Scripts/verify_dkim.py "$dump/keys.json" "$dump/verdicts.json" "$dump"/mail.*
    passed=$(grep -o '\["pass"\]' "$dump/verdicts.json" | wc -l)
    [ "$passed" = 20 ] || { echo "$name: python3-dkim verifies $passed of 20 mails: $(cat "$dump/verdicts.json")" >&2; return 1; }
    note "${name}_verified" "$passed" mails
    note "${name}_mail_octets" "$(wc -c "$dump"/mail.* | awk '$2 == "total" { printf "%d", $1 / 20 }')" octets
    # What smtp-source sends, again and again: the last of them, without what the sink wrote above it.
    sed -n '/^DKIM-Signature:/,$p' "$(find "$dump" -name 'mail.*' | head -n 1)" | tr -d '\r' >"$work/mail.eml"
}

verify_rows() {
    verify_row ses_inmemory_plain --plain --store memory
    verify_row ses_inmemory_full --store memory
    verify_row ses_sqlite_full --store sqlite "$work/verify.db"
    create_database verify
    verify_row ses_postgres_full --store postgres "$(postgres_database verify)"
    drop_database verify
}
