import { writeHermesScript } from './fake-hermes-command.ts';

/**
 * Writes a program that does what the verbs of 0.19 do that make and remove the gateway's service, and `gateway enroll`:
 * units are files below `$HOME/.config/systemd/user`. With a file `<file>.container` it prints the hints of a container
 * and exits with 0; with `<file>.lies` it says that all went well and does nothing. Its calls are in `<file>.calls`.
 */
export function writeFakeSetup(file: string): Promise<string> {
  return writeHermesScript(file, program);
}

/** What the connector trades a token for. */
export const relaySecret = '5ec2e7000102030405060708090a0b0c0d0e0f10';

const program = String.raw`
echo "$*" >> "$0.calls"
profile=$2; shift 2
home=$HERMES_HOME; suffix=
[ "$profile" = default ] || { home=$HERMES_HOME/profiles/$profile; suffix=-$profile; }
units=$HOME/.config/systemd/user
unit=$units/hermes-gateway$suffix.service
legacy=$units/hermes.service
lies() { [ -e "$0.lies" ]; }
has() { case " $args " in *" $1 "*) return 0 ;; esac; return 1; }
args="$*"
if [ -e "$0.container" ]; then
  case "$2" in
    install) echo 'Service installation is not needed inside a Docker container.' ;;
    uninstall) echo 'Service uninstall is not applicable inside a Docker container.' ;;
    migrate-legacy) echo 'Legacy unit migration only applies to systemd-based Linux hosts.' ;;
  esac
  exit 0
fi
case "$1 $2" in
'gateway install')
  lies || {
    mkdir -p "$units/default.target.wants"
    printf '[Service]\nEnvironment="HERMES_HOME=%s"\nExecStart=python -m hermes_cli.main gateway run\n' "$home" > "$unit"
    has --no-start-on-login || ln -sf "$unit" "$units/default.target.wants/"
  }
  echo '✓ User service installed!' ;;
'gateway uninstall')
  lies || rm -f "$unit" "$units/default.target.wants/$(basename "$unit")"
  echo '✓ User service uninstalled' ;;
'gateway migrate-legacy')
  [ -e "$legacy" ] || { echo 'No legacy Hermes gateway units found.'; exit 0; }
  echo 'Legacy Hermes gateway unit(s) found:'
  echo "  $legacy  (user scope)"
  if has --dry-run; then echo '(dry-run — nothing removed)'; exit 0; fi
  has --yes || { echo 'Skipped.'; exit 0; }
  lies || rm -f "$legacy"
  echo '✓ Removed 1 legacy unit(s).' ;;
'gateway enroll')
  shift 2; id=gw-fake-host
  while [ $# -gt 0 ]; do
    case "$1" in --connector-url) url=$2 ;; --gateway-id) id=$2 ;; --wake-url) wake=$2 ;; esac
    shift 2
  done
  token=$GATEWAY_RELAY_ENROLL_TOKEN
  [ -n "$token" ] || { echo '✗ No enrollment token. Pass --token <token>.'; exit 1; }
  case "$token" in used*) echo "✗ Enrollment failed: enrollment token already used ($token)"; exit 1 ;; esac
  lies || {
    [ -e "$home/.env" ] && grep -v '^GATEWAY_RELAY_' "$home/.env" > "$home/.env.new"
    printf 'GATEWAY_RELAY_ID=%s\nGATEWAY_RELAY_SECRET=${relaySecret}%s\nGATEWAY_RELAY_DELIVERY_KEY=dk-${relaySecret}\nGATEWAY_RELAY_URL=%s\n' "$id" "$(printf %s "$token" | cksum | cut -d' ' -f1)" "$url" >> "$home/.env.new"
    chmod 600 "$home/.env.new"; mv "$home/.env.new" "$home/.env"
  }
  echo "✓ Enrolled gateway \"$id\" for tenant tenant-fake-1"
  echo "    GATEWAY_RELAY_SECRET=<hidden>" ;;
*) echo "unknown: $*" >&2; exit 2 ;;
esac
`;
