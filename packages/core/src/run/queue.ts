/** First in, first out; each call takes constant time. */
export interface Queue<T> {
  add(item: T): void;
  take(): T | undefined;
  size(): number;
}

/** Forgotten slots are given back when they are this many, and half of all. */
const slack = 1024;

export function createQueue<T>(): Queue<T> {
  let items: T[] = [];
  let first = 0;
  const take = () => {
    if (first === items.length) return undefined;
    const item = items[first];
    items[first] = undefined as T;
    first += 1;
    if (first > slack && first * 2 > items.length) {
      items = items.slice(first);
      first = 0;
    }
    return item;
  };
  return { add: (item) => void items.push(item), take, size: () => items.length - first };
}
