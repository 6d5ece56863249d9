# Several devices in one container: the edu of its own group, and a group of three functions without ACS behind a root port.
# Sourced by client.sh.
of_group() {
  basename "$(echo "/sys/bus/pci/devices/0000:00:12.0/"*:00."$1")"
}
edu=$(sed -n 's/^edu //p' /run/functions)
# shellcheck disable=SC2086
client $java -cp "$programs" lab.ContainerCheck "$edu" "$(of_group 0)" "$(of_group 1)" "$(of_group 2)"

group=$(readlink "/sys/bus/pci/devices/$edu/iommu_group")
exec 5<>"/dev/vfio/${group##*/}"
vfio probe "pci:$edu" --way group >/out/busy.txt 2>&1
exec 5>&-
if grep -q "process 1 (init) has /dev/vfio/${group##*/} open" /out/busy.txt; then
  ok container "vfio probe of a group that another process has: $(tail -n 1 /out/busy.txt)"
else
  fail container "vfio probe of a group that another process has: $(tail -n 1 /out/busy.txt)"
fi
