# The kernel's vfio-pci against the project's VfioPciConfig, for every function. Settings: SEED and OPERATIONS.
while read -r name slot kind; do
  if function=$(function_behind "$slot"); then
    echo "$name $function $kind"
  else
    fail "$name" "Linux found nothing behind root port $slot"
  fi
done </out/functions >/run/functions
mkdir -p /host/run && mount -t tmpfs tmpfs /host/run && cp /run/functions /host/run/functions
cp /run/functions /out/found
on_host_files "$JDK/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData \
  --enable-native-access=ALL-UNNAMED -cp "$ROOT/lab/target/classes:$ROOT/cli/target/modules/*" \
  lab.Differential "$SEED" "$OPERATIONS" "$ROOT/lab/expected" /run/functions "$LOGS" >&3
