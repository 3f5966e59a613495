import { type Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { control, eventually } from '../testing/render';
import { Chart } from './chart';
import { CodeEditor } from './code-editor';
import { CodeView } from './code-view';
import { DiffView } from './diff-view';
import { FieldDiff } from './field-diff';
import { JobOutput } from './job-output';
import { Sparkline } from './sparkline';

async function show<Part>(part: Type<Part>, inputs: Record<string, unknown>) {
  const fixture = TestBed.createComponent(part);
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
  document.body.append(fixture.nativeElement as HTMLElement);
  await fixture.whenStable();
  const view = fixture.nativeElement as HTMLElement;
  const words = () => view.textContent.replaceAll(/\s+/g, ' ');
  return { fixture, view, words };
}

describe('Code view', () => {
  it('shows JSON as a tree, and as text on demand', async () => {
    const { view, words } = await show(CodeView, {
      label: 'body',
      language: 'json',
      text: '{"a":{"b":[1,null]},"c":"<b>x</b>"}',
    });
    expect(words()).toContain('c: "<b>x</b>"');
    expect(view.querySelector('b')).toBeNull();
    control('Text').click();
    await eventually('lines', () => view.querySelectorAll('.line').length === 9);
  });

  it('shows what only claims to be JSON as it is', async () => {
    const { words } = await show(CodeView, { label: 'body', language: 'json', text: '{"a":' });
    expect(words()).toContain('{"a":');
  });

  it('draws the first lines of a long text, and all of them on demand', async () => {
    const text = 'x\n'.repeat(4999) + 'x';
    const { view } = await show(CodeView, { label: 'log', text });
    expect(view.querySelectorAll('.line')).toHaveLength(2000);
    control('Show all 5,000 lines').click();
    await eventually('all', () => view.querySelectorAll('.line').length === 5000);
  });
});

describe('Differences', () => {
  it('are told by words besides colours', async () => {
    const { words } = await show(DiffView, { label: 'x', before: 'a\n', after: 'b\n' });
    expect(words()).toContain('1 line added, 1 removed');
    expect(words()).toMatch(/− ?removed/);
    expect(words()).toMatch(/\+ ?added/);
  });

  it('of fields say when there was nothing', async () => {
    const changes = [{ field: 'limit', before: null, after: 5 }];
    const { words } = await show(FieldDiff, { changes });
    expect(words()).toMatch(/limit ?not set ?5/);
  });
});

describe('Code editor', () => {
  it('is a plain text area where the editor cannot run, and leads to marked lines', async () => {
    const marks = [{ line: 2, message: 'Wrong.', tone: 'bad' }];
    const { fixture, view } = await show(CodeEditor, { label: 'file', value: 'ab\ncd', marks });
    const area = view.querySelector('textarea');
    if (!area) throw new Error('No text area.');
    area.value = 'ab\ncde';
    area.dispatchEvent(new Event('input'));
    expect(fixture.componentInstance.value()).toBe('ab\ncde');
    control('Line 2: Wrong.').click();
    expect([document.activeElement, area.selectionStart]).toEqual([area, 3]);
  });
});

describe('Job output', () => {
  it('says how the job ended', async () => {
    const { words } = await show(JobOutput, {
      label: 'Update',
      state: 'failed',
      exitCode: 2,
      lines: [{ text: 'no space', stream: 'error' }],
    });
    expect(words()).toContain('Failed, exit code 2');
    expect(words()).toContain('error: no space');
  });

  it('shows the end of a long output and says what it leaves out', async () => {
    const lines = Array.from({ length: 2100 }, (_, at) => ({ text: `line ${at}` }));
    const { words } = await show(JobOutput, { label: 'x', state: 'running', lines });
    expect(words()).toContain('100 earlier lines not shown');
    expect(words()).not.toContain('line 99 ');
  });

  it('stops following while somebody reads further up', async () => {
    const { view, fixture } = await show(JobOutput, { label: 'x', state: 'running', lines: [] });
    const pane = view.querySelector('[role="log"]');
    if (!pane) throw new Error('No pane.');
    Object.defineProperty(pane, 'scrollHeight', { value: 900 });
    pane.dispatchEvent(new Event('scroll'));
    await fixture.whenStable();
    expect(control('Follow output')).toBeTruthy();
  });
});

describe('Charts', () => {
  it('are a table too, where unknown is not zero', async () => {
    const { view, words } = await show(Chart, {
      label: 'Latency',
      categories: ['00:00', '01:00'],
      series: [{ name: 'p50', values: [5, null] }],
    });
    const cells = [...view.querySelectorAll('td')].map((cell) => cell.textContent);
    expect(cells).toEqual(['5', '–']);
    const plot = view.querySelector('[role="group"]');
    plot?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    await eventually('words', () => words().includes('01:00: p50 unknown'));
  });

  it('leave a gap where a sparkline knows nothing', async () => {
    const { view } = await show(Sparkline, { label: 'x', values: [1, 2, null, 4, 3] });
    expect(view.querySelector('.line')?.getAttribute('d')?.match(/M/g)).toHaveLength(2);
  });
});
