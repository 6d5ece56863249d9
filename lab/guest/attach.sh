# SPDX-License-Identifier: Apache-2.0
# What Linux sees of each served function, as files for the host: NAME.BOOT.bin is the configuration space.
# The first boot ends in a reboot, the second in the end; with lab.pause on the command line it waits to be killed.
boots=$(($(cat /out/boots 2>/dev/null || echo 0) + 1))
echo "$boots" >/out/boots
cat /proc/cmdline /proc/iomem >"/out/machine.$boots"
dmesg >"/out/dmesg.$boots"

while read -r name slot kind; do
  if function=$(function_behind "$slot"); then
    cat "/sys/bus/pci/devices/$function/config" >"/out/$name.$boots.bin"
    at "boot $boots $name"
  else
    fail "$name" "boot $boots: Linux found nothing behind root port $slot"
  fi
done </out/functions

if grep -qw lab.pause /proc/cmdline; then
  at pause
  while :; do sleep 3600; done
fi
if [ "$boots" = 1 ]; then
  at reboot
  sync
  reboot -f
  sleep 60
fi
