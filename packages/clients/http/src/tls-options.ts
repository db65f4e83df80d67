/** How a server is told to be the right one, and we to be the right client. Certificates and keys are PEM texts. */
export interface TlsOptions {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name that the certificate must bear, where it is not the address's. */
  readonly servername?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}
