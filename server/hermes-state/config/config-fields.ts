import { isSecretName } from '../files/secret-masks.ts';
import { fields1 } from './config-fields-1.ts';
import { fields2 } from './config-fields-2.ts';
import { fields3 } from './config-fields-3.ts';
import { fieldTypes, type ConfigField } from './config.contract.ts';

/** For names that do not say it themselves. */
const descriptions: Readonly<Record<string, string>> = {
  'agent.service_tier': 'Service tier asked of OpenAI and Anthropic.',
  'agent.reasoning_effort': 'How hard the model thinks before it answers.',
  'agent.max_turns': 'Steps an agent may take in one conversation turn.',
  'terminal.backend': 'Where commands of the agent run.',
  'terminal.modal_mode': 'How sandboxes of Modal are used.',
  'browser.headed': 'Shows the window of the local browser, and keeps it between turns.',
  'display.resume_display': 'How much of a resumed session is shown.',
  'display.busy_input_mode': 'What typing does while the agent works.',
  'display.skin': 'Colours of the command line.',
  'dashboard.theme': 'Colours of the dashboard of Hermes.',
  'stt.elevenlabs.model_id': 'Model of ElevenLabs for speech to text.',
  'human_delay.mode': 'Whether answers wait as if somebody typed them.',
  'context.engine': 'What keeps the context within its length.',
  'memory.provider': 'Plugin that remembers; empty: the files of Hermes.',
  'delegation.reasoning_effort': 'How hard subagents think.',
  'approvals.mode': 'Whether dangerous commands are asked about: always, when in doubt, or never.',
  'logging.level': 'From which level on agent.log is written.',
  'updates.non_interactive_local_changes':
    'What an update without a terminal does with changed sources.',
  'updates.refresh_cua_driver': 'Installs the driver for computer use again at an update.',
  timezone: 'Time zone of schedules and timestamps; empty: that of the machine.',
  toolsets: 'Toolsets of new sessions.',
};

/** Sections that a running gateway or the dashboard has read at its start; all else is read by each session. */
const ofGateway = new Set([
  ...['gateway', 'platforms', 'telegram', 'discord', 'slack', 'whatsapp', 'mattermost', 'matrix'],
  ...['streaming', 'cron', 'kanban', 'human_delay', 'sessions', 'hooks'],
]);

type FieldType = (typeof fieldTypes)[number];

/** Every setting of Hermes 0.19 with a fixed name, in the order of its own list. */
export const configFields: readonly ConfigField[] = [fields1, fields2, fields3].flatMap((table) =>
  table.trim().split('\n').map(fieldOf),
);

export const configFieldsByPath: ReadonlyMap<string, ConfigField> = new Map(
  configFields.map((field) => [field.path, field]),
);

function fieldOf(line: string): ConfigField {
  const [path, kind, written] = splitTwice(line);
  const [type, options] = kind.split(':');
  const [section] = path.split('.');
  return {
    path,
    section: path.includes('.') ? section! : 'general',
    label: path.split('.').slice(-1)[0]!.replaceAll('_', ' '),
    type: type as FieldType,
    options: options === undefined ? [] : options.split('|'),
    hasDefault: written !== '?',
    default: written === '?' ? null : (JSON.parse(written) as unknown),
    description: descriptions[path] ?? null,
    applies: ofGateway.has(section!)
      ? 'gateway_restart'
      : section === 'dashboard'
        ? 'dashboard_restart'
        : 'next_session',
    isSecret: isSecretName(path.split('.').at(-1)!),
  };
}

function splitTwice(line: string): [string, string, string] {
  const first = line.indexOf(' ');
  const second = line.indexOf(' ', first + 1);
  return [line.slice(0, first), line.slice(first + 1, second), line.slice(second + 1)];
}
