# SPDX-License-Identifier: Apache-2.0
# A QEMU that can attach to a vfio-user server: the system's if it can, else Debian's, in the cache.
# Sourced by lab/run. Sets the array qemu: the command and where its firmware is.

attaches() {
  "$@" -device help 2>/dev/null | grep -q '"vfio-user-pci"'
}

cached_qemu() {
  local root=$cache/qemu
  qemu=("$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu"
    "$root/usr/bin/qemu-system-x86_64" -L "$root/usr/share/qemu" -L "$root/usr/share/seabios")
}

prepare_qemu() {
  local folder version
  if [ -n "${VFIO4J_QEMU:-}" ]; then
    qemu=("$VFIO4J_QEMU")
    attaches "${qemu[@]}" || die "VFIO4J_QEMU=$VFIO4J_QEMU has no vfio-user-pci device; QEMU 10.1 or later has it"
    return
  fi
  if have qemu-system-x86_64 && attaches qemu-system-x86_64; then
    qemu=(qemu-system-x86_64)
    return
  fi
  cached_qemu
  if [ -d "$cache/qemu" ]; then return; fi
  prepare_packages
  version=$(candidate qemu-system-x86)
  say "downloading and unpacking QEMU $version"
  folder=$(begin qemu)
  unpack_packages "$folder" all qemu-system-x86
  printf '%s\n' "$version" >"$folder/version"
  publish qemu qemu
  attaches "${qemu[@]}" || die "the QEMU just unpacked to $cache/qemu does not start, or has no vfio-user-pci"
}

qemu_version() {
  "${qemu[@]}" --version | sed -n '1s/.*version \([^ ]*\).*/\1/p'
}
