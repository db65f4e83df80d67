import { IngotError } from "@ingot/core/plugin";
import type { AnyAuthMethod, AuthHandlerMiddleware, Client, Prompt } from "ssh2";
import { certifiedKey } from "./certificate.js";
import { parsePrivateKey } from "./private-key.js";
import { type SshKey, type SshLogin, type SshServer, serverName } from "./ssh-settings.js";

/** One way to log in. */
interface Credential {
  /** For messages: "the password". */
  readonly name: string;
  /** SSH's name of the method, by which servers say what they take. */
  readonly method: string;
  readonly attempt: AnyAuthMethod;
}

/** All that `login` has, in the order in which it is tried. Throws what is wrong with a key or its certificate; a question that is not answered is told to `giveUp`. */
export function credentialsOf(login: SshLogin, client: () => Client, giveUp: (error: unknown) => void): Credential[] {
  const { username, agent, keys, password } = login;
  return [
    ...(agent ? [{ name: "the keys of the agent", method: "publickey", attempt: agentAttempt(username, agent) }] : []),
    ...keys.map((key) => keyCredential(username, key, client)),
    ...(password === undefined ? [] : [passwordCredential(username, password)]),
    ...interactiveCredential(login, giveUp),
  ];
}

const agentAttempt = (username: string, agent: string): AnyAuthMethod => ({ type: "agent", username, agent });

function keyCredential(username: string, key: SshKey, client: () => Client): Credential {
  const parsed = parsePrivateKey(key);
  const shown = key.certificate ? certifiedKey(parsed, key.name, key.certificate, client) : parsed;
  return { name: key.name, method: "publickey", attempt: { type: "publickey", username, key: shown } };
}

const passwordCredential = (username: string, password: string): Credential => ({
  name: "the password",
  method: "password",
  attempt: { type: "password", username, password },
});

/** The password is the answer to whatever is asked, unless there is a person to ask. */
function interactiveCredential(
  { username, password, answer }: SshLogin,
  giveUp: (error: unknown) => void,
): Credential[] {
  const ask = answer ?? (password === undefined ? undefined : async () => password);
  if (!ask) return [];
  const prompt = (_name: string, _text: string, _language: string, prompts: Prompt[], finish: Finish) => {
    const questions = prompts.map(({ prompt: text, echo }) => ({ text, isSecret: echo !== true }));
    answerAll(questions, ask).then(finish, giveUp);
  };
  const name = answer ? "answers to questions" : "the password as an answer";
  return [{ name, method: "keyboard-interactive", attempt: { type: "keyboard-interactive", username, prompt } }];
}

type Finish = (answers: string[]) => void;
type Question = Parameters<NonNullable<SshLogin["answer"]>>[0];

async function answerAll(questions: readonly Question[], ask: (question: Question) => Promise<string>) {
  const answers: string[] = [];
  for (const question of questions) answers.push(await ask(question)); // a person reads one at a time
  return answers;
}

export interface Authentication {
  readonly handler: AuthHandlerMiddleware;
  refusal(cause: unknown): IngotError;
}

/**
 * Offers what the server says that it takes. Where it wants several (a key and then a password), what has succeeded is not
 * offered again, and what was refused before its turn is.
 */
export function authentication(server: SshServer, credentials: readonly Credential[]): Authentication {
  const { username } = server.login;
  const tried = new Set<Credential>();
  const succeeded = new Set<Credential>();
  let accepted: readonly string[] | undefined;
  let last: Credential | undefined;
  const handler: AuthHandlerMiddleware = (methods, isPartial, next) => {
    if (isPartial && last) succeeded.add(last);
    accepted = methods ?? accepted;
    const rejected = isPartial ? succeeded : tried;
    if (isPartial) tried.clear();
    last = credentials.find((each) => !rejected.has(each) && (accepted?.includes(each.method) ?? true));
    if (!last) return next(false as never);
    tried.add(last);
    next(last.attempt);
  };
  const refusal = (cause: unknown) =>
    new IngotError({
      code: "SSH_AUTHENTICATION",
      source: "user",
      message: `${serverName(server)} does not let ${username} in ${refused(credentials, accepted)}`,
      cause,
      data: { username, ...(accepted && { accepted }) },
    });
  return { handler, refusal };
}

function refused(credentials: readonly Credential[], accepted: readonly string[] | undefined): string {
  if (credentials.length === 0) return "without a password or a key";
  const names = credentials.map(({ name }) => name).join(", ");
  return accepted ? `with ${names}; it takes ${accepted.join(" or ")}` : `with ${names}`;
}
