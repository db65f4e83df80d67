/** The systems outside that functions ask for values. */
export type RemoteSystem = "vault" | "consul" | "aws-secretsmanager";

/** Values that take time to come, as evaluation, which does not wait, sees them. */
export interface RemoteValues {
  /**
   * What the system has under `name`: the fields of a secret in Vault, a text in the others; `content` is undefined where it
   * has nothing. The answer is undefined while it has not come: what is evaluated with it is unknown, and must be evaluated
   * again. Throws an error whose message says why the value cannot be had, without a full stop.
   */
  read(system: RemoteSystem, name: string): { readonly content: unknown } | undefined;
  /** Told of every text that a function gives to the template: each is a secret. */
  onValue?(text: string): void;
}
