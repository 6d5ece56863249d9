# The guest boots: busybox, 9p, a Java program of the host's, VFIO and iommufd in its kernel

run() {
  boot boot "$lab/guest/boot.sh"
  finish_boot
}
