export { httpFailure } from "./http-error.js";
export {
  type HttpAnswer,
  type HttpRequest,
  type HttpResponse,
  httpRequest,
  textOf,
  withResponse,
} from "./http-request.js";
export { pathOf } from "./path.js";
export { proxyAgent } from "./proxy.js";
export { withRetries } from "./retries.js";
export { isOn, readTlsFiles, type Setting, settingOf, type TlsFiles } from "./tls-files.js";
export type { TlsOptions } from "./tls-options.js";
