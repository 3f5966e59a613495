import type { Problem } from '../ui/problem';

export interface SampleRow {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly gateway: string;
  readonly state: 'active' | 'revoked' | 'expired';
  readonly requests: number;
  readonly tokens: number;
  readonly at: string;
}

const states = ['active', 'active', 'active', 'revoked', 'expired'] as const;
const names = [
  'Research team',
  'Nightly batch',
  'Ada',
  'Support desk with a rather long name',
  'CI',
];

export function sampleRows(from: number, count: number): SampleRow[] {
  return Array.from({ length: count }, (_, offset) => {
    const number = from + offset;
    return {
      id: `row-${number}`,
      name: `${names[number % names.length]} ${number + 1}`,
      note: 'Asked for by the lab, ends in spring',
      gateway: number % 3 === 0 ? 'post' : 'pre',
      state: states[number % states.length] ?? 'active',
      requests: (number * 7919) % 5000,
      tokens: (number * 104_729) % 9_000_000,
      at: new Date(Date.now() - number * 137_000).toISOString(),
    };
  });
}

export const sampleProblem: Problem = {
  status: 503,
  code: 'database_away',
  message: 'The database does not answer.',
  requestId: '01939d5e-7c00-7000-8000-000000000042',
  fields: new Map(),
  current: undefined,
  retryAfterSeconds: undefined,
  url: '/api/admin/things',
};

export const sampleYaml = `# How Hermes answers
model: Hermes-4-70B
temperature: 0.7
tools:
  - browser
  - terminal
memory:
  enabled: true
  path: "/var/lib/hermes/memory"
limits:
  tokens: 4096
  minutes: 30
schedule: "0 4 * * *"
log:
  level: info
  keep_days: 14
`;

export const changedYaml = sampleYaml
  .replace('temperature: 0.7', 'temperature: 0.2\ntop_p: 0.9')
  .replace('  - terminal\n', '')
  .replace('keep_days: 14', 'keep_days: 30');

export const sampleJson = JSON.stringify({
  model: 'Hermes-4-70B',
  stream: false,
  temperature: 0.7,
  stop: null,
  messages: [
    { role: 'system', content: 'You are terse.' },
    { role: 'user', content: 'Where is the needle? '.repeat(8) },
  ],
  metadata: { trace: 'a1b2', tags: ['nightly', 'batch'], empty: {} },
});

export const sampleMarkdown = `# Release notes

Hermes **remembers** what it is told, see [the manual](https://example.org/manual).

## What changed

1. Skills load from \`~/.hermes/skills\`
2. A failed job is tried again

- [x] Written
- [ ] Read

> Raw <b>HTML</b> stays text: <script>alert(1)</script>

| Command | Does |
| --- | --- |
| \`hermes status\` | Says how things are |

\`\`\`sh
hermes gateway restart
\`\`\`

![A picture elsewhere](https://example.org/tracking.png)
`;
