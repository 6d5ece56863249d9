# The project's client on the kernel's own VFIO, and vfio probe with each way in. Setting: WAYS.
while read -r name slot kind; do
  if ! function=$(function_behind "$slot"); then
    fail "$name" "Linux found nothing behind root port $slot"
    continue
  fi
  echo "$name $function" >>/run/functions
  vfio probe "pci:$function" --json >"/out/$name.sysfs.json" 2>"/out/$name.note"
  vfio bind "$function" >/out/bind.log 2>&1 || fail "$name" "vfio bind: $(tail -n 1 /out/bind.log)"
done </out/functions
mkdir -p /host/run && mount -t tmpfs tmpfs /host/run && cp /run/functions /host/run/functions

for way in $WAYS; do
  while read -r name function; do
    vfio probe "pci:$function" --way "$way" >"/out/$name.$way.txt" 2>&1 ||
      fail "$name" "vfio probe --way $way: $(tail -n 1 "/out/$name.$way.txt")"
    vfio probe "pci:$function" --way "$way" --json >"/out/$name.$way.json" 2>/dev/null
  done </run/functions
  on_host_files "$JDK/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData \
    --enable-native-access=ALL-UNNAMED -cp "$ROOT/lab/target/classes:$ROOT/cli/target/modules/*" \
    lab.KernelClientCheck "$way" /run/functions >&3 2>/out/client.error || fail client "$way: $(head -n 1 /out/client.error)"
done
