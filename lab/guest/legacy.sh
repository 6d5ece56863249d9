# SPDX-License-Identifier: Apache-2.0
# What the legacy test looks for, on a kernel whose VFIO is modules. Settings: BOOT, SEED and OPERATIONS.
release=$(uname -r)
if [ -c /dev/vfio/vfio ]; then ok stock "Linux $release: /dev/vfio/vfio is there"; else fail stock "no /dev/vfio/vfio"; fi
if [ -e /dev/iommu ]; then fail stock "/dev/iommu is there"; else ok stock "/dev/iommu is not there"; fi
if missing=$(while read -r module; do
  grep -q "^${module%.ko} " /proc/modules || echo "${module%.ko}"
done </modules/order) && [ -z "$missing" ]; then
  ok stock "loaded: $(cut -d ' ' -f 1 /proc/modules | tr '\n' ' ')"
else
  fail stock "not loaded: $missing"
fi

share_run
while read -r name slot kind; do
  if function=$(function_behind "$slot"); then
    echo "$name $function $kind"
  else
    fail "$name" "Linux found nothing behind root port $slot"
  fi
done </out/functions | tee /host/run/functions >/out/found

lab_java lab.FeatureCheck "$BOOT" "$ROOT/lab/expected/feature.txt" /run/functions >&3
lab_java lab.ClientCheck "$BOOT" "$ROOT/lab/expected/feature.txt" /run/functions >&3
lab_java lab.KernelClientCheck group /run/functions >&3
lab_java lab.Differential "$SEED" "$OPERATIONS" "$ROOT/lab/expected" /run/functions "$LOGS" >&3

# The project's own command: how it gets in, and that it says why there is no more.
function=$(sed -n 's/^sample \([^ ]*\).*/\1/p' /host/run/functions)
vfio probe "pci:$function" >/out/probe 2>&1 || fail sample "vfio probe: $(tail -n 1 /out/probe)"
if line=$(grep 'host-registers' /out/probe); then
  ok sample "vfio probe pci:$function: $(echo "$line" | tr -s ' ')"
else
  fail sample "vfio probe pci:$function does not tell what the host's registers say"
fi
vfio ls >/out/ls 2>&1 || fail sample "vfio ls: $(tail -n 1 /out/ls)"
if line=$(grep "^$function" /out/ls); then
  ok sample "vfio ls: $(echo "$line" | tr -s ' ')"
else
  fail sample "vfio ls does not list $function"
fi
vfio doctor "$function" >/out/doctor 2>&1
if line=$(grep -m 1 /dev/iommu /out/doctor); then
  ok sample "vfio doctor: $(echo "$line" | tr -s ' ')"
else
  fail sample "vfio doctor does not miss /dev/iommu"
fi

while read -r name function kind; do
  group=$(readlink "/sys/bus/pci/devices/$function/iommu_group")
  if [ -c "/dev/vfio/${group##*/}" ]; then
    ok "$name" "bound to vfio-pci, group node /dev/vfio/${group##*/}"
  else
    fail "$name" "there is no /dev/vfio/${group##*/}"
  fi
done </host/run/functions
