/** `record[key]`, blind to what objects inherit: a template may well say `constructor = 1`. */
export function ownEntry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
