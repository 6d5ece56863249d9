# SPDX-License-Identifier: Apache-2.0
# The guest's first files: busybox and an init script in a cpio. The rest it finds on the host, over 9p.
# Sourced by lab/run. Sets initramfs.

prepare_busybox() {
  local folder version
  busybox=${VFIO4J_BUSYBOX:-$cache/busybox/usr/bin/busybox}
  if [ -x "$busybox" ]; then return; fi
  if [ -n "${VFIO4J_BUSYBOX:-}" ]; then die "VFIO4J_BUSYBOX=$busybox is not a program"; fi
  prepare_packages
  version=$(candidate busybox-static)
  say "downloading and unpacking busybox $version"
  folder=$(begin busybox)
  unpack_packages "$folder" only busybox-static
  # Where the machine's /bin is not a link to /usr/bin, the package may still keep it there.
  if [ ! -x "$folder/usr/bin/busybox" ]; then
    mkdir -p "$folder/usr/bin"
    mv "$folder/bin/busybox" "$folder/usr/bin/busybox"
  fi
  publish busybox busybox
}

prepare_plain_initramfs() {
  prepare_initramfs ''
  initramfs=$image
}

# prepare_initramfs MODULES: sets image to one that loads the modules in this folder first; none if it is empty.
prepare_initramfs() {
  local folder name modules=$1
  prepare_busybox
  name=initramfs-$(hash_of "$busybox" "$lab/guest/init" ${modules:+"$modules"/*})
  image=$cache/$name/initramfs.gz
  if [ -d "$cache/$name" ]; then return; fi
  folder=$(begin initramfs)
  mkdir -p "$folder/root"/{bin,dev,proc,sys,run,host,out}
  cp "$busybox" "$folder/root/bin/busybox"
  install -m 755 "$lab/guest/init" "$folder/root/init"
  if [ "$modules" ]; then cp -r "$modules" "$folder/root/modules"; fi
  (cd "$folder/root" && find . | "$busybox" cpio -o -H newc 2>/dev/null) | gzip -n >"$folder/initramfs.gz"
  rm -rf "$folder/root"
  publish initramfs "$name"
}
