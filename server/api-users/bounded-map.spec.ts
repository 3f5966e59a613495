import { BoundedMap } from './bounded-map.ts';

describe('BoundedMap', () => {
  const newMap = () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    return map;
  };

  it('forgets what was used longest ago when it is full', () => {
    const map = newMap();
    map.get('a');
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
  });

  it('does not grow when a known key is set again', () => {
    const map = newMap();
    map.set('a', 4);
    expect([map.get('a'), map.get('b')]).toEqual([4, 2]);
  });

  it('forgets what it is told to', () => {
    const map = newMap();
    map.deleteWhere((value) => value === 1);
    expect([map.get('a'), map.get('b')]).toEqual([undefined, 2]);
  });
});
