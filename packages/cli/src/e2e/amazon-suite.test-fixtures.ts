import { type Moto, requiresMoto, requiresSshd, type Sshd, startMoto, startSshd } from "@ingot/testing";

/** What a build at Amazon needs: moto, and a server that stands for every instance. */
export interface Amazon {
  readonly moto: Moto;
  readonly sshd: Sshd;
}

/** A suite with one of each from its first test to its last; skipped where they are not installed. */
export function atAmazon(what: string, suite: (amazon: Amazon) => void): void {
  requiresSshd()("with a machine to log in to", () => {
    requiresMoto()(what, () => {
      let moto: Moto;
      let sshd: Sshd;
      beforeAll(async () => {
        [moto, sshd] = await Promise.all([startMoto(), startSshd()]);
      });
      afterAll(async () => {
        await Promise.all([moto?.[Symbol.asyncDispose](), sshd?.[Symbol.asyncDispose]()]);
      });
      suite({
        get moto() {
          return moto;
        },
        get sshd() {
          return sshd;
        },
      });
    });
  });
}
