# Debian's own kernel, with VFIO as modules and without iommufd: containers and groups
# SPDX-License-Identifier: Apache-2.0
# needs: stock_kernel

run() {
  if [ -z "$stock_kernel" ]; then
    skipped stock "Debian's own kernel comes by apt, which is not here"
    return
  fi
  prepare_programs
  serve sample --expose hardware
  await_server sample && save_served sample || return
  attached=(sample nvme)
  settings="BOOT=stock SEED=${VFIO4J_SEED:-1} OPERATIONS=${VFIO4J_OPERATIONS:-2000}" \
    kernel=$stock_kernel initramfs=$stock_initramfs boot stock "$lab/guest/legacy.sh"
  finish_boot
}
