/** Lets others have their turn: streams and timers wait while files are read and written without threads. */
export const turn = (): Promise<void> => new Promise((settle) => setImmediate(settle));
