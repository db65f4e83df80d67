/** What the SDK's failures know of themselves. */
export interface SdkFailure extends Error {
  /** Node's, of connections. */
  readonly code?: string;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
  readonly cause?: Error;
  readonly $response?: SdkResponse;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
}
