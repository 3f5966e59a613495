import { writeHermesScript } from './fake-hermes-command.ts';

/**
 * Writes a program that does what `hermes gateway` and `hermes --version` do in a container (hermes-agent 0.19): `run`
 * writes its files and beats, `stop` ends it, `start` only prints a hint, `restart` becomes the gateway itself, and with
 * `--all` those of every profile end first. `run` with
 * a file `fails` in the home prints and exits with 0, as a refused start does.
 */
export function writeFakeGateway(file: string): Promise<string> {
  return writeHermesScript(file, program);
}

const program = String.raw`
profile=$2; shift 2
home=$HERMES_HOME
[ "$profile" = default ] || home=$HERMES_HOME/profiles/$profile
ticks() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
pid() { sed -n 's/.*"pid": \([0-9]*\).*/\1/p' "$home/gateway.pid" 2>/dev/null; }
running() { p=$(pid); [ -n "$p" ] && [ -n "$(ticks "$p")" ]; }
now() { date -u +%Y-%m-%dT%H:%M:%S+00:00; }
state() {
  echo "{\"pid\": $$, \"kind\": \"hermes-gateway\", \"start_time\": $(ticks $$), \"gateway_state\": \"$1\", \"active_agents\": $(cat "$home/agents" 2>/dev/null || echo 0), \"platforms\": {\"webhook\": {\"state\": \"$2\", \"updated_at\": \"$(now)\"}}, \"updated_at\": \"$(now)\"}" > "$home/gateway_state.json.new"
  mv "$home/gateway_state.json.new" "$home/gateway_state.json"
}
finish() { state stopped disconnected; rm -f "$home/gateway.pid"; echo 'Gateway stopped.'; exit 0; }
serve() {
  if [ -e "$home/fails" ]; then echo 'No messaging platforms enabled.'; exit 0; fi
  echo 'Starting gateway...'
  exec 9> "$home/gateway.lock"
  command -v flock > /dev/null && flock -n 9
  echo "{\"pid\": $$, \"kind\": \"hermes-gateway\", \"argv\": [\"hermes\", \"gateway\", \"run\"], \"start_time\": $(ticks $$)}" | tee "$home/gateway.pid" > "$home/gateway.lock"
  mkdir -p "$home/state"
  trap finish TERM
  state starting connecting
  state running connected
  echo 'Gateway is up.'
  while :; do
    echo "{\"pid\": $$, \"updated_at\": \"$(now)\"}" > "$home/state/gateway.heartbeat"
    sleep 0.1 9>&-
  done
}
stop() {
  if ! running; then echo '✗ No gateway running for this profile'; return; fi
  p=$(pid); kill -TERM "$p"
  while [ -n "$(ticks "$p")" ]; do sleep 0.05; done
  echo '✓ Stopped gateway for this profile'
}
stop_all() {
  for each in "$HERMES_HOME" "$HERMES_HOME"/profiles/*; do
    home=$each
    running && stop
  done
  home=$HERMES_HOME
  [ "$profile" = default ] || home=$HERMES_HOME/profiles/$profile
}
enroll() {
  [ -n "$GATEWAY_RELAY_ENROLL_TOKEN" ] || { echo '✗ No enrollment token.'; exit 1; }
  printf 'GATEWAY_RELAY_ID=%s\nGATEWAY_RELAY_SECRET=5ec2e7000102030405060708090a0b0c\nGATEWAY_RELAY_URL=%s\n' "$6" "$4" >> "$home/.env"
  echo "✓ Enrolled gateway \"$6\" for tenant tenant-fake-1"
}
case "$*" in
  'gateway run' | 'gateway run --force') serve ;;
  'gateway run --replace' | 'gateway run --replace --force') running && stop; serve ;;
  'gateway stop') stop ;;
  'gateway restart') running && stop; serve ;;
  'gateway stop --all') stop_all; echo '✓ Stopped all gateways' ;;
  'gateway restart --all') stop_all; serve ;;
  'gateway start') echo 'Service start is not applicable inside a Docker container.' ;;
  'gateway status' | 'gateway status --deep --full') if running; then echo "✓ Gateway is running (PID: $(pid))"; else echo '✗ Gateway is not running'; fi ;;
  'gateway list') echo 'Gateways:' ;;
  'proxy providers') printf 'Available proxy upstream providers:\n  nous  — Nous Portal\n  xai  — xAI Grok OAuth\n' ;;
  'proxy status') printf 'Hermes proxy upstream adapters\n\n  [nous    ] Nous Portal — ready\n' ;;
  'gateway enroll '*) enroll "$@" ;;
  '--version') echo 'Hermes Agent v0.19.0 (2026.7.20)' ;;
  *) echo "unknown: $*" >&2; exit 2 ;;
esac
`;
