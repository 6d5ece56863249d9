# SPDX-License-Identifier: Apache-2.0
# Boots the guest with vfio-user functions in it, watches it, judges how it went.
# Sourced by lab/run. Before it boots, a test fills the array attached: names of served functions, or of QEMU's own
# devices, each with a line in qemu_devices. What is not to be behind a pcie-root-port has a line in ports.
declare -A ports
declare -A qemu_devices=(
  [e1000e]=e1000e
  [igb]=igb
  [igb-pf]=igb
  [nvme]='nvme","serial":"lab'
  [xhci]=qemu-xhci
  [virtio-rng]=virtio-rng-pci
  [edu]=edu
)

# Whose hardware it is: names the table of differences that are meant to be.
kind_of() {
  if [ -z "${qemu_devices[$1]:-}" ]; then
    printf 'served'
  elif [[ $1 == *-pf ]]; then
    printf 'qemu-vf'
  else
    printf 'qemu-device'
  fi
}

device_json() {
  local driver=${qemu_devices[$1]:-} socket=
  if [ -z "$driver" ]; then
    driver=vfio-user-pci
    socket=",\"socket\":{\"type\":\"unix\",\"path\":\"$sockets/$1\"}"
  fi
  printf '{"driver":"%s","bus":"%s","id":"%s"%s}' "$driver" "$2" "$1" "$socket"
}

# The slot of the root port of the n-th attached function, as two hexadecimal digits.
slot_of() {
  printf '%02x' $((8 + $1))
}

# port_of NAME ID SLOT CHASSIS: the port above an attached function, as an option.
port_of() {
  local driver=${ports[$1]:-pcie-root-port}
  printf '%s,id=%s,bus=pcie.0,addr=0x%s' "$driver" "$2" "$3"
  if [ "$driver" != pcie-pci-bridge ]; then printf ',chassis=%s,slot=%s,hotplug=off' "$4" "$4"; fi
}

# Empty for a machine without an IOMMU.
viommu="intel-iommu,intremap=on,scalable-mode=on,fsts=on,svm=on,device-iotlb=on,pasid-bits=20,caching-mode=on"

# boot NAME SCRIPT [QEMU-OPTION...]: starts QEMU in the background; its files are $logs/NAME.*
boot() {
  local name=$1 script=$2 i
  shift 2
  guest=$logs/$name
  mkdir -p "$guest"
  for i in "${!attached[@]}"; do printf '%s %s %s\n' "${attached[i]}" "$(slot_of "$i")" "$(kind_of "${attached[i]}")"; done >"$guest/functions"
  printf 'SCRIPT=%q\nJDK=%q\nROOT=%q\nLOGS=%q\n%s' "$script" "$jdk" "$root" "$logs" "${settings:-}" >"$guest/settings"
  # Commas belong to QEMU.
  # shellcheck disable=SC2054
  # The IOMMU comes first, so that it is there for all others.
  local options=(${viommu:+-device "$viommu"}
    -nodefaults -no-user-config -display none -action reboot=shutdown
    -machine q35,kernel-irqchip=split,memory-backend=memory
    -object memory-backend-memfd,id=memory,size=1G,share=on
    -accel tcg,thread=multi -cpu max -smp 2 -m 1G
    -kernel "$kernel" -initrd "$initramfs"
    -append "console=ttyS0 panic=-1 tsc=reliable no_timer_check ${kernel_options:-intel_iommu=on,sm_on}"
    -serial "file:$guest/console.log" -serial "file:$guest/results.log"
    -virtfs "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"
    -virtfs "local,path=$guest,mount_tag=out,security_model=none,multidevs=remap"
  )
  for i in "${!attached[@]}"; do
    options+=(
      -device "$(port_of "${attached[i]}" "port$i" "$(slot_of "$i")" $((i + 1)))"
      -device "$(device_json "${attached[i]}" "port$i")"
    )
  done
  printf '%q ' "${qemu[@]}" "${options[@]}" "$@" >"$guest/qemu.command"
  "${qemu[@]}" "${options[@]}" "$@" >"$guest/qemu.log" 2>&1 </dev/null 9>&- &
  qemu_pid=$!
}

# Waits for a place that the guest's script announces with "at".
await_place() {
  wait_until "${2:-300}" reached_or_gone "$1" && reached "$1"
}

reached() {
  grep -qx "LAB at $1" "$guest/results.log" 2>/dev/null
}

reached_or_gone() {
  reached "$1" || gone "$qemu_pid"
}

# Waits for the guest's end and takes its results over. The limit only ends what hangs.
finish_boot() {
  local name
  name=$(basename "$guest")
  if ! wait_until "${1:-900}" gone "$qemu_pid"; then
    failed "$name" "the guest did not end within $(elapsed "${1:-900}")"
    kill -KILL "$qemu_pid"
  fi
  wait "$qemu_pid" || failed "$name" "QEMU ended with status $?"
  take_results "$name"
  judge_boot "$name"
}

kill_qemu() {
  kill -KILL "$qemu_pid"
  wait "$qemu_pid" 2>/dev/null || true
}

# Lines of the protocol, from a guest or from a program here; anything that is not one is a failure to explain.
take_lines() {
  local lab word name rest
  while read -r lab word name rest; do
    case $lab:$word in
      LAB:ok) passed "$name" "$rest" ;;
      LAB:fail) failed "$name" "$rest" ;;
      LAB:at | LAB:end) ;;
      *) failed "${attached[0]:-guest}" "unexpected line: $lab $word $name $rest" ;;
    esac
  done
}

take_results() {
  if [ -f "$guest/results.log" ]; then take_lines < <(tr -d '\r' <"$guest/results.log"); fi
  if ! grep -qx 'LAB end 0' "$guest/results.log" 2>/dev/null; then
    failed "$1" "the guest's script did not come to its end: $(grep -x 'LAB end .*' "$guest/results.log" || tail -n 1 "$guest/console.log")"
  fi
}

# A kernel that complains and a QEMU that prints anything are failures, whatever the script says. A test that runs into a
# warning that is Linux's own defect names its function in known_warning.
judge_boot() {
  local trouble known=
  sed -e "/WARNING: at ${known_warning:-none}+/,/---\[ end trace/d" "$guest/console.log" >"$guest/console.judged"
  if ! cmp -s "$guest/console.log" "$guest/console.judged"; then known=", but for Linux's own in ${known_warning:-}"; fi
  trouble=$(grep -a -m 1 -E 'Kernel panic|Oops|BUG:|WARNING:|Call Trace|general protection|rcu: INFO|DMAR:.*[Ff]ault' \
    "$guest/console.judged" || true)
  if [ "$trouble" ]; then
    failed "$1" "the guest's kernel: $(tr -d '\r' <<<"$trouble")"
  else
    passed "$1" "$(wc -l <"$guest/console.log") console lines without a warning, oops or DMA fault$known"
  fi
  grep -v 'warning: nic .* has no peer' "$guest/qemu.log" >"$guest/qemu.trouble" || true
  if [ -s "$guest/qemu.trouble" ]; then
    failed "$1" "QEMU printed $(wc -l <"$guest/qemu.trouble") lines, first: $(head -n 1 "$guest/qemu.trouble")"
  else
    passed "$1" "QEMU printed no line"
  fi
}
