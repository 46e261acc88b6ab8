// What is dear to make is made anew only when its grounds change. A description that is the same object costs nothing to render.

export type Keep<T> = (grounds: unknown[], make: () => T) => T;

export function keep<T>(): Keep<T> {
  let known: unknown[] | null = null, made: T;
  return (grounds, make) => {
    if (known?.length === grounds.length && grounds.every((ground, i) => ground === known?.[i])) return made;
    made = make();
    known = grounds;
    return made;
  };
}

/** One for each name; those that were not asked for since the last `forget` go. */
export class KeptByName<T> {
  private kept = new Map<string, Keep<T>>();
  private before = new Map<string, Keep<T>>();

  get(name: string): Keep<T> {
    const known = this.kept.get(name) ?? this.before.get(name) ?? keep<T>();
    this.kept.set(name, known);
    return known;
  }

  forget(): void {
    this.before = this.kept;
    this.kept = new Map();
  }
}
