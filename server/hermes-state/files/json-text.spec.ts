import { JsonShapeError, JsonText } from './json-text.ts';

const layout = `{
  "big": 12345678901234567890,
  "exact": 4102358400.0,
  "list": [
    {"id": "a", "priority": 0, "unknown": 1e400},
    {
      "id": "b",
      "priority": 1
    }
  ]
}
`;
const changed = (text: string | undefined, change: (json: JsonText) => void) => {
  const json = new JsonText(text);
  change(json);
  return json.toString();
};

describe('a JSON text', () => {
  it('keeps every other byte when a value changes', () => {
    const after = changed(layout, (json) => json.set(['list', 1, 'id'], 'c'));
    expect(after).toBe(layout.replace('"b"', '"c"'));
  });

  it('keeps numbers that JavaScript cannot hold when their list is put in another order', () => {
    const after = changed(layout, (json) => json.reorder(['list'], [1, 0], (item) => item));
    expect(after).toContain('"unknown": 1e400');
    expect(after).toContain('12345678901234567890');
    expect(after.indexOf('"b"')).toBeLessThan(after.indexOf('"a"'));
  });

  it('makes the objects around a new value, in the layout that is there', () => {
    const after = changed('{\n    "a": 1\n}\n', (json) => json.set(['b', 'c'], [1]));
    expect(JSON.parse(after)).toEqual({ a: 1, b: { c: [1] } });
    expect(after).toContain('\n    "b": {');
  });

  it('stays on one line when it was on one line', () => {
    expect(changed('{"a":1}', (json) => json.set(['b'], 2))).toBe('{"a":1,"b": 2}');
  });

  it('keeps CRLF and a byte order mark', () => {
    const after = changed('\uFEFF{\r\n  "a": 1\r\n}\r\n', (json) => json.set(['b'], 2));
    expect(after).toBe('\uFEFF{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n');
  });

  it.each([undefined, '', ' \n'])('counts %j as an empty object', (text) => {
    expect(JSON.parse(changed(text, (json) => json.set(['a'], 1)))).toEqual({ a: 1 });
  });

  it('inserts before an item and behind the last one', () => {
    const after = changed('[1,2]', (json) => {
      json.insert([], 0, 0);
      json.insert([], 9, 3);
    });
    expect(JSON.parse(after)).toEqual([0, 1, 2, 3]);
  });

  it('removes the item that is meant, and nothing when there is none', () => {
    const after = changed(layout, (json) => {
      json.remove(['list', 0]);
      json.remove(['nowhere', 'at all']);
    });
    expect(JSON.parse(after).list).toEqual([{ id: 'b', priority: 1 }]);
    expect(after).toContain('"exact": 4102358400.0');
  });

  it('refuses a change that a second value of the same name would undo', () => {
    const json = new JsonText('{"a": 1, "a": 2}');
    expect(() => json.set(['a'], 3)).toThrow(JsonShapeError);
  });

  it('refuses a path through something that is no object', () => {
    const json = new JsonText('{"a": "text"}');
    expect(() => json.set(['a', 'b'], 3)).toThrow(JsonShapeError);
  });

  it('reaches no prototype', () => {
    expect(new JsonText('{}').at(['__proto__', 'toString'])).toBeUndefined();
  });
});
