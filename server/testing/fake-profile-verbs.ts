import { writeHermesScript } from './fake-hermes-command.ts';

/** A `hermes` command whose verbs of profiles do to the home what those of 0.19 do. Its calls are in `<file>.calls`. */
export function writeProfileVerbs(file: string, wrappers: string): Promise<string> {
  return writeHermesScript(
    file,
    `echo "$*" >> "$0.calls"
shift 2
profiles="$HERMES_HOME/profiles"
[ "$1" = profile ] || { echo "not faked: $*"; exit 2; }
verb=$2; name=$3
case "$verb" in
create)
  mkdir -p "$profiles/$name/skills" "${wrappers}"
  source=
  for arg in "$@"; do [ "$last" = --clone-from ] && source=$arg; last=$arg; done
  if [ -n "$source" ]; then
    [ "$source" = default ] && from="$HERMES_HOME" || from="$profiles/$source"
    cp "$from/config.yaml" "$profiles/$name/config.yaml"
  fi
  case "$*" in *--no-alias*) ;; *) printf '#!/bin/sh\\nexec hermes -p %s "$@"\\n' "$name" > "${wrappers}/$name" ;; esac
  echo "Profile '$name' created at $profiles/$name" ;;
rename)
  mv "$profiles/$name" "$profiles/$4"
  mkdir -p "${wrappers}"; rm -f "${wrappers}/$name"
  printf '#!/bin/sh\\nexec hermes -p %s "$@"\\n' "$4" > "${wrappers}/$4"
  echo "Profile renamed: $name -> $4" ;;
export)
  case "$name" in lost) echo "Exported '$name'"; exit 0 ;; esac
  mkdir -p "$0.stage/$name"
  cp "$profiles/$name/config.yaml" "$0.stage/$name/"
  tar -czf "$5" -C "$0.stage" "$name" && echo "Exported '$name' to $5" ;;
delete)
  case "$name" in stubborn) echo "Profile '$name' deleted."; exit 0 ;; esac
  rm -rf "$profiles/$name" && echo "Profile '$name' deleted." ;;
*) echo "unknown verb $verb"; exit 2 ;;
esac`,
  );
}
