/** Of {@link subscriptions}. */
export const webhookSecrets = {
  issue: 'fake-webhook-secret-0001',
  feed: 'fake-webhook-secret-0003',
};
/** What `webhook_subscriptions.json` of a home holds, as Hermes 0.19 writes it. */
export const subscriptions = {
  'issue-opened': {
    description: 'Triage new issues',
    events: ['issues', 'issue_comment'],
    secret: webhookSecrets.issue,
    prompt: 'Issue {issue.title}',
    skills: ['triage'],
    deliver: 'log',
    created_at: '2026-11-10T09:00:00Z',
    toolsets: ['file'],
  },
  'paused-feed': {
    events: [],
    secret: webhookSecrets.feed,
    prompt: '',
    deliver: 'telegram',
    deliver_extra: { chat_id: '7001' },
    script: 'feed_filter.py',
    enabled: false,
  },
};
/** Of `config.yaml`: the platform is on. */
export const webhookConfig =
  'platforms:\n  webhook:\n    enabled: true\n    extra: {host: 127.0.0.1, port: 8644}\n';
/** As a form sends it. */
export const webhookDraft = {
  description: 'Deploys',
  events: ['push'],
  prompt: 'Look at {ref}',
  skills: [],
  deliver: 'log',
  isDeliveredOnly: false,
  chatId: '',
  script: '',
};
