import { type Aws, retryUntil } from "@ingot/client-aws";
import { collectTail, spawnMarked } from "@ingot/client-local";
import type { BuildContext, ChildProcessHandle } from "@ingot/core/plugin";
import { type Plugin, pluginProgram } from "./plugin-version.js";

/** What leads where. */
export interface SessionPlace {
  readonly instanceId: string;
  /** Of the instance. */
  readonly port: number;
  /** Of this machine. */
  readonly localPort: number;
}

/** A port of this machine that leads to the instance, for as long as the plugin runs. */
export interface Session {
  /** Resolves when the plugin has ended, with the last that it said. */
  readonly end: Promise<string>;
  /** Ends the plugin and all that it started, and tells Amazon. */
  close(): Promise<void>;
}

/** How long an instance's agent may take to report, in milliseconds. */
const patience = 600_000;

/** Where the plugin reads the session from. */
const variable = "AWS_SSM_START_SESSION_RESPONSE";

/** Begins a session, and starts the plugin that carries it. */
export async function openSession(place: SessionPlace, plugin: Plugin, aws: Aws, run: BuildContext): Promise<Session> {
  const request = requestFor(place);
  const ssm = await aws.ssm();
  const started = await retryUntil(
    () => ssm.startSession(request),
    { codes: ["TargetNotConnected"], for: patience },
    run,
  );
  const { SessionId = "", TokenValue = "", StreamUrl = "" } = started;
  run.hide(TokenValue);
  const child = startPlugin({ SessionId, TokenValue, StreamUrl }, request, plugin, aws, run);
  const said = [collectTail(child.stdout), collectTail(child.stderr)];
  const end = child.exit.then(
    ({ code, signal }) =>
      `${said
        .map((tail) => tail())
        .join(" ")
        .trim()} (${signal ?? `exit code ${code}`})`,
    (error: Error) => error.message,
  );
  return { end, close: () => closeSession(SessionId, child, end, aws, run) };
}

const requestFor = ({ instanceId, port, localPort }: SessionPlace) => ({
  Target: instanceId,
  DocumentName: "AWS-StartPortForwardingSession",
  Parameters: { portNumber: [String(port)], localPortNumber: [String(localPort)] },
});

/** As Amazon's own command line starts it. Old versions read the token from their arguments only. */
function startPlugin(
  response: object,
  request: ReturnType<typeof requestFor>,
  { readsEnvironment }: Plugin,
  aws: Aws,
  run: BuildContext,
): ChildProcessHandle {
  const text = JSON.stringify(response);
  const domain = aws.region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const endpoint = `https://ssm.${aws.region}.${domain}`;
  const args = [readsEnvironment ? variable : text, aws.region, "StartSession", "", JSON.stringify(request), endpoint];
  const more = readsEnvironment ? { [variable]: text } : {};
  return spawnMarked(pluginProgram, args, { ...run, host: { ...run.host, env: { ...run.host.env, ...more } } });
}

/** How long the plugin may take to end when it is asked to, in milliseconds. */
const grace = 2000;

async function closeSession(
  SessionId: string,
  child: ChildProcessHandle,
  end: Promise<string>,
  aws: Aws,
  { host, signal }: BuildContext,
): Promise<void> {
  child.kill("SIGTERM");
  const over = new AbortController();
  const late = host.sleep(grace, over.signal).then(
    () => child.kill("SIGKILL"),
    () => undefined,
  );
  await end;
  over.abort();
  await late;
  const ssm = await aws.ssm();
  await ssm.terminateSession({ SessionId }).catch(() => signal.throwIfAborted()); // it ends by itself when nobody uses it
}
