import { computed, effect, inject, Injectable, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type { Job, JobList } from '../../../../../server/hermes-state/commands/jobs.contract';
import type { Mcp } from '../../../../../server/hermes-state/mcp/mcp.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { matching, viewOf } from './mcp-view';

const testGroup = 'mcp-test ';
const jobsPollMs = 4000;

/** The MCP servers of the profile in scope, which of them the address wants to see, and which are being tested. */
@Injectable()
export class McpStore {
  private readonly scope = inject(ProfileScope);
  readonly list = hermesResource<Mcp>(
    () => ({ path: 'mcp' }),
    ['mcp', 'config', 'environment', 'gateway'],
  );
  private readonly jobs = liveOrPoll<JobList>(
    () => ({ url: '/api/admin/hermes/jobs' }),
    ['jobs'],
    jobsPollMs,
  );
  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  /** What was read for another profile is not shown under the name of this one. */
  readonly mcp = computed(() => {
    const mcp = this.list.value();
    return mcp?.profile === this.scope.profile() ? mcp : undefined;
  });
  readonly shown = computed(() => {
    const servers = this.mcp()?.servers;
    return servers === undefined ? undefined : matching(servers, this.view());
  });
  readonly isFiltered = computed(() => {
    const { search, status, transport } = this.view();
    return search !== '' || status !== undefined || transport !== undefined;
  });
  /** The tests that run, by server. */
  readonly testing = computed<ReadonlyMap<string, Job>>(
    () =>
      new Map(
        (this.jobs.value()?.items ?? [])
          .filter(
            ({ group, state, profile }) =>
              group.startsWith(testGroup) &&
              state === 'running' &&
              profile === this.scope.profile(),
          )
          .map((job) => [job.group.slice(testGroup.length), job]),
      ),
  );

  constructor() {
    let before: ReadonlyMap<string, Job> = new Map();
    effect(() => {
      const now = this.testing();
      // What a test found is no file: nobody else tells that it is there.
      const hasEnded = [...before.keys()].some((name) => !now.has(name));
      before = now;
      if (hasEnded) untracked(() => this.list.reload());
    });
  }

  reload(): void {
    this.list.reload();
    this.jobs.reload();
  }
}
