#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: Debian packages (where we are root), and the judges that come from npm.
set -euo pipefail
cd "$(dirname "$0")/.."

listed() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$1"; }
is_installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

updated=
update() {
    [ -n "$updated" ] || apt-get update -qq
    updated=yes
}

missing=()
for package in $(listed eng/packages.txt); do
    is_installed "$package" || missing+=("$package")
done
command -v npm >/dev/null || missing+=(nodejs npm)

if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "These tests need Debian packages that are not installed; as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    update
    # No configuration, and no service is started: the tests start their own.
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >artifacts-apt.log 2>&1 \
        || { cat artifacts-apt.log; exit 1; }
    rm -f artifacts-apt.log
fi

mkdir -p artifacts/judges/debian
for package in $(listed eng/packages-unpacked.txt); do
    target=artifacts/judges/debian/$package
    [ -d "$target" ] && continue
    update
    folder=$(mktemp -d)
    chmod 755 "$folder"
    (cd "$folder" && apt-get download -qq "$package")
    dpkg-deb -x "$folder"/*.deb "$target.part"
    mv "$target.part" "$target"
    rm -rf "$folder"
done

if [ -f eng/judges/package-lock.json ] && ! cmp -s eng/judges/package-lock.json artifacts/judges/npm/package-lock.json; then
    mkdir -p artifacts/judges/npm
    cp eng/judges/package.json eng/judges/.npmrc artifacts/judges/npm/
    cp eng/judges/package-lock.json artifacts/judges/npm/wanted.json
    (cd artifacts/judges/npm && cp wanted.json package-lock.json && npm ci --silent --no-audit --no-fund) || { rm -f artifacts/judges/npm/package-lock.json; exit 1; }
fi
