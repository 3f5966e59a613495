/** A setting that is either as it should be or not. */
export interface Switch {
  readonly path: string;
  readonly title: string;
  /** What it is when nothing is to be said. */
  readonly safe: boolean | string;
  readonly otherwise: 'warn' | 'fail';
  readonly pass: string;
  readonly reason: string;
  readonly fix: string;
}

export const switches: readonly Switch[] = [
  {
    path: 'approvals.cron_mode',
    title: 'Dangerous commands in cron jobs',
    safe: 'deny',
    otherwise: 'warn',
    pass: 'They are refused: nobody is there to be asked.',
    reason: 'They are carried out although nobody is there to be asked.',
    fix: 'Set approvals.cron_mode to deny.',
  },
  {
    path: 'approvals.mcp_reload_confirm',
    title: 'Reloading MCP servers',
    safe: true,
    otherwise: 'warn',
    pass: 'It is asked before.',
    reason: 'New MCP servers come in without a question.',
    fix: 'Set approvals.mcp_reload_confirm to true.',
  },
  {
    path: 'approvals.destructive_slash_confirm',
    title: 'Destructive slash commands',
    safe: true,
    otherwise: 'warn',
    pass: 'It is asked before.',
    reason: 'A slip of the finger in a chat clears a session.',
    fix: 'Set approvals.destructive_slash_confirm to true.',
  },
  {
    path: 'delegation.subagent_auto_approve',
    title: 'Approvals of subagents',
    safe: false,
    otherwise: 'fail',
    pass: 'Subagents ask as the agent itself does.',
    reason: 'Subagents carry out what the agent itself would have to ask about.',
    fix: 'Set delegation.subagent_auto_approve to false.',
  },
  {
    path: 'security.redact_secrets',
    title: 'Secrets in what tools answer and in logs',
    safe: true,
    otherwise: 'fail',
    pass: 'They are hidden from the model and from logs.',
    reason: 'They reach the model, transcripts and logs as they are.',
    fix: 'Set security.redact_secrets to true.',
  },
  {
    path: 'security.allow_private_urls',
    title: 'Addresses of the private network',
    safe: false,
    otherwise: 'warn',
    pass: 'The web tools refuse them.',
    reason: 'A page the agent reads can send it to services that only this network should reach.',
    fix: 'Set security.allow_private_urls to false.',
  },
  {
    path: 'browser.allow_private_urls',
    title: 'Private addresses in the browser',
    safe: false,
    otherwise: 'warn',
    pass: 'The browser refuses them.',
    reason: 'The browser opens services that only this network should reach.',
    fix: 'Set browser.allow_private_urls to false.',
  },
  {
    path: 'browser.allow_unsafe_evaluate',
    title: 'Scripts in pages the browser is logged in to',
    safe: false,
    otherwise: 'warn',
    pass: 'Scripts that reach for cookies and storage are refused.',
    reason: 'The agent may run any script in a page, also one that reads cookies.',
    fix: 'Set browser.allow_unsafe_evaluate to false.',
  },
  {
    path: 'security.tirith_enabled',
    title: 'Scan of commands before they run',
    safe: true,
    otherwise: 'warn',
    pass: 'Commands are scanned by tirith.',
    reason: 'Commands are not scanned.',
    fix: 'Set security.tirith_enabled to true.',
  },
  {
    path: 'security.allow_lazy_installs',
    title: 'Packages installed while Hermes runs',
    safe: false,
    otherwise: 'warn',
    pass: 'Hermes installs nothing by itself.',
    reason: 'Hermes fetches and installs Python packages when a tool wants them.',
    fix: 'Install what is needed beforehand, and set security.allow_lazy_installs to false.',
  },
  {
    path: 'privacy.redact_pii',
    title: 'Personal data sent to the model',
    safe: true,
    otherwise: 'warn',
    pass: 'Identifiers of chat users are replaced before they reach the model.',
    reason: 'Identifiers of chat users reach the provider of the model as they are.',
    fix: 'Set privacy.redact_pii to true if your users expect it.',
  },
];
