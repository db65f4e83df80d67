/** `work`, of which one call runs at a time; the others wait, in order. */
export function inTurn<A, R>(work: (argument: A) => Promise<R>): (argument: A) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  return (argument) => {
    const turn = last.then(() => work(argument));
    last = turn.catch(() => {}); // its own caller hears of it
    return turn;
  };
}
