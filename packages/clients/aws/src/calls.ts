import type { AwsContext } from "./context.js";
import type { AwsCredentials } from "./credentials/credentials.js";
import { explainDenial } from "./denial.js";
import { awsFailure } from "./failure.js";
import type { Clients } from "./sdk/clients.js";
import type { Session } from "./session.js";

interface Sending {
  send(command: Command, options?: SendOptions): Promise<unknown>;
}

/** Of the SDK. */
interface Command {
  readonly input?: object;
}

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/**
 * The session's clients as one context sees them: with its signal, its secrets hidden, its person to ask for codes, and failures
 * as `IngotError`s.
 */
export function callingAs(session: Session, context: AwsContext): Clients {
  const hide = hideOnce(context);
  return async (service, region) => {
    const shared = await session.clients(service, region);
    const { send } = shared as unknown as Sending;
    const sendAs = async (command: Command, options: SendOptions = {}) => {
      const { abortSignal: signal = context.signal } = options;
      try {
        hide(await session.identity.get({ ...context, signal }));
        return await send.call(shared, command, { ...options, abortSignal: signal });
      } catch (error) {
        signal.throwIfAborted();
        const call = { service: service.name, action: actionOf(command), region, input: command.input };
        throw awsFailure(call, error, await explainDenial(error, session, signal));
      }
    };
    return Object.create(shared, { send: { value: sendAs } });
  };
}

const actionOf = (command: Command): string => command.constructor.name.replace(/Command$/, "");

/** Whenever there are other credentials than the last time. */
function hideOnce({ hide }: AwsContext): (credentials: AwsCredentials) => void {
  let hidden: AwsCredentials | undefined;
  return (credentials) => {
    if (!hide || hidden === credentials) return;
    hidden = credentials;
    for (const secret of [credentials.secretAccessKey, credentials.sessionToken]) if (secret) hide(secret);
  };
}
