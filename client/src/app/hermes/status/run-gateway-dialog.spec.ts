import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { control, eventually, field, shownText } from '../../testing/render';
import { RunGatewayDialog, type RunSubject } from './run-gateway-dialog';

const open = async (change: Partial<RunSubject> = {}) => {
  const data = { profile: 'coder', pid: null, agents: 0, ...change };
  const opened = TestBed.inject(MatDialog).open(RunGatewayDialog, { data });
  await eventually('dialog', () => shownText().includes('Run the gateway of coder?'));
  return firstValueFrom(opened.afterClosed());
};
const isDisabled = () => (control('Run gateway') as HTMLButtonElement).disabled;

describe('the dialog that runs a gateway', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('runs it plainly unless more is asked for', async () => {
    const answer = open();
    await eventually('button', () => shownText().includes('hermes -p coder gateway run'));
    control('Run gateway').click();
    expect(await answer).toEqual({ isReplacement: false, isForced: false });
  });

  it('runs it beside a service only when that is chosen, and shows the command', async () => {
    const answer = open();
    await eventually('dialog', () => shownText().includes('corrupt the state they share'));
    field(/--force/).click();
    await eventually('command', () => shownText().includes('coder gateway run --force'));
    control('Run gateway').click();
    expect(await answer).toEqual({ isReplacement: false, isForced: true });
  });

  it('puts it in the place of one that runs, and not beside it', async () => {
    const answer = open({ pid: 4711, agents: 2 });
    await eventually('dialog', () => shownText().includes('process 4711, with 2 agents at work'));
    expect(isDisabled()).toBe(true);
    field(/--replace/).click();
    await eventually('button', () => !isDisabled());
    control('Run gateway').click();
    expect(await answer).toEqual({ isReplacement: true, isForced: false });
  });
});
