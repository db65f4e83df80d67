import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { quoteForShell } from "@ingot/client-shell-script";
import type { SshKey, SshLogin } from "@ingot/communicator-ssh";

export interface LoginFiles {
  /** Of private keys, in the order in which they are tried. */
  readonly keys: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** All that ssh needs to log in, in private files, so that no secret stands in a command line or an environment. */
export async function writeLogin({ keys, password }: SshLogin, directory: string): Promise<LoginFiles> {
  const answers: Answer[] = password === undefined ? [] : [{ pattern: "*[Pp]assword*", secret: password }];
  const paths: string[] = [];
  for (const [index, key] of keys.entries()) {
    const path = join(directory, `key-${index}`);
    paths.push(path);
    await writeKey(key, path);
    if (key.passphrase !== undefined) answers.unshift({ pattern: `*${quoteForShell(path)}*`, secret: key.passphrase });
  }
  return { keys: paths, env: answers.length === 0 ? {} : await writeAnswers(answers, directory) };
}

/** Beside a key ssh finds its certificate by the name. */
async function writeKey({ privateKey, certificate }: SshKey, path: string): Promise<void> {
  await writeFile(path, `${privateKey.trimEnd()}\n`, { mode: 0o600 });
  if (certificate !== undefined) await writeFile(`${path}-cert.pub`, certificate, { mode: 0o600 });
}

interface Answer {
  /** Of what ssh asks, as `case` knows it. */
  readonly pattern: string;
  readonly secret: string;
}

/** A program that answers what ssh would ask a person. */
async function writeAnswers(answers: readonly Answer[], directory: string) {
  const program = join(directory, "answer");
  const cases = answers.map(({ pattern }, index) => `${pattern}) exec cat ${quoteForShell(`${program}-${index}`)} ;;`);
  for (const [index, { secret }] of answers.entries())
    await writeFile(`${program}-${index}`, `${secret}\n`, { mode: 0o600 });
  await writeFile(program, `#!/bin/sh\ncase $1 in\n${cases.join("\n")}\nesac\nexit 1\n`, { mode: 0o700 });
  return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: "force" };
}
