# Stock QEMU attaches to each served function, Linux sees all of it and enables PASID; reboot; kill -9 of QEMU
# SPDX-License-Identifier: Apache-2.0

run() {
  local name
  prepare_programs
  serve_all

  boot attach "$lab/guest/attach.sh" -action reboot=reset
  finish_boot
  for name in "${attached[@]}"; do
    compare_attached "$name"
  done
  report_unused
  still_serving "after a reboot and the guest's end"
  killed_in_the_middle
}

compare_attached() {
  local name=$1 boot
  for boot in 1 2; do
    if [ ! -s "$guest/$name.$boot.bin" ]; then
      failed "$name" "boot $boot: the guest sent no configuration space"
      return
    fi
    take_lines < <(lab_java lab.CompareAttached "$name" "$logs/$name.served" "$guest/$name.$boot.bin" \
      "$lab/expected/attach.txt" 2>&1 | sed "s/^LAB \([a-z]* [^ ]*\) /LAB \1 boot $boot: /" | tee -a "$guest/compared.log")
  done
  as_lspci "$guest/$name.1.bin" >"$guest/$name.lspci"
  lspci -vvv -F "$guest/$name.lspci" >"$guest/$name.decoded" 2>/dev/null || failed "$name" "lspci cannot read what Linux sees"
  check_pasid "$name"
}

# An excuse that nothing needs hides what it should not. The sample alone needs half of them.
report_unused() {
  local reason unused=()
  if [ "${#attached[@]}" = 1 ]; then return; fi
  while read -r reason; do
    grep -qF -- "$reason" "$guest/compared.log" || unused+=("$reason")
  done < <(sed -n 's/^\(cap\|ecap\|header\)[^ ]* *[^ ]* *//p' "$lab/expected/attach.txt")
  if [ "${#unused[@]}" != 0 ]; then
    skipped attach "${#unused[@]} lines of lab/expected/attach.txt excused nothing: $(printf '%s; ' "${unused[@]}")"
  fi
}

# What lspci, which knows nothing of this project, reads from the guest's registers. VT-d's driver enables PASID by itself
# where the function has the end-end TLP prefix (pci_enable_pasid), with all that the capability offers.
check_pasid() {
  local name=$1 capability control expected
  lspci -vvv -F "$logs/$name.served" >"$logs/$name.decoded" 2>/dev/null || failed "$name" "lspci cannot read what is served"
  capability=$(field PASIDCap "$logs/$name.decoded")
  if [ -z "$capability" ]; then return; fi
  control=$(field PASIDCtl "$guest/$name.decoded")
  expected="PASIDCtl: Enable- Exec- Priv-"
  if grep -q 'EETLPPrefix+' "$guest/$name.decoded"; then
    # shellcheck disable=SC2001
    expected=$(sed 's/PASIDCap:\( Exec.\)\( Priv.\),.*/PASIDCtl: Enable+\1\2/' <<<"$capability")
  fi
  if [ "$(field PASIDCap "$guest/$name.decoded")" = "$capability" ] && [ "$control" = "$expected" ]; then
    passed "$name" "lspci on the guest's registers: $capability; $control"
  else
    failed "$name" "lspci on the guest's registers: expected $capability; $expected; got $(field PASIDCap "$guest/$name.decoded"); $control"
  fi
}

field() {
  grep -m 1 "$1:" "$2" | tr -s '\t ' ' ' | sed 's/^ //' || true
}

# The servers outlive the client: the next one gets in at once.
still_serving() {
  local name answered=0
  for name in "${attached[@]}"; do
    if answers "$name"; then
      answered=$((answered + 1))
    else
      failed "$name" "no answer to vfio probe $1: $(tail -n 1 "$logs/$name.error")"
    fi
  done
  if [ "$answered" = "${#attached[@]}" ]; then passed servers "$answered servers answer vfio probe $1"; fi
}

killed_in_the_middle() {
  kernel_options="intel_iommu=on,sm_on lab.pause" boot kill "$lab/guest/attach.sh"
  if ! await_place pause; then
    failed kill "the guest did not come up: $(tail -n 1 "$guest/console.log")"
  fi
  kill_qemu
  judge_boot kill
  still_serving "after kill -9 of QEMU"
}

answers() {
  "$root/vfio" probe "vfio-user:$sockets/$1" --json >"$logs/$1.probe" 2>"$logs/$1.error"
}
