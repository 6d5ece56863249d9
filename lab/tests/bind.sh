# vfio bind and unbind, and what they refuse, with the kernel's drivers, disks and network interfaces as the judges
# SPDX-License-Identifier: Apache-2.0

run() {
  prepare_programs
  serve sample --expose hardware
  await_server sample || return
  attached=(sample igb)
  boot bind "$lab/guest/bind.sh" \
    -drive "if=none,id=disk,format=raw,file=$(empty_disk)" -device virtio-blk-pci,id=disk0,bus=pcie.0,addr=0x10,drive=disk \
    -device virtio-net-pci,bus=pcie.0,addr=0x11 \
    -device pcie-pci-bridge,id=shared,bus=pcie.0,addr=0x12 \
    -device edu,bus=shared,addr=1 -device virtio-rng-pci,bus=shared,addr=2
  finish_boot
}

empty_disk() {
  truncate -s 16M "$logs/disk.img"
  printf '%s' "$logs/disk.img"
}
