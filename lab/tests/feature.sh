# The PASID feature of lab/kernel/*.patch in a real vfio-pci: its three forms, its refusals, kernels without it
# SPDX-License-Identifier: Apache-2.0
# needs: patched_kernel

run() {
  prepare_programs
  serve_variants

  attached=(sample narrow newer noprefix nopasid nvme igb)
  settings="BOOT=enabled FORM=translated" kernel=$patched_kernel boot enabled "$lab/guest/feature.sh"
  # WARN_ON_ONCE for a function that has PASID and a width, but where PASID cannot be enabled: noprefix is one.
  known_warning=iommufd_get_hw_info finish_boot
  attached=(sample nopasid)
  settings="BOOT=disabled FORM=masked" kernel=$patched_kernel \
    kernel_options="intel_iommu=on vfio_pci_core.pasid_report=masked" boot disabled "$lab/guest/feature.sh"
  finish_boot
  attached=(sample)
  settings="BOOT=plain FORM=" boot plain "$lab/guest/feature.sh"
  finish_boot
}

# The sample as it is, and changed in what the report depends on.
serve_variants() {
  local express pasid name
  serve sample --expose hardware
  serve narrow --expose hardware --pasid width=8,exec
  serve nopasid --expose hardware --no-pasid
  await_server sample && save_served sample || return
  express=$(capability sample 'Express')
  pasid=$(capability sample 'Process Address Space ID')
  poke $((express + 0x26)) 00 <"$logs/sample.served" >"$logs/noprefix.lspci" # DevCap2 bits 23:16
  poke $((pasid + 2)) 02 <"$logs/sample.served" | poke $((pasid + 4)) f6 | poke $((pasid + 5)) 94 >"$logs/newer.lspci"
  for name in noprefix newer; do serve "$name" --config "$logs/$name.lspci" --expose hardware; done
  for name in narrow nopasid noprefix newer; do await_server "$name"; done
}

# The offset of a capability that is called so by lspci.
capability() {
  printf '%d' "0x$(lspci -v -F "$logs/$1.served" 2>/dev/null | sed -n "s/.*Capabilities: \[\([0-9a-f]*\).*\] $2.*/\1/p" | head -n 1)"
}

# poke OFFSET BYTE: replaces a byte in a dump of lspci -xxxx.
poke() {
  awk -v row="$(printf '%02x:' $(($1 / 16 * 16)))" -v column=$(($1 % 16 + 2)) -v byte="$2" \
    '$1 == row { $column = byte } { print }'
}
