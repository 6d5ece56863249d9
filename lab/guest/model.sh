# SPDX-License-Identifier: Apache-2.0
# Drives models through the kernel's VFIO, and checks what every device does of them and of QEMU's own. Setting: WAYS.
expect_lspci() {
  shown=$(on_host_files lspci -n -s "$2" | sed 's/^[^ ]* //')
  if [ "$shown" = "$3" ]; then
    ok "$1" "lspci -n: $shown"
  else
    fail "$1" "lspci -n: expected $3, got $shown"
  fi
}

while read -r name slot kind; do
  if ! function=$(function_behind "$slot"); then
    fail "$name" "Linux found nothing behind root port $slot"
    continue
  fi
  echo "$name $function" >>/run/functions
  vfio bind "$function" >/out/bind.log 2>&1 || fail "$name" "vfio bind: $(tail -n 1 /out/bind.log)"
done </out/functions
grep -E '^(adder|copier) ' /run/functions >/run/models
share_run
cp /run/functions /run/models /host/run/

expect_lspci adder "$(sed -n 's/^adder //p' /run/models)" "1200: 1b36:00f6 (rev 01)"
expect_lspci copier "$(sed -n 's/^copier //p' /run/models)" "0880: 1b36:00f8 (rev 07)"
for way in $WAYS; do
  lab_java lab.ModelCheck "$way" /run/models >&3 2>/out/error || fail model "$way: $(head -n 1 /out/error)"
  lab_java lab.ContractCheck "$way" /run/functions >&3 2>/out/error || fail contract "$way: $(head -n 1 /out/error)"
done
