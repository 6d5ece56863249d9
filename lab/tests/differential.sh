# The kernel's vfio-pci against VfioPciConfig: first state, then random accesses to both
# SPDX-License-Identifier: Apache-2.0

run() {
  prepare_programs
  serve_all
  attached+=(e1000e igb igb-pf nvme xhci virtio-rng edu)
  settings="SEED=${VFIO4J_SEED:-1} OPERATIONS=${VFIO4J_OPERATIONS:-2000}" boot differential "$lab/guest/differential.sh"
  finish_boot 3000
}
