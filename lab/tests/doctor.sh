# vfio doctor names the cause in guests that are broken in one way each; vfio ls against what the kernel shows
# SPDX-License-Identifier: Apache-2.0

run() {
  local name
  prepare_programs
  serve sample --expose hardware
  await_server sample || return
  serve_variations
  attached=(sample)

  kernel_options="intel_iommu=on,sm_on" doctor_boot good unbound good
  kernel_options="intel_iommu=on,sm_on pci=noats" doctor_boot noats
  kernel_options="intel_iommu=on" doctor_boot no-scalable-mode
  kernel_options="intel_iommu=on,sm_on intremap=off" doctor_boot no-interrupt-remapping
  kernel_options="console=ttyS0" doctor_boot iommu-not-on
  kernel_options="intel_iommu=off" doctor_boot iommu-off
  viommu="intel-iommu,intremap=on,device-iotlb=on,caching-mode=on" doctor_boot viommu-legacy
  viommu="intel-iommu,intremap=on,scalable-mode=on,fsts=on,device-iotlb=on,caching-mode=on" doctor_boot viommu-no-pasid
  viommu="" doctor_boot viommu-none

  # Good and bad functions, side by side.
  attached=(sample unprefixed unisolated conventional e1000e igb)
  ports=([unisolated]=ioh3420 [conventional]=pcie-pci-bridge)
  doctor_boot paths
  keep_trees
}

# Three more of the sample: one without the end-end TLP prefix bit, two that get other ports above them.
serve_variations() {
  local name
  save_served sample
  without_prefix "$logs/sample.served" >"$logs/unprefixed.dump"
  serve unprefixed --config "$logs/unprefixed.dump" --expose hardware
  for name in unisolated conventional; do serve "$name" --expose hardware; done
  for name in unprefixed unisolated conventional; do await_server "$name"; done
}

# A dump with bit 21 of Device Capabilities 2 (offset 0x24 of the PCI Express capability) cleared.
without_prefix() {
  local express byte row line words
  express=$(lspci -v -F "$1" 2>/dev/null | sed -n 's/.*Capabilities: \[\([0-9a-f]*\)\] Express.*/\1/p')
  byte=$((0x$express + 0x26))
  row=$(printf '%02x: ' $((byte & ~0xf)))
  while IFS= read -r line; do
    if [ "${line#"$row"}" != "$line" ]; then
      read -ra words <<<"$line"
      words[1 + (byte & 0xf)]=$(printf '%02x' $((0x${words[1 + (byte & 0xf)]} & ~0x20)))
      line="${words[*]}"
    fi
    printf '%s\n' "$line"
  done <"$1"
}

# doctor_boot VARIANT [SECTION...]: boots it, and judges what doctor said against these sections of the table.
doctor_boot() {
  local variant=$1 section
  shift
  settings="VARIANT=$variant" boot "$variant" "$lab/guest/doctor.sh"
  finish_boot
  for section in "${@:-$variant}"; do
    judge_findings "$section"
    judge_copy "$section"
  done
  judge_listing "$variant"
}

judge_findings() {
  local line
  if [ ! -s "$guest/$1.json" ]; then
    failed "$1" "vfio doctor said nothing: $(tail -n 1 "$guest/$1.error")"
    return
  fi
  take_lines < <(lab_java lab.CompareFindings "$1" "$lab/expected/doctor.txt" "$guest/$1.json" "$(cat "$guest/$1.status")" 2>&1)
}

# What was saved in the guest says here what the guest said, in lines of 80 columns.
judge_copy() {
  local tree=$guest/$1.tar.gz wide
  "$root/vfio" doctor --from "$tree" --json >"$guest/$1.copy.json" 2>/dev/null || true
  "$root/vfio" doctor --from "$tree" >"$guest/$1.txt" 2>/dev/null || true
  "$root/vfio" ls --from "$tree" >>"$guest/$1.txt" || failed "$1" "vfio ls --from fails"
  # A word may be longer than a line: what is to be copied stays in one piece.
  wide=$(awk 'length($0) > 80 && NF > 1' "$guest/$1.txt")
  if ! cmp -s "$guest/$1.json" "$guest/$1.copy.json"; then
    failed "$1" "the saved tree says something else: $(diff "$guest/$1.json" "$guest/$1.copy.json" | sed -n 2p)"
  elif [ "$wide" ]; then
    failed "$1" "wider than 80 columns: $(head -n 1 <<<"$wide")"
  else
    passed "$1" "the saved tree ($(stat -c %s "$tree") bytes) says the same on another machine"
  fi
}

# vfio ls, in the guest or of what was saved there, against a shell's view of sysfs and lspci's of the registers.
judge_listing() {
  local address different
  while read -r address _; do
    as_lspci "$guest/config.$address" >"$guest/$address.lspci"
    lspci -vvv -F "$guest/$address.lspci" >"$guest/$address.decoded" 2>/dev/null || failed "$1" "lspci cannot read $address"
  done <"$guest/sysfs"
  if [ ! -e "$guest/ls.json" ]; then "$root/vfio" ls --from "$guest/$1.tar.gz" --json >"$guest/ls.json" || true; fi
  different=$(diff <(expected_listing) <(lab_java lab.Listing "$guest/ls.json" 2>&1) || true)
  if [ "$different" ]; then
    failed "$1" "vfio ls: $(tr '\n' ' ' <<<"$different")"
  else
    passed "$1" "vfio ls is right about each of $(wc -l <"$guest/sysfs") functions, in 11 columns"
  fi
}

expected_listing() {
  local address rest decoded
  while read -r address rest; do
    decoded=$guest/$address.decoded
    printf '%s %s ats=%s pri=%s pasid=%s\n' "$address" "$rest" "$(switched ATS "$decoded")" "$(switched PRI "$decoded")" \
      "$(pasid_of "$decoded")"
  done <"$guest/sysfs"
}

switched() {
  sed -n "s/.*$1Ctl:.*Enable\([+-]\).*/\1/p" "$2" | grep . || printf 'none'
}

# As lspci writes it (Max PASID Width is hexadecimal there): 20 + + on
pasid_of() {
  local width
  width=$(sed -n 's/.*PASIDCap:.*Max PASID Width: \([0-9a-f]*\).*/\1/p' "$1")
  if [ -z "$width" ]; then
    printf 'none'
    return
  fi
  printf '%d,%s,%s' $((0x$width)) "$(sed -n 's/.*PASIDCap: Exec\([+-]\) Priv\([+-]\).*/\1\2/p' "$1")" \
    "$(sed -n 's/.*PASIDCtl: Enable\([+-]\).*/\1/p' "$1")"
}

# For the unit tests of the kernel module, which examine the same trees.
keep_trees() {
  local folder=${VFIO4J_SAVE_TREES:-}
  if [ -z "$folder" ]; then return; fi
  mkdir -p "$folder"
  cp "$logs"/*/*.tar.gz "$folder"
  passed trees "$(find "$folder" -name '*.tar.gz' | wc -l) saved trees are in $folder"
}
