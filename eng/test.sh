#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test, and ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

./eng/install.sh
# From here on a test that lacks its program fails; without this, it is skipped with the reason.
export SES_JUDGES=required

dotnet build Ses.Library.sln -c Release -v quiet
mkdir -p artifacts/log
failed=
dotnet test --solution Ses.Library.sln -c Release --no-build --no-progress "$@" 2>&1 | tee artifacts/log/test.log || failed=yes

count() { sed -n "s/^ *$1: *\([0-9]\+\).*/\1/p" artifacts/log/test.log | tail -n 1; }
passed=$(count succeeded) broken=$(count failed) skipped=$(count skipped)
echo "${passed:-0} passed, ${broken:-0} failed, ${skipped:-0} skipped"
[ -z "$failed" ] && [ "${passed:-0}" -gt 0 ] && [ "${broken:-1}" = 0 ] && { [ "${CI:-}" != true ] || [ "${skipped:-1}" = 0 ]; }
