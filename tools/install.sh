#!/usr/bin/env bash
# What the project needs from Debian 12, by purpose; sourced by ./run, ./check and ./bench, or called:
# tools/install.sh build test
# Installs only what is missing, as root or with `sudo -n`, and says what it is for.

packages_build="g++ cmake ninja-build pkg-config ca-certificates fonts-noto-core libboost1.81-dev
  libboost-json1.81-dev libcurl4-openssl-dev libfmt-dev libpango1.0-dev libpq-dev libpugixml-dev libqpdf-dev
  libqrencode-dev libre2-dev libsodium-dev libssl-dev libyaml-cpp-dev prometheus-cpp-dev tzdata zlib1g-dev"
packages_test="git python3 libgtest-dev postgresql-15 chromium strace clang-19 libclang-rt-19-dev qpdf poppler-utils"
packages_bench="git python3 postgresql-15 nginx-light chromium"
why_build="compiler and libraries of the server, and the font of its documents"
why_test="test library, PostgreSQL and Chromium for the stories, strace for faults, clang for fuzzing, readers of PDF"
why_bench="what the server is measured against, and a browser"

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Seconds of each step go to the screen, so that a slow one can be named (tools/bare_debian.sh adds up the downloads).
step() {
  local name=$1 began=$SECONDS
  shift
  printf '== %s\n' "$name"
  "$@" || return $?
  printf '== %s: %d s\n' "$name" $((SECONDS - began))
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Debian's Node only where there is none that serves: beside a newer one from elsewhere its npm cannot be installed.
node_serves() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]
}

missing_packages() {
  local installed package
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null || true)"
  for package in "$@"; do
    case $installed in *" installed:$package "*) ;; *) printf '%s ' "$package" ;; esac
  done
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 "$@"
}

# Nothing that is installed here may start by itself: no nginx, no PostgreSQL cluster. What the machine already decided
# stays. Fetched first and unpacked after, so that the two take their own times.
apt_install() {
  step "download the list of packages" apt update
  step "download Debian packages" apt install --no-install-recommends --download-only "$@"
  step "install Debian packages" apt_install_asleep "$@"
}

apt_install_asleep() (
  local conf=/etc/postgresql-common/createcluster.conf
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
  fi
  case " $* " in *" postgresql-15 "*)
    if [ -n "$(missing_packages postgresql-common)" ]; then
      apt install --no-install-recommends postgresql-common
      as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' "$conf"
    fi
  esac
  apt install --no-install-recommends "$@"
  case " $* " in *" nginx-light "*) if [ -d /run/systemd/system ]; then as_root systemctl disable nginx; fi ;; esac
)

# install_packages PURPOSE…
install_packages() {
  local purpose list why missing all=""
  command -v dpkg-query >/dev/null || die "This needs Debian 12 (no dpkg-query here)."
  for purpose in "$@"; do
    list=packages_$purpose why=why_$purpose
    # shellcheck disable=SC2086
    missing=$(missing_packages ${!list})
    if [ "$purpose" = build ] && ! node_serves; then missing="$missing nodejs npm"; fi
    [ -z "${missing// /}" ] || printf 'Missing for %s (%s): %s\n' "$purpose" "${!why}" "$missing"
    all="$all $missing"
  done
  [ -n "${all// /}" ] || return 0
  if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
    die "Neither root nor sudo without a password. Please run: sudo apt-get install --no-install-recommends$all"
  fi
  # shellcheck disable=SC2086
  apt_install $all
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  [ $# -gt 0 ] || die "usage: tools/install.sh build|test|bench …"
  install_packages "$@"
fi
