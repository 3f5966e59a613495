import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { refuse, requestTo } from '../testing/answer-http';
import { EVENT_SOURCE } from '../live/live-channel';
import { FakeEventSource } from '../testing/fake-event-source';
import { control, eventually, openPage, press, shownText, type } from '../testing/render';
import { auditPage, auditRecord, auditSummary, gateways, idOf } from '../testing/samples';
import { AuditPage } from './audit-page';
import { AuditPeek } from './audit-peek';

const path = '/api/admin/logs';

const open = (address = '/audit') =>
  openPage(
    [{ path: 'audit', component: AuditPage, children: [{ path: ':id', component: AuditPeek }] }],
    address,
  );

const address = (): string => TestBed.inject(Router).url;

const answerList = async (...numbers: number[]): Promise<void> => {
  const found = [...numbers].sort((a, b) => b - a).map((number) => auditSummary(number));
  (await requestTo(path)).flush(auditPage(found));
};
const answerCount = async (count: number, change: object = {}): Promise<void> => {
  const body = { count, hasMore: false, countedBackTo: null, ...change };
  (await requestTo(`${path}/count`)).flush(body);
};
const labelled = (name: string): HTMLInputElement => {
  const found = document.querySelector<HTMLInputElement>(`[aria-label="${name}"]`);
  if (!found) throw new Error(`Nothing is labelled ${name}.`);
  return found;
};

const hasCurl = (): boolean =>
  document.querySelector('[aria-label="Copy request as curl"]') !== null;

