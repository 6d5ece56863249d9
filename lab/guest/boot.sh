# SPDX-License-Identifier: Apache-2.0
# What every other test takes for granted.
for node in /dev/vfio/vfio /dev/iommu; do
  if [ -c "$node" ]; then ok guest "$node is there"; else fail guest "$node is missing"; fi
done
if [ -e /sys/class/iommu/dmar0/intel-iommu/ecap ]; then
  ok guest "VT-d, ecap $(cat /sys/class/iommu/dmar0/intel-iommu/ecap)"
else
  fail guest "Linux does not use the IOMMU"
fi
if version=$(on_host_files "$JDK/bin/java" -version 2>&1); then
  ok guest "Java runs: $(echo "$version" | head -n 1)"
else
  fail guest "Java does not run: $(echo "$version" | head -n 1)"
fi
