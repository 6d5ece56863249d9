# SPDX-License-Identifier: Apache-2.0
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
share_run
cp /run/functions /host/run/functions

client() {
  on_host_files "$@" >&3 2>/out/client.error || fail client "$way: $(head -n 1 /out/client.error)"
}

java="$JDK/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData --enable-native-access=ALL-UNNAMED"
programs="$ROOT/lab/target/classes:$ROOT/cli/target/modules/*"
for way in $WAYS; do
  while read -r name function; do
    vfio probe "pci:$function" --way "$way" >"/out/$name.$way.txt" 2>&1 ||
      fail "$name" "vfio probe --way $way: $(tail -n 1 "/out/$name.$way.txt")"
    vfio probe "pci:$function" --way "$way" --json >"/out/$name.$way.json" 2>/dev/null
  done </run/functions
  # shellcheck disable=SC2086
  client $java -cp "$programs" lab.KernelClientCheck "$way" /run/functions
  # shellcheck disable=SC2086
  client /usr/bin/setpriv --bounding-set=-ipc_lock --inh-caps=-ipc_lock \
    /bin/sh -c 'ulimit -l 64; exec "$@"' sh $java -cp "$programs" lab.PinnedCheck "$way" sample "$(sed -n 's/^sample //p' /run/functions)"
done
