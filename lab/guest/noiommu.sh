# SPDX-License-Identifier: Apache-2.0
# A machine without an IOMMU whose kernel permits VFIO to do without.
share_run
while read -r name slot kind; do
  function=$(function_behind "$slot") || fail "$name" "Linux found nothing behind root port $slot"
  echo vfio-pci >"/sys/bus/pci/devices/$function/driver_override"
  echo "$function" >/sys/bus/pci/drivers_probe
  group=$(readlink "/sys/bus/pci/devices/$function/iommu_group")
  if [ -c "/dev/vfio/noiommu-${group##*/}" ]; then
    ok "$name" "bound to vfio-pci, group node /dev/vfio/noiommu-${group##*/}"
  else
    fail "$name" "there is no /dev/vfio/noiommu-${group##*/}"
  fi

  for way in cdev group; do lab_java lab.NoIommuCheck "$name" "$function" "$way" >&3; done
  vfio probe "pci:$function" >/out/refused 2>&1
  if [ $? = 1 ] && grep -q 'no-IOMMU mode' /out/refused; then
    ok "$name" "vfio probe refuses: $(tail -n 1 /out/refused | cut -c 1-120)"
  else
    fail "$name" "vfio probe does not refuse: $(tail -n 1 /out/refused)"
  fi
  if vfio probe "pci:$function" --no-iommu >/out/probe 2>&1; then
    ok "$name" "vfio probe --no-iommu: $(grep '^PASID' /out/probe)"
  else
    fail "$name" "vfio probe --no-iommu: $(tail -n 1 /out/probe)"
  fi
done </out/functions
