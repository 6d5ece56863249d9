# SPDX-License-Identifier: Apache-2.0
# The kernel's vfio-pci against the project's VfioPciConfig, for every function, and in place of a function named NAME-pf for
# the first of its VFs. Settings: SEED and OPERATIONS.

# Makes one VF with a driver that does nothing else, and prints its address.
virtual_function() {
  local physical=/sys/bus/pci/devices/$1
  echo pci-pf-stub >"$physical/driver_override"
  echo "$1" >/sys/bus/pci/drivers_probe
  echo 0 >"$physical/sriov_drivers_autoprobe"
  echo 1 >"$physical/sriov_numvfs"
  basename "$(readlink "$physical/virtfn0")"
}

while read -r name slot kind; do
  if ! function=$(function_behind "$slot"); then
    fail "$name" "Linux found nothing behind root port $slot"
    continue
  fi
  case $name in
    *-pf)
      name=${name%-pf}-vf
      if ! function=$(virtual_function "$function"); then
        fail "$name" "Linux made no VF"
        continue
      fi
      ;;
  esac
  echo "$name $function $kind"
done </out/functions >/run/functions
share_run
cp /run/functions /host/run/functions
cp /run/functions /out/found
lab_java lab.Differential "$SEED" "$OPERATIONS" "$ROOT/lab/expected" /run/functions "$LOGS" >&3
