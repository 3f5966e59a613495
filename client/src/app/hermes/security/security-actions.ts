import { inject, Injectable } from '@angular/core';
import type { SecurityCheck } from '../../../../../server/hermes-state/security/security-check.contract';
import { Confirm } from '../../ui/confirm';
import { formatCount } from '../../ui/format';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { SecurityStore } from './security-store';

const mostNamed = 20;

/** What can be done from the checklist itself, each with the question it needs. */
@Injectable()
export class SecurityActions {
  private readonly confirm = inject(Confirm);
  private readonly jobs = inject(HermesJobs);
  private readonly store = inject(SecurityStore);
  private readonly toasts = inject(Toasts);

  async mend(checks: readonly SecurityCheck[]): Promise<void> {
    const files = checks.flatMap(({ mend }) => mend);
    const what = formatCount(files.length, 'file or folder', 'files and folders');
    const answer = await this.confirm.ask({
      title: `Close ${what} to other users?`,
      profile: this.store.scope.profile(),
      consequences: [
        'Nobody but the owner gets at them then. A program that runs as another user, and reads them, cannot any more.',
      ],
      affected: [
        ...files
          .slice(0, mostNamed)
          .map(({ file, mode, wanted }) => `${file}: ${mode} becomes ${wanted}`),
        ...(files.length > mostNamed ? [`and ${files.length - mostNamed} more`] : []),
      ],
      confirm: 'Close to others',
    });
    if (!answer) return;
    try {
      const { items } = await this.store.mend(checks.map(({ id }) => id));
      this.toasts.succeeded(
        `Closed ${formatCount(items.length, 'file or folder', 'files and folders')} to other users.`,
      );
    } catch (error) {
      this.toasts.failed('Not everything was closed.', problemOf(error));
    }
  }

  async audit(): Promise<void> {
    const profile = this.store.scope.profile();
    const answer = await this.confirm.ask({
      title: 'Audit the packages of Hermes?',
      consequences: [
        'Hermes asks osv.dev which of its Python packages, plugins and pinned MCP servers have known vulnerabilities. Their names and versions go there.',
      ],
      affected: [`hermes -p ${profile} security audit`],
      confirm: 'Audit packages',
    });
    if (answer) await this.ask({ question: 'audit' });
  }

  async ask(body: object): Promise<void> {
    await this.jobs.run('security/ask', body);
    this.store.jobs.reload();
    this.store.hermes.reload();
  }
}
