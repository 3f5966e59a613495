import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type {
  ProfileArchives,
  ProfileList,
} from '../../../../../server/hermes-state/profiles/profiles.contract';
import type { LiveEvents } from '../../../../../server/live/live.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { keysetPages } from '../../ui/keyset-pages';
import { profilesPath } from './profile-calls';

const pollMs = 30_000;
const kinds = ['profiles', 'config', 'gateway', 'skills'] as const;

/** Every profile, a page at a time, and the archives that were made of them. */
@Injectable()
export class ProfilesStore {
  private readonly router = inject(Router);
  private readonly query = toSignal(inject(ActivatedRoute).queryParamMap);
  readonly search = computed(() => this.query()?.get('search') ?? '');

  private readonly request = computed(
    () => ({ url: profilesPath, params: { search: this.search(), limit: 50 } }),
    { equal: (one, other) => one.params.search === other.params.search },
  );
  readonly list = liveOrPoll<ProfileList>(this.request, ['hermes', 'jobs'], pollMs, {
    concerns: isNews,
  });
  readonly pages = keysetPages<ProfileList>({
    request: this.request,
    firstPage: this.list,
    idOf: ({ name }) => name,
    isReadWhole: true,
  });
  readonly archives = liveOrPoll<ProfileArchives>(
    () => ({ url: `${profilesPath}/archives` }),
    ['jobs'],
    pollMs,
    { concerns: isNews },
  );

  find(search: string): void {
    void this.router.navigate([], {
      queryParams: { search: search || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  reload(): void {
    this.pages.reload();
    this.archives.reload();
  }
}

function isNews(event: unknown): boolean {
  const news = event as LiveEvents['hermes'] | LiveEvents['jobs'];
  if ('job' in news) return news.job.group === 'profile' && news.job.state !== 'running';
  return news.kinds.some((kind) => (kinds as readonly string[]).includes(kind));
}
