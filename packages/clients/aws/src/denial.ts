import { encodedPart } from "./encoded-denial.js";
import type { SdkFailure } from "./sdk/sdk-failure.js";
import { stsService } from "./sdk/services.js";
import type { Session } from "./session.js";

/** What STS says of an encoded refusal, where the config asks for it; undefined where there is none, or it may not be decoded. */
export async function explainDenial(
  error: unknown,
  session: Session,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { message = "" } = error as Partial<SdkFailure>;
  const [, encoded] = encodedPart.exec(message) ?? [];
  if (encoded === undefined || !session.config.decode_authorization_messages) return undefined;
  try {
    const sts = await session.clients(stsService, session.region);
    const { DecodedMessage } = await sts.decodeAuthorizationMessage(
      { EncodedMessage: encoded },
      { abortSignal: signal },
    );
    return DecodedMessage && `What was refused, decoded: ${DecodedMessage}.`;
  } catch {
    return undefined; // the refusal itself counts
  }
}
