# SPDX-License-Identifier: Apache-2.0
# Results of the tests, and the summary. Sourced by lab/run.

passed() {
  record ok "$@"
}

failed() {
  record fail "$@"
  say "  FAILED $1: $2"
}

skipped() {
  record skip "$@"
}

record() {
  printf '%s\t%s\t%s\t%s\n' "$1" "$test" "$2" "$3" >>"$logs/results.tsv"
}

# Each test is a file with a function run; what it leaves running is ended here.
run_test() {
  local started=$SECONDS before after
  say "$1: $(sed -n '1s/^# //p' "$lab/tests/$1.sh")"
  attached=()
  touch "$logs/results.tsv"
  before=$(wc -l <"$logs/results.tsv")
  # shellcheck source=/dev/null
  source "$lab/tests/$1.sh"
  run
  stop_all_servers
  after=$(wc -l <"$logs/results.tsv")
  if [ "$after" = "$before" ]; then failed "$1" "it compared nothing"; fi
  say "  $1: $((after - before)) results in $(elapsed $((SECONDS - started)))"
}

# The last ten runs' logs stay.
forget_old_runs() {
  local old
  find "$runs" -mindepth 1 -maxdepth 1 -type d | sort -r | tail -n +11 | while read -r old; do rm -rf "$old"; done
}

summarise() {
  local failures passes
  printf '\n'
  awk -F '\t' '{ printf "%-4s  %-12s  %-34s  %s\n", $1, $2, $3, $4 }' "$logs/results.tsv"
  passes=$(grep -c '^ok' "$logs/results.tsv" || true)
  failures=$(grep -c '^fail' "$logs/results.tsv" || true)
  printf '\nQEMU %s, Linux %s; %s; logs are in %s\n' "$(qemu_version)" "$kernel_version" "$(elapsed "$SECONDS")" "$logs"
  printf '%d passed, %d failed, %d skipped\n' "$passes" "$failures" "$(grep -c '^skip' "$logs/results.tsv" || true)"
  [ "$failures" = 0 ] && [ "$passes" != 0 ]
}
