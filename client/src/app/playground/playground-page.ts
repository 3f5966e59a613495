import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import type { ApiUserView } from '../../../../server/api-users/api-users.contract';
import type { PlaygroundModels } from '../../../../server/playground/playground.contract';
import { Session } from '../session/session';
import { Banner } from '../ui/banner';
import { EmptyState } from '../ui/empty-state';
import { Field, FieldControl } from '../ui/field';
import { formatCompact, formatNumber } from '../ui/format';
import { Icon } from '../ui/icon';
import { keptResource } from '../ui/kept-resource';
import { PageHeader } from '../ui/page-header';
import { AnswerView } from './answer-view';
import { PlaygroundChatting } from './playground-chat';
import { UserField } from './user-field';

/** A chat through a gateway as one of the API users, to see what it would get. */
@Component({
  selector: 'app-playground-page',
  imports: [
    AnswerView,
    Banner,
    EmptyState,
    Field,
    FieldControl,
    Icon,
    MatButton,
    PageHeader,
    UserField,
  ],
  templateUrl: './playground-page.html',
  styleUrl: './playground-page.css',
  providers: [PlaygroundChatting],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlaygroundPage {
  protected readonly chat = inject(PlaygroundChatting);
  protected readonly session = inject(Session);
  private readonly router = inject(Router);

  private readonly log = viewChild.required<ElementRef<HTMLElement>>('log');
  /** What is being said stays in sight, unless the operator reads further up. */
  private isAtEnd = true;

  // Of the address: whom and what is tried can be linked, what is said cannot.
  readonly gateway = input<string>();
  readonly apiUserId = input<string>();
  readonly model = input<string>();

  protected readonly chosenGateway = computed(() => (this.gateway() === 'post' ? 'post' : 'pre'));
  private readonly userResource = keptResource<ApiUserView>(() => {
    const id = this.apiUserId();
    return id === undefined ? undefined : { url: `/api/admin/api-users/${encodeURIComponent(id)}` };
  });
  protected readonly user = computed(() => {
    const user = this.userResource.value();
    return user?.id === this.apiUserId() ? user : undefined;
  });
  protected readonly userHint = computed(() => {
    const user = this.user();
    if (user === undefined) return 'Its limits apply, and what is sent counts against them.';
    const { requestsPerMinute, monthlyTokenCap, usage } = user;
    return `${formatNumber(requestsPerMinute)} requests a minute; ${formatCompact(usage.usedTokens)} of ${formatCompact(monthlyTokenCap)} tokens used this month.`;
  });
  protected readonly userProblem = computed(() => {
    const user = this.user();
    if (this.apiUserId() === undefined) return undefined;
    if (user === undefined) return this.userResource.problem()?.message;
    if (user.status !== 'active') return `This user is ${user.status}: the gateway refuses it.`;
    if (!user.gateways.includes(this.chosenGateway()))
      return `This user may not use the gateway ${this.chosenGateway()}.`;
    return undefined;
  });

  protected readonly models = keptResource<PlaygroundModels>(() => ({
    url: '/api/admin/playground/models',
    params: { gateway: this.chosenGateway() },
  }));
  /** What the user may ask for. Others can be typed, to see them refused. */
  protected readonly offered = computed(() => {
    const allowed = this.user()?.allowedModels;
    const listed = this.models.value()?.items ?? [];
    if (!allowed) return listed;
    return [...new Set([...listed.filter((model) => allowed.includes(model)), ...allowed])];
  });
  protected readonly typedModel = linkedSignal(() => this.model() ?? this.offered()[0] ?? '');
  protected readonly modelHint = computed(() => {
    const problem = this.models.problem();
    if (problem) return problem.message;
    const allowed = this.user()?.allowedModels;
    return allowed && !allowed.includes(this.typedModel())
      ? 'Not among the models this user may use.'
      : undefined;
  });

  protected readonly system = signal('');
  protected readonly temperature = signal('');
  protected readonly maxTokens = signal('');
  protected readonly isStream = signal(true);
  protected readonly text = signal('');
  /** Why nothing can be sent now. */
  protected readonly hindrance = computed(() => {
    if (!this.session.canChange()) return 'Only administrators may send as an API user.';
    if (this.apiUserId() === undefined) return 'Choose an API user first.';
    if (this.typedModel().trim() === '') return 'Choose a model first.';
    if (!isBetween(this.temperature(), 0, 2)) return 'The temperature is a number from 0 to 2.';
    if (!isBetween(this.maxTokens(), 1, 1_000_000)) return 'Max tokens is a whole number.';
    return undefined;
  });

  constructor() {
    afterRenderEffect(() => {
      this.chat.turns();
      const { nativeElement: log } = this.log();
      if (this.isAtEnd) log.scrollTop = log.scrollHeight;
    });
  }

  protected noteScroll({ scrollTop, clientHeight, scrollHeight }: HTMLElement): void {
    this.isAtEnd = scrollTop + clientHeight > scrollHeight - 40;
  }

  protected choose(queryParams: Record<string, string>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected async send(): Promise<void> {
    const apiUserId = this.apiUserId();
    const text = this.text().trim();
    if (apiUserId === undefined || text === '' || this.hindrance() || this.chat.isAnswering())
      return;
    this.text.set('');
    this.isAtEnd = true;
    const [temperature, maxTokens] = [this.temperature().trim(), this.maxTokens().trim()];
    await this.chat.send(text, {
      gateway: this.chosenGateway(),
      apiUserId,
      model: this.typedModel().trim(),
      system: this.system(),
      stream: this.isStream(),
      ...(temperature !== '' && { temperature: Number(temperature) }),
      ...(maxTokens !== '' && { maxTokens: Math.round(Number(maxTokens)) }),
    });
    this.userResource.reload();
  }

  /** Enter sends; with Shift it is a new line, and while a word is being composed it belongs to the input method. */
  protected followEnter(event: Event): void {
    const { shiftKey, isComposing } = event as KeyboardEvent;
    if (shiftKey || isComposing) return;
    event.preventDefault();
    void this.send();
  }
}

function isBetween(text: string, least: number, most: number): boolean {
  if (text.trim() === '') return true;
  const value = Number(text);
  return Number.isFinite(value) && value >= least && value <= most;
}