describe('Audit page', () => {
  it('restores filters from the address', async () => {
    await open(
      '/audit?from=2026-11-21T00:00:00Z&status=5xx&gateway=pre&minDurationMs=5000&keyPrefix=hms_ab&bogus=1&stream=maybe',
    );
    const { params } = (await requestTo(path)).request;
    expect(params.toString()).toBe(
      'from=2026-11-21T00:00:00.000Z&gateway=pre&status=5xx&minDurationMs=5000&keyPrefix=hms_ab&limit=100',
    );
  });

  it('takes a filter out of the address with its chip', async () => {
    await open('/audit?status=4xx');
    await answerList(1);
    control('Remove filter: Status: 4xx').click();
    await eventually('address', () => address() === '/audit');
    expect((await requestTo(path)).request.params.has('status')).toBe(false);
  });

  it('counts a moving time range back from now', async () => {
    await open('/audit?range=1h');
    const from = Date.parse((await requestTo(path)).request.params.get('from') ?? '');
    expect(Math.abs(Date.now() - 3_600_000 - from)).toBeLessThan(5000);
  });

  it('looks for text in the last day when no time range is chosen', async () => {
    await open();
    await answerList(1);
    type(labelled('Text in prompt or answer'), 'invoice');
    await eventually('address', () => address() === '/audit?search=invoice&range=24h');
  });

  it('does not search all time when a link asks for it', async () => {
    await open('/audit?search=invoice');
    expect(shownText()).toContain('A text search needs a time range');
  });

  it('says how far back a search has looked, and goes on from there', async () => {
    await open('/audit?search=invoice&range=24h');
    (await requestTo(path)).flush(
      auditPage([auditSummary(1)], {
        nextCursor: idOf(1),
        searchedBackTo: '2026-11-21T08:00:00.000Z',
      }),
    );
    await eventually('note', () => shownText().includes('Looked back to'));
    control('Look further').click();
    expect((await requestTo(path)).request.params.get('cursor')).toBe(idOf(1));
  });

  it('offers a request as a command beside its link, whatever is shown of it', async () => {
    await open(`/audit/${idOf(1)}`);
    (await requestTo(`${path}/${idOf(1)}`)).flush(auditRecord(1));
    (await requestTo('/api/admin/gateways')).flush(gateways);
    await eventually('button', () => shownText().includes('Overview') && hasCurl());
    expect(document.querySelector('header .tools [title="Copy as curl"]')).not.toBeNull();
  });

  it('says that there are more than anybody counts', async () => {
    await open();
    await answerList(1);
    await answerCount(10_000, { hasMore: true });
    await eventually('count', () => shownText().includes('More than 10,000 match.'));
  });

  it('shows the cause and the request id when the log cannot be read', async () => {
    await open();
    refuse(await requestTo(path), 503, { code: 'database_away', message: 'Database away.' });
    await eventually('cause', () => shownText().includes('Database away.'));
    expect(shownText()).toContain('Request id req-1');
  });

  it('does not show what other filters found when a new filter fails', async () => {
    await open();
    await answerList(1);
    await eventually('row', () => shownText().includes('Research team'));
    await TestBed.inject(Router).navigateByUrl('/audit?gateway=post');
    refuse(await requestTo(path), 503, { code: 'database_away', message: 'Database away.' });
    await eventually('cause', () => shownText().includes('Database away.'));
    expect(shownText()).not.toContain('Research team');
  });

  it('asks before an export, and says how many requests it takes', async () => {
    await open('/audit?gateway=pre');
    await answerList(1, 2);
    await answerCount(1234);
    control('Export').click();
    await eventually('menu', () => shownText().includes('CSV: the list'));
    control(/^CSV/).click();
    await eventually('question', () => shownText().includes('1,234 requests'));
    expect(shownText()).toContain('gateway=pre');
    control('Cancel').click();
  });

  it('goes through the list with J and K, keeps the filters, and closes with Esc', async () => {
    await open(`/audit/${idOf(3)}?gateway=pre`);
    await answerList(1, 2, 3);
    (await requestTo(`${path}/${idOf(3)}`)).flush(auditRecord(3));
    await eventually('list', () => document.getElementById(`audit-row-${idOf(1)}`) !== null);
    press('j');
    await eventually('older', () => address() === `/audit/${idOf(2)}?gateway=pre`);
    press('k');
    await eventually('newer', () => address() === `/audit/${idOf(3)}?gateway=pre`);
    press('Escape');
    await eventually('list', () => address() === '/audit?gateway=pre');
    await eventually('focus', () => document.activeElement?.id === `audit-row-${idOf(3)}`);
  });

  it('goes on from where a linked request would stand when the filter does not find it', async () => {
    await open(`/audit/${idOf(2)}`);
    await answerList(1, 3);
    await eventually('list', () => document.getElementById(`audit-row-${idOf(1)}`) !== null);
    press('j');
    await eventually('older', () => address() === `/audit/${idOf(1)}`);
  });

  it('leaves J to those who type it into a filter', async () => {
    await open(`/audit/${idOf(2)}`);
    await answerList(1, 2);
    press('j', labelled('Text in prompt or answer'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(address()).toBe(`/audit/${idOf(2)}`);
  });

  it('shows messages as text, whatever markup they hold', async () => {
    await open(`/audit/${idOf(1)}?tab=conversation`);
    await answerList(1);
    (await requestTo(`${path}/${idOf(1)}`)).flush(auditRecord(1));
    await eventually('prompt', () => shownText().includes('<b>Hello</b>'));
    expect(document.querySelector('app-conversation-view b')).toBeNull();
  });

  it('says how much of a cut prompt was kept, and makes no command of it', async () => {
    await open(`/audit/${idOf(1)}?tab=raw`);
    await answerList(1);
    (await requestTo('/api/admin/gateways')).flush(gateways);
    const prompt = 'x'.repeat(65_536);
    const record = auditRecord(1, { requestTruncated: true, prompt });
    (await requestTo(`${path}/${idOf(1)}`)).flush(record);
    await eventually('note', () => shownText().includes('64 KiB of 210 KiB kept'));
    expect(shownText()).toContain('No curl command');
  });

  it('shows a prompt that was cut as the conversation it was, up to the cut', async () => {
    await open(`/audit/${idOf(1)}?tab=conversation`);
    await answerList(1);
    const prompt = `{"messages":[{"role":"user","content":"${'x'.repeat(65_497)}`;
    const record = auditRecord(1, { requestTruncated: true, prompt });
    (await requestTo(`${path}/${idOf(1)}`)).flush(record);
    await eventually('note', () => shownText().includes('Cut here: 64 KiB of 210 KiB kept'));
    expect(shownText()).toContain('not whole');
  });

  it('says so when a linked request does not exist', async () => {
    await open(`/audit/${idOf(9)}`);
    await answerList(1);
    refuse(await requestTo(`${path}/${idOf(9)}`), 404, { code: 'not_found', message: 'Gone.' });
    await eventually('cause', () => shownText().includes('This request could not be loaded'));
  });
});

describe('Live tail', () => {
  beforeEach(() => {
    FakeEventSource.opened = [];
  });

  const follow = async (at: string): Promise<void> => {
    TestBed.configureTestingModule({
      providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
    });
    await open(at);
    await answerList(1);
    await eventually('connection', () => FakeEventSource.opened.length > 0);
    FakeEventSource.latest.say('hello', { resumed: false });
  };

  it('asks for what is newer under the same filters, and shows it', async () => {
    await follow('/audit?gateway=pre&live=true');
    await eventually('state', () => shownText().includes('Following'));
    const { request } = await requestTo(path);
    expect(request.params.get('gateway')).toBe('pre');
    expect(request.params.has('from')).toBe(true);
  });

  it('takes over how a running request ended', async () => {
    TestBed.configureTestingModule({
      providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
    });
    await open('/audit?live=true');
    const running = auditSummary(1, { endReason: null, status: null });
    (await requestTo(path)).flush(auditPage([running]));
    await eventually('row', () => shownText().includes('running'));
    await eventually('connection', () => FakeEventSource.opened.length > 0);
    FakeEventSource.latest.say('audit', { items: [auditSummary(1)], leftOut: 0 });
    await eventually('end', () => shownText().includes('200 · done'));
  });

  it('shows that it polls while there is no connection', async () => {
    await open('/audit?live=true');
    await answerList(1);
    await eventually('state', () => shownText().includes('Polling'));
  });

  it('says that it cannot follow a range that has ended', async () => {
    await open('/audit?to=2026-11-21T00:00:00Z&live=true');
    await eventually('state', () => shownText().includes('Cannot follow'));
  });
});
