/** What the SDK's failures know of themselves. */
export interface SdkFailure extends Error {
  /** Node's, of connections. */
  readonly code?: string;
  /** Whose fault it is: of those that AWS itself tells. */
  readonly $fault?: "client" | "server";
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
    /** The server that was asked: scheme, name and port. */
    readonly server?: string;
  };
  readonly cause?: Error;
  readonly $response?: SdkResponse;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /** A text where it could not be read as an answer. */
  readonly body?: unknown;
}

/** An answer that is not of AWS, but of a proxy or another server, or that was cut. */
export const isForeign = ({ $fault, $response, name }: SdkFailure): boolean =>
  $response !== undefined && ($fault === undefined || name === "UnknownError" || name === "Unknown");

/** The name of the server cannot be looked up, and nobody says that this will pass. */
export const isUnknownServer = ({ code }: SdkFailure): boolean => code === "ENOTFOUND";

/** The server's certificate is of nobody whom we trust. */
export const isDistrusted = ({ code = "" }: SdkFailure): boolean => /SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/.test(code);
