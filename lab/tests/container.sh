# Containers of the kernel's VFIO that several groups and devices share: DMA, refusals, closing in every order
# SPDX-License-Identifier: Apache-2.0

run() {
  prepare_programs
  attached=(edu)
  # A group of three functions, which have no ACS; and a function behind a host bridge that the IOMMU does not see.
  boot container "$lab/guest/container.sh" \
    -device pcie-root-port,id=shared,bus=pcie.0,addr=0x12,chassis=18,slot=18,hotplug=off \
    -device edu,bus=shared,addr=0.0,multifunction=on -device edu,bus=shared,addr=0.1 -device edu,bus=shared,addr=0.2 \
    -device pxb-pcie,id=free,bus=pcie.0,addr=0x13,bus_nr=128,bypass_iommu=on \
    -device pcie-root-port,id=free-port,bus=free,chassis=19,slot=19,hotplug=off -device edu,bus=free-port
  finish_boot
}
