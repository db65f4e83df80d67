import type { AwsAccessConfig } from "../access/fields.js";
import type { AwsContext } from "../context.js";
import type { Clients } from "../sdk/clients.js";
import type { Profiles } from "./profiles.js";

/** A key pair by which requests are signed, in the SDK's form. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they end, where they do. */
  readonly expiration?: Date;
}

/** What credentials are looked for with. */
export interface CredentialSearch {
  readonly config: AwsAccessConfig;
  readonly context: AwsContext;
  readonly profiles: Profiles;
  readonly region: string;
  /** For sources that ask AWS themselves. */
  clientsWith(credentials: AwsCredentials): Clients;
}

/** One place to find credentials. A source that has none says why; one that should have them and fails throws AWS_CREDENTIALS. */
export interface CredentialSource {
  /** For messages: `the environment`. */
  readonly name: string;
  find(search: CredentialSearch): Promise<AwsCredentials | Absence>;
}

/** Why a source has nothing: a clause of its own, that names what could be set. */
export interface Absence {
  readonly absent: string;
}

export const absent = (reason: string): Absence => ({ absent: reason });

/** When they should be replaced by new ones: some minutes before they end. */
export const isStale = ({ expiration }: AwsCredentials, now: Date): boolean =>
  expiration !== undefined && expiration.getTime() - now.getTime() < 5 * 60_000;
