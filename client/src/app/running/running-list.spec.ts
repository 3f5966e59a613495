import { idOf, liveRequest } from '../testing/samples';
import { RunningList } from './running-list';

const idsOf = (list: RunningList): string[] => list.items.map(({ id }) => id);

describe('Running list', () => {
  it('adds what begins, renews what goes on and drops what ends', () => {
    const list = new RunningList();
    list.hear([liveRequest(1), liveRequest(2)]);
    list.hear([liveRequest(1, { tokensSoFar: 40 })]);
    list.hear([liveRequest(2, { state: 'ended' })]);
    expect(list.items).toEqual([liveRequest(1, { tokensSoFar: 40 })]);
  });

  it('does not bring back what ended after the snapshot was asked for', () => {
    const list = new RunningList();
    const mark = list.mark();
    list.hear([liveRequest(1, { state: 'ended' })]);
    list.replace([liveRequest(1), liveRequest(2)], mark);
    expect(idsOf(list)).toEqual([idOf(2)]);
  });

  it('keeps what began after the snapshot was asked for', () => {
    const list = new RunningList();
    const mark = list.mark();
    list.hear([liveRequest(3)]);
    list.replace([liveRequest(2)], mark);
    expect(idsOf(list)).toEqual([idOf(3), idOf(2)]);
  });

  it('does not set back what went on after the snapshot was asked for', () => {
    const list = new RunningList();
    list.hear([liveRequest(1, { bytes: 10 })]);
    const mark = list.mark();
    list.hear([liveRequest(1, { bytes: 50 })]);
    list.replace([liveRequest(1, { bytes: 20 })], mark);
    expect(list.items[0]?.bytes).toBe(50);
  });

  it('drops what the snapshot no longer knows: its end was missed', () => {
    const list = new RunningList();
    list.hear([liveRequest(1)]);
    list.replace([], list.mark());
    expect(list.items).toEqual([]);
  });

  it('follows requests of other processes by snapshots alone', () => {
    const list = new RunningList();
    list.replace([liveRequest(1, { state: 'open' })], list.mark());
    expect(idsOf(list)).toEqual([idOf(1)]);
    list.replace([], list.mark());
    expect(idsOf(list)).toEqual([]);
  });
});
