import { readToken } from "./container.js";
import { absent, type CredentialSource } from "./credentials.js";
import { assumeRoleByToken } from "./role.js";

/** The role that the environment names together with a file that holds a token. */
export const webIdentity: CredentialSource = {
  name: "a web identity",
  find: async (search) => {
    const { host } = search.context;
    const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role_arn, AWS_ROLE_SESSION_NAME: session_name } = host.env;
    if (!file || !role_arn) return absent("AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are not set");
    const token = await readToken(host.resolve(file), "AWS_WEB_IDENTITY_TOKEN_FILE");
    return assumeRoleByToken({ role_arn, session_name, token }, search);
  },
};
