import type { IncomingMessage } from "node:http";
import { StringDecoder } from "node:string_decoder";
import type { BuildContext, IngotError } from "@ingot/core/plugin";
import { connectionLost } from "./docker-error.js";
import { parseAnswer } from "./engine-request.js";

/** One line of what an engine tells while it pulls, pushes, builds or loads. */
export interface ProgressEvent {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  /** Of a build its image's id, of a push the tag and what it now leads to. */
  readonly aux?: { readonly ID?: string; readonly Tag?: string; readonly Digest?: string };
}

interface WireEvent extends ProgressEvent {
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

const action = "image progress";

export interface ProgressFollower {
  readonly signal?: AbortSignal;
  onProgress?(event: ProgressEvent): void | Promise<void>;
}

/** The engine says 200 before it works; a failure comes as the last line. */
export async function followProgress(
  response: IncomingMessage,
  { signal, onProgress }: ProgressFollower,
  failed: (engineMessage: string) => IngotError,
): Promise<void> {
  for await (const event of eventsOf(response, signal)) {
    const message = event.errorDetail?.message ?? event.error;
    if (message !== undefined) throw failed(message);
    await onProgress?.(event);
  }
}

/** Shows it to the user. Progress bars stay out; what is said once comes through. */
export async function sayProgress(event: ProgressEvent, run: Pick<BuildContext, "output">): Promise<void> {
  const { id, status, stream, progressDetail } = event;
  const isBar = progressDetail?.total !== undefined || progressDetail?.current !== undefined;
  if (isBar || (status === undefined && stream === undefined)) return;
  const text = stream ?? (id ? `${id}: ${status}` : status!);
  for (const line of text.split("\n")) if (line.trim() !== "") await run.output({ stream: "stdout", text: line });
}

async function* eventsOf(response: IncomingMessage, signal?: AbortSignal): AsyncGenerator<WireEvent> {
  const decoder = new StringDecoder("utf8");
  let pending = "";
  for await (const chunk of bodyOf(response, signal)) {
    const lines = (pending + decoder.write(chunk)).split("\n");
    pending = lines.pop()!;
    for (const line of lines) yield* eventOf(line);
  }
  yield* eventOf(pending);
}

function* eventOf(line: string): Generator<WireEvent> {
  const event = parseAnswer(line, action);
  if (event !== undefined) yield event as WireEvent;
}

async function* bodyOf(response: IncomingMessage, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* response as AsyncIterable<Buffer>;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw connectionLost(action, error);
  }
}
