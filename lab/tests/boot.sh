# The guest boots: busybox, 9p, a Java program of the host's, VFIO and iommufd in its kernel
# SPDX-License-Identifier: Apache-2.0

run() {
  boot boot "$lab/guest/boot.sh"
  finish_boot
}
