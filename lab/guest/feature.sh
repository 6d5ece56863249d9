# SPDX-License-Identifier: Apache-2.0
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

share_run
cp /run/functions /host/run/functions
lab_java lab.FeatureCheck "$BOOT" "$ROOT/lab/expected/feature.txt" /run/functions >&3
lab_java lab.ClientCheck "$BOOT" "$ROOT/lab/expected/feature.txt" /run/functions >&3
# The same from the command line, as its manual says.
if function=$(sed -n 's/^sample //p' /run/functions) && [ "$FORM" ]; then
  echo raw >"$parameter"
  vfio probe "pci:$function" --pasid-feature 14:raw >/out/sample.probe 2>&1 ||
    fail sample "vfio probe: $(tail -n 1 /out/sample.probe)"
  if line=$(grep -o 'feature 14, raw: .*' /out/sample.probe); then
    ok sample "vfio probe pci:$function --pasid-feature 14:raw: $line"
  else
    fail sample "vfio probe pci:$function --pasid-feature 14:raw does not tell of the feature"
  fi
fi
