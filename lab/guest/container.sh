# SPDX-License-Identifier: Apache-2.0
# Several devices in one container: the edu of its own group, the group of three, and the one without an IOMMU.
of_group() {
  basename "$(echo "/sys/bus/pci/devices/0000:00:12.0/"*:00."$1")"
}

check() {
  lab_java "$@" >&3 2>/out/error || fail container "$1: $(head -n 1 /out/error)"
}

edu=$(function_behind 08) || fail edu "Linux found nothing behind root port 08"
vfio bind "$edu" >/out/bind.log 2>&1 || fail edu "vfio bind: $(tail -n 1 /out/bind.log)"
check lab.ContainerCheck "$edu" "$(of_group 0)" "$(of_group 1)" "$(of_group 2)"

# Another process
group=$(readlink "/sys/bus/pci/devices/$edu/iommu_group")
exec 5<>"/dev/vfio/${group##*/}"
vfio probe "pci:$edu" --way group >/out/busy.txt 2>&1
exec 5>&-
if grep -q "process 1 (init) has /dev/vfio/${group##*/} open" /out/busy.txt; then
  ok container "vfio probe of a group that another process has: $(tail -n 1 /out/busy.txt)"
else
  fail container "vfio probe of a group that another process has: $(tail -n 1 /out/busy.txt)"
fi

echo Y >/sys/module/vfio/parameters/enable_unsafe_noiommu_mode
for path in /sys/devices/pci0000:80/0000:80:*/0000:*; do free=${path##*/}; done
check lab.MixedGroupsCheck "$edu" "$free"
