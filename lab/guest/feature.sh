# VFIO_DEVICE_FEATURE, asked by a Java program, of every function and of a VF. Settings: BOOT and FORM, in which the
# kernel reports when it starts, empty for a kernel without the feature.
parameter=/sys/module/vfio_pci_core/parameters/pasid_report
form=$(cat "$parameter" 2>/dev/null)
if [ "$form" != "$FORM" ]; then
  fail "$BOOT" "the kernel reports in the form '$form', not in '$FORM'"
elif [ -z "$FORM" ]; then
  ok "$BOOT" "the kernel has no parameter pasid_report"
elif echo nonsense 2>/dev/null >"$parameter"; then
  fail "$BOOT" "the kernel takes nonsense for a form"
else
  ok "$BOOT" "pasid_report is $FORM at first, and cannot be nonsense"
fi

while read -r name slot kind; do
  if function=$(function_behind "$slot"); then
    echo "$name $function"
  else
    fail "$name" "Linux found nothing behind root port $slot"
  fi
done </out/functions >/run/functions

# QEMU's igb stands for its first VF: pci-pf-stub is the driver that does nothing but have VFs.
if physical=$(sed -n 's/^igb //p' /run/functions) && [ "$physical" ]; then
  echo pci-pf-stub >"/sys/bus/pci/devices/$physical/driver_override"
  echo "$physical" >/sys/bus/pci/drivers_probe
  echo 1 >"/sys/bus/pci/devices/$physical/sriov_numvfs"
  virtual=$(readlink "/sys/bus/pci/devices/$physical/virtfn0")
  sed -i "s|^igb .*|vf ${virtual##*/}|" /run/functions
fi

mkdir -p /host/run && mount -t tmpfs tmpfs /host/run && cp /run/functions /host/run/functions
on_host_files "$JDK/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData \
  --enable-native-access=ALL-UNNAMED -cp "$ROOT/lab/target/classes:$ROOT/cli/target/modules/*" \
  lab.FeatureCheck "$BOOT" "$ROOT/lab/expected/feature.txt" /run/functions >&3
