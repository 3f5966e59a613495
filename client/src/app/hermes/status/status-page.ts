import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { HermesJobs } from '../jobs/hermes-jobs';
import { GatewayActions } from './gateway-actions';
import { GatewayMenu } from './gateway-menu';
import { ProcessesStore } from './processes-store';
import { ProcessesTile } from './processes-tile';
import { ProfileGatewaysTile } from './profile-gateways-tile';
import { RelayTile } from './relay-tile';
import { ServiceTile } from './service-tile';
import { SetupActions } from './setup-actions';
import { SetupStore } from './setup-store';
import { evidenceNames, hindrance, jobLooks, platformLook, verdictLooks } from './status-looks';
import { StatusStore } from './status-store';

const verbs = ['run', 'start', 'stop', 'restart'] as const;
const shownJobs = 8;

/** How Hermes does: its gateway as it really is, what it is connected to, and the verbs that change it. */
@Component({
  selector: 'app-hermes-status-page',
  imports: [
    Badge,
    Banner,
    EmptyState,
    GatewayMenu,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    ProcessesTile,
    ProfileGatewaysTile,
    RelayTile,
    ServiceTile,
    Tile,
    TimeStamp,
  ],
  templateUrl: './status-page.html',
  styleUrl: './status-page.css',
  providers: [GatewayActions, ProcessesStore, SetupActions, SetupStore, StatusStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HermesStatusPage {
  protected readonly store = inject(StatusStore);
  private readonly processes = inject(ProcessesStore);
  protected readonly actions = inject(GatewayActions);
  protected readonly hermesJobs = inject(HermesJobs);
  protected readonly session = inject(Session);

  protected readonly verdicts = verdictLooks;
  protected readonly jobLooks = jobLooks;
  protected readonly evidenceNames = evidenceNames;
  protected readonly questions = [
    { question: 'status', label: 'gateway status' },
    { question: 'deep_status', label: 'gateway status --deep' },
    { question: 'list', label: 'gateway list' },
    { question: 'proxy_status', label: 'proxy status' },
    { question: 'proxy_providers', label: 'proxy providers' },
    { question: 'version', label: '--version' },
  ] as const;

  protected readonly profile = this.store.scope.profile;
  protected readonly gateway = this.store.gateway;
  protected readonly summary = computed(() => `Profile ${this.profile()}`);
  protected readonly hindrances = computed(() => {
    const status = this.store.current();
    if (status === undefined) return undefined;
    const isKept = this.processes.isGatewayKept();
    const facts = { verdict: status.gateway.verdict, ...status.command, isKept };
    const [run, start, stop, restart] = verbs.map((verb) => hindrance(verb, facts));
    return { run, start, stop, restart };
  });
  protected readonly askHindrance = computed(
    () => this.store.current()?.command.unavailableReason ?? undefined,
  );
  protected readonly platforms = computed(() => {
    const gateway = this.gateway();
    const isBelieved =
      gateway !== undefined && ['running', 'draining', 'elsewhere'].includes(gateway.verdict);
    return (gateway?.platforms ?? []).map((platform) => ({
      ...platform,
      look: platformLook(platform.state, isBelieved),
    }));
  });
  protected readonly damaged = computed(() =>
    (this.store.current()?.files ?? []).filter(({ status }) => status === 'unreadable'),
  );
  protected readonly jobs = computed(() =>
    (this.store.jobs.value()?.items ?? []).slice(0, shownJobs),
  );
  protected readonly behind = computed(() => {
    const version = this.store.current()?.version;
    if (version === undefined) return '';
    if (version.behind === null)
      return version.checkedAt === null ? 'Never looked for' : 'None known';
    if (version.behind < 0) return 'There is a newer one';
    return version.behind === 0 ? 'Up to date' : `${formatCount(version.behind, 'commit')} behind`;
  });
  protected readonly tickerLooks = {
    fresh: { word: 'Fresh', tone: 'good', icon: 'check' },
    late: { word: 'Late', tone: 'bad', icon: 'error' },
    never: { word: 'Never', tone: 'muted', icon: 'minus' },
  } as const;
}
