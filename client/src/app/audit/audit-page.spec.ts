import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, field, openPage, press, shownText, type } from '../testing/render';
import { auditPage, auditRecord, auditSummary, idOf } from '../testing/samples';
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
  (await requestTo(path)).flush(auditPage(numbers.map((number) => auditSummary(number))));
};

describe('Audit page', () => {
  beforeEach(() => {
    // jsdom does not scroll.
    Element.prototype.scrollIntoView = () => undefined;
  });

  it('restores filters from the address, for the list and for the download', async () => {
    await open('/audit?from=2026-11-21T00:00:00Z&status=5xx&gateway=pre&bogus=1');
    const { params } = (await requestTo(path)).request;
    expect(params.toString()).toBe('from=2026-11-21T00:00:00.000Z&gateway=pre&status=5xx');
    expect(control('Download JSONL').getAttribute('href')).toBe(
      `${path}/download?from=2026-11-21T00%3A00%3A00.000Z&gateway=pre&status=5xx`,
    );
  });

  it('writes a chosen filter to the address, and takes it out with its chip', async () => {
    await open();
    await answerList(1);
    type(field('Status'), '4xx');
    await eventually('address', () => address() === '/audit?status=4xx');
    expect((await requestTo(path)).request.params.get('status')).toBe('4xx');
    control('Remove filter: status 4xx').click();
    await eventually('address', () => address() === '/audit');
  });

  it('counts a moving time range back from now', async () => {
    await open('/audit?range=1h');
    const from = Date.parse((await requestTo(path)).request.params.get('from') ?? '');
    expect(Math.abs(Date.now() - 3_600_000 - from)).toBeLessThan(5000);
  });

  it('looks for text in the last day when no time range is chosen', async () => {
    await open();
    await answerList(1);
    type(field('Text in prompt'), 'invoice');
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
    await eventually('note', () => shownText().includes('Searched back to'));
    control('Continue searching').click();
    const more = await requestTo(path);
    expect(more.request.params.get('cursor')).toBe(idOf(1));
  });

  it('shows the cause and the request id when the log cannot be read', async () => {
    await open();
    refuse(await requestTo(path), 503, { code: 'database_away', message: 'Database away.' });
    await eventually('cause', () => shownText().includes('Database away.'));
    expect(shownText()).toContain('Request id req-1');
  });

  it('goes through the list with J and K, keeps the filters, and closes with Esc', async () => {
    await open(`/audit/${idOf(1)}?gateway=pre`);
    await answerList(1, 2, 3);
    (await requestTo(`${path}/${idOf(1)}`)).flush(auditRecord(1));
    await eventually('list', () => document.getElementById(`request-${idOf(3)}`) !== null);
    press('j');
    await eventually('next', () => address() === `/audit/${idOf(2)}?gateway=pre`);
    press('k');
    await eventually('previous', () => address() === `/audit/${idOf(1)}?gateway=pre`);
    press('Escape');
    await eventually('list', () => address() === '/audit?gateway=pre');
    await eventually('focus', () => document.activeElement?.id === `request-${idOf(1)}`);
  });

  it('leaves J to those who type it into a filter', async () => {
    await open(`/audit/${idOf(1)}`);
    await answerList(1, 2);
    press('j', field('Model'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(address()).toBe(`/audit/${idOf(1)}`);
  });

  it('shows messages as text, whatever markup they hold', async () => {
    await open(`/audit/${idOf(1)}?tab=prompt`);
    await answerList(1);
    (await requestTo(`${path}/${idOf(1)}`)).flush(auditRecord(1));
    await eventually('prompt', () => shownText().includes('<b>Hello</b>'));
    expect(document.querySelector('app-audit-body b')).toBeNull();
  });

  it('says how much of a cut prompt was kept', async () => {
    await open(`/audit/${idOf(1)}?tab=prompt`);
    await answerList(1);
    const prompt = 'x'.repeat(65_536);
    const record = auditRecord(1, { requestTruncated: true, prompt });
    (await requestTo(`${path}/${idOf(1)}`)).flush(record);
    await eventually('note', () => shownText().includes('64 KiB of 210 KiB kept'));
  });

  it('says so when a linked request does not exist', async () => {
    await open(`/audit/${idOf(9)}`);
    await answerList(1);
    refuse(await requestTo(`${path}/${idOf(9)}`), 404, { code: 'not_found', message: 'Gone.' });
    await eventually('cause', () => shownText().includes('This request could not be loaded'));
  });
});
