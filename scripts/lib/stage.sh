# shellcheck shell=bash
# Named stages with their durations, so that a reader sees where the time goes. Sourced.

# stage TITLE COMMAND…  runs a command under a heading and says how long it took; ends with its exit code.
stage() {
  local title=$1 started=$EPOCHREALTIME code=0 ended='done'
  shift
  printf '\n== %s\n' "$title"
  "$@" || code=$?
  ((code == 0)) || ended="failed with exit code $code"
  printf -- '-- %s: %s in %s s\n' "$title" "$ended" "$(seconds_since "$started")"
  return "$code"
}

# Seconds with one decimal from an earlier $EPOCHREALTIME, whose decimal mark follows the locale.
seconds_since() {
  local tenths=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}
