/** A map that forgets what was used longest ago when it is full. */
export class BoundedMap<Value> {
  private readonly entries = new Map<string, Value>();

  constructor(private readonly capacity: number) {}

  get(key: string): Value | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) {
      // Maps keep the order of insertion.
      this.entries.delete(key);
      this.entries.set(key, value);
    }
    return value;
  }

  set(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.capacity) this.entries.delete(this.entries.keys().next().value!);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  deleteWhere(isUnwanted: (value: Value) => boolean): void {
    for (const [key, value] of this.entries) if (isUnwanted(value)) this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }
}
