import { processors } from "./processors.js";

it.each<[Partial<Record<"cpus" | "sockets" | "cores" | "threads", number>>, string | undefined]>([
  [{}, undefined],
  [{ cpus: 1 }, undefined],
  [{ cpus: 4 }, "4"],
  [{ sockets: 2 }, "2,maxcpus=2,sockets=2,cores=1,threads=1"],
  [{ cpus: 2, sockets: 2, cores: 2 }, "2,maxcpus=4,sockets=2,cores=2,threads=1"],
  [{ cpus: 9, cores: 2, threads: 2 }, "4,maxcpus=4,sockets=1,cores=2,threads=2"],
])("%j", (wanted, expected) => {
  expect(processors({ cpus: undefined, sockets: undefined, cores: undefined, threads: undefined, ...wanted })).toBe(
    expected,
  );
});
