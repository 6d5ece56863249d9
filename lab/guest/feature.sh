# VFIO_DEVICE_FEATURE, asked by a Java program, of every function and of a VF. Settings: BOOT.
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
