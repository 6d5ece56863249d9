# SPDX-License-Identifier: Apache-2.0
# Packages of a newer Debian, without installing them: an apt state of our own, next to the machine's.
# Sourced by lab/run.

release=trixie
backports=trixie-backports

private_apt() {
  local command=$1 dir=$cache/apt
  shift
  "$command" -q -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State::lists="$dir/lists" -o Dir::State::status="$dir/status" \
    -o Dir::Cache="$dir" -o Dir::Cache::archives="$dir/archives" \
    -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=true -o APT::Architecture=amd64 \
    -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success= -o DPkg::Post-Invoke= "$@"
}

# The repositories in the machine's apt configuration, without the security ones: they have no release of their own.
mirrors() {
  apt-get update --print-uris | sed -n "s|^'\(.*/\)dists/.*|\1|p" | awk '!/security/ && !seen[$0]++'
}

use_mirror() {
  local dir=$cache/apt keyring signed=
  for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    if [ -f "$keyring" ]; then signed="[signed-by=$keyring] "; fi
  done
  printf 'deb %s%s %s main\n' "$signed" "$1" "$release" "$signed" "$1" "$backports" >"$dir/sources.list"
  private_apt apt-get update --error-on=any >"$dir/update.log" 2>&1
}

prepare_packages() {
  local dir=$cache/apt mirror
  if [ "${packages_ready:-}" ]; then return; fi
  if ! have apt-get || ! have dpkg-deb; then
    die "this machine has no apt, from which the lab takes QEMU 11, busybox and the kernel's source." \
      "Install them in another way and name them:" \
      "VFIO4J_QEMU=FILE (a qemu-system-x86_64 with vfio-user-pci, 10.1 or later)" \
      "VFIO4J_BUSYBOX=FILE (statically linked)" \
      "VFIO4J_LINUX_SOURCE=FOLDER (Linux 7.3 or later, unpacked)"
  fi
  mkdir -p "$dir/lists/partial" "$dir/archives/partial"
  : >"$dir/status"
  for mirror in $(mirrors); do
    say "reading the package lists of $release and $backports"
    if use_mirror "$mirror"; then
      packages_ready=1
      return
    fi
  done
  die "no repository of this machine's apt configuration has Debian's $release and $backports; see $dir/update.log"
}

candidate() {
  private_apt apt-cache policy -t "$backports" "$1" | sed -n 's/^  Candidate: //p'
}

# unpack_packages FOLDER all|only PACKAGE: the package and all that it depends on, or the package alone.
unpack_packages() {
  local folder=$1 which=$2 package=$3 file dir=$cache/apt
  rm -f "$dir"/archives/*.deb
  if [ "$which" = all ]; then
    private_apt apt-get -y -t "$backports" --no-install-recommends --download-only install "$package"
  else
    (cd "$dir/archives" && private_apt apt-get -t "$backports" download "$package")
  fi >"$dir/download.log" 2>&1 || die "downloading $package failed; the whole log is in $dir/download.log"
  for file in "$dir"/archives/*.deb; do
    dpkg-deb -x "$file" "$folder" || die "$file is damaged"
  done
  rm -f "$dir"/archives/*.deb
}
