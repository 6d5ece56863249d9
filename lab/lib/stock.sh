# SPDX-License-Identifier: Apache-2.0
# Debian's own kernel, which has VFIO as modules and no iommufd: what most machines have, by the legacy way in.
# Sourced by lab/run. Sets stock_kernel and stock_initramfs; both stay empty on a machine without apt.

# What the guest loads before its script starts; the rest of what it needs Debian has built in.
stock_modules=(9pnet_virtio 9p vfio_iommu_type1 vfio_pci)

prepare_stock_kernel() {
  local name folder stock_release
  stock_kernel='' stock_initramfs=''
  if ! have apt-get || ! have dpkg-deb; then return; fi
  name=$(newest_of stock)
  if [ -z "$name" ]; then
    prepare_packages
    stock_release=$(newest_stock_release)
    [ "$stock_release" ] || die "Debian's $backports has no linux-image-amd64 that consists of linux-binary and linux-modules"
    say "downloading and unpacking Debian's linux-image-$stock_release (120 MB)"
    name=stock-$(as_name "$stock_release")
    folder=$(begin stock)
    unpack_packages "$folder/packages" only "linux-binary-$stock_release"
    unpack_packages "$folder/packages" only "linux-modules-$stock_release"
    cp "$folder/packages/usr/lib/modules/$stock_release/vmlinuz" "$folder/vmlinuz"
    collect_modules "$folder/packages/usr/lib/modules/$stock_release" "$folder/modules" "${stock_modules[@]}"
    rm -rf "$folder/packages"
    publish stock "$name"
  fi
  stock_kernel=$cache/$name/vmlinuz
  prepare_initramfs "$cache/$name/modules"
  stock_initramfs=$image
}

newest_of() {
  find "$cache" -maxdepth 1 -name "$1-*" -printf '%f\n' | sort -V | tail -n 1
}

# 7.3.4+deb13-amd64, from what the package linux-image-amd64 depends on
newest_stock_release() {
  private_apt apt-cache show "linux-image-amd64=$(candidate linux-image-amd64)" |
    sed -n 's/^Depends:.*[ ,]linux-image-\([^ ,]*\).*/\1/p' | head -n 1
}

# collect_modules FROM TO MODULE...: these modules and what they depend on, and in TO/order the order to load them in.
collect_modules() {
  local from=$1 to=$2 module
  shift 2
  mkdir -p "$to"
  touch "$to/order"
  for module; do collect_module "${module//-/_}"; done
}

collect_module() {
  local module=$1 file needed
  if grep -qxF "$module.ko" "$to/order"; then return; fi
  file=$(find "$from/kernel" -name "${module//_/[-_]}.ko.xz")
  [ -f "$file" ] || die "Debian's kernel has no module $module"
  "$busybox" xzcat "$file" >"$to/$module.ko"
  # .modinfo is a list of texts, each with a zero byte behind it.
  for needed in $(tr '\0,' '\n ' <"$to/$module.ko" | sed -n 's/^depends=//p'); do collect_module "${needed//-/_}"; done
  printf '%s\n' "$module.ko" >>"$to/order"
}
