# The project's client drives the real /dev/vfio and /dev/iommu: probe, PASID page tables, DMA, interrupts, refusals
# SPDX-License-Identifier: Apache-2.0

run() {
  prepare_programs
  serve sample --expose hardware
  serve narrow --expose hardware --pasid width=8,exec
  await_server sample && await_server narrow || return
  attached=(sample narrow e1000e edu)
  settings='WAYS="cdev group"' boot client "$lab/guest/client.sh"
  finish_boot

  attached=(sample)
  settings='' viommu='' kernel_options=vfio.enable_unsafe_noiommu_mode=1 boot noiommu "$lab/guest/noiommu.sh"
  finish_boot

  guest=$logs/client
  expect_pasid sample cdev true 20 iommufd
  expect_pasid sample group true 20 host-registers
  expect_pasid sample sysfs true 20 config-space
  expect_pasid e1000e cdev false 0 null
  expect_pasid edu cdev false 0 null
}

# What vfio probe --json said of a function in the guest: NAME WAY ENABLED WIDTH SOURCE
expect_pasid() {
  local file=$guest/$1.$2.json found
  found=$(sed -n '/"pasid": {/,/"answers"/s/.*"\(enabled\|width\|execute\|privileged\|source\)": "\{0,1\}\([^",]*\).*/\2/p' "$file" 2>/dev/null | tr '\n' ' ')
  if [ "$found" = "$3 $4 $3 $3 $5 " ]; then
    passed "$1" "vfio probe, $2: enabled $3, $4 bits, by $5"
  else
    failed "$1" "vfio probe, $2: expected enabled, width, execute, privileged, source: $3 $4 $3 $3 $5; got $found"
  fi
}
