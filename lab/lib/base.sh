# SPDX-License-Identifier: Apache-2.0
# Progress lines, errors, the cache and its rule: a thing in the cache is there whole or not at all.
# Sourced by lab/run.

say() {
  printf 'lab: %s\n' "$*" >&2
}

die() {
  printf 'lab: %s\n' "$1" >&2
  shift
  local line
  for line in "$@"; do printf 'lab:   %s\n' "$line" >&2; done
  exit 1
}

have() {
  command -v "$1" >/dev/null
}

# Seconds as a person writes them: 65 -> 1m05s
elapsed() {
  if [ "$1" -lt 60 ]; then printf '%ds' "$1"; else printf '%dm%02ds' $(($1 / 60)) $(($1 % 60)); fi
}

hash_of() {
  cat -- "$@" | sha256sum | cut -c1-12
}

# Names in the cache: a Debian version with what is awkward in a path replaced.
as_name() {
  printf '%s' "${1//[^A-Za-z0-9.+-]/_}"
}

# A folder to build something in; publish renames it to its final name, which is what makes it complete.
begin() {
  rm -rf "$cache/building.$1"
  mkdir -p "$cache/building.$1"
  printf '%s' "$cache/building.$1"
}

publish() {
  rm -rf "${cache:?}/$2"
  mv "$cache/building.$1" "$cache/$2"
}

# One run at a time prepares the cache. The lock goes with the process, however that ends; what a run starts must not
# inherit it (9>&-), or a server left over would hold it.
lock_cache() {
  exec 9>"$cache/lock"
  if have flock && ! flock -n 9; then
    say "another lab/run is preparing the cache; waiting for it"
    flock 9
  fi
}

unlock_cache() {
  exec 9>&-
}

# Waits until the command given after the limit (in seconds) succeeds.
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

alive() {
  kill -0 "$1" 2>/dev/null
}

gone() {
  ! alive "$1"
}
