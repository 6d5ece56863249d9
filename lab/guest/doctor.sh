# SPDX-License-Identifier: Apache-2.0
# What vfio doctor and vfio ls say in this guest, and what the kernel itself shows. Setting: VARIANT, a name in
# lab/tests/doctor.sh.

# Everything that is asked once for a state of the machine; the archive is examined again on the host.
examine() {
  at "$1"
  vfio doctor --json >"/out/$1.json" 2>"/out/$1.error"
  echo $? >"/out/$1.status"
  vfio doctor --save "/mnt/$1.tar.gz" >"/out/$1.saved" 2>&1 || fail "$1" "doctor --save: $(cat "/out/$1.saved")"
}

# A line for each function, in the columns of vfio ls.
show_functions() {
  for path in /sys/bus/pci/devices/*; do
    address=${path##*/}
    cat "$path/config" >"/out/config.$address"
    echo "$address class=$(cat "$path/class") id=$(cat "$path/vendor"):$(cat "$path/device")" \
      "driver=$(link driver) group=$(link iommu_group) companions=$(companions)" \
      "vfio=$(ls "$path/vfio-dev" 2>/dev/null) pf=$(link physfn)" \
      "vfs=$(cat "$path/sriov_numvfs" 2>/dev/null || echo 0)/$(cat "$path/sriov_totalvfs" 2>/dev/null || echo 0)"
  done
}

link() {
  basename "$(readlink "$path/$1")" 2>/dev/null
}

companions() {
  for member in "$path"/iommu_group/devices/*; do
    case $member in
      */"$address" | */\*) ;;
      *) echo "${member##*/}" ;;
    esac
  done | tr '\n' ','
}

bind() {
  function=$(function_behind "$1") || fail "$VARIANT" "Linux found nothing behind root port $1"
  vfio bind "$function" >>/out/bind 2>&1 || fail "$VARIANT" "vfio bind $function: $(tail -n 1 /out/bind)"
}

# Without an IOMMU nothing can be bound.
case $VARIANT in
  good)
    examine unbound
    bind 08
    ;;
  iommu-* | viommu-none) ;;
  paths)
    for slot in 08 09 0a 0b 0d; do bind $slot; done
    echo 1 >/sys/module/vfio_pci/parameters/enable_sriov
    echo 2 >"/sys/bus/pci/devices/$(function_behind 0d)/sriov_numvfs"
    ;;
  *) bind 08 ;;
esac
examine "$VARIANT"
show_functions >/out/sysfs
case $VARIANT in
  good | paths) vfio ls --json >/out/ls.json 2>/out/ls.error || fail "$VARIANT" "vfio ls: $(cat /out/ls.error)" ;;
esac
