# Device models that work, a user's own among them, driven through stock QEMU and Linux; what every device does, there too
# SPDX-License-Identifier: Apache-2.0

run() {
  local name classes=$lab/target/model
  prepare_programs
  rm -rf "$classes"
  "$jdk/bin/javac" -Xlint:all -Werror -d "$classes" -cp "$root/cli/target/modules/*" "$lab"/model/outside/*.java ||
    die "the model of a user's own does not compile"
  cp -r "$lab/model/META-INF" "$classes/"
  serve adder --device adder --expose hardware
  serve copier --device outside.CopierModel,id=0x1234 --class-path "$classes" --expose hardware
  serve sample --expose hardware
  for name in adder copier sample; do await_server "$name" || return; done
  attached=(adder copier sample edu e1000e)
  # Without scalable mode: QEMU hears of what second-stage page tables map (caching mode) and tells the servers, but not
  # of first-stage ones, which only the hardware of a host's IOMMU could walk for a device that is not QEMU's own.
  settings='WAYS="cdev group"' viommu=intel-iommu,intremap=on,caching-mode=on kernel_options=intel_iommu=on \
    boot model "$lab/guest/model.sh"
  finish_boot
}
