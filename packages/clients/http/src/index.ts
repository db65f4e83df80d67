export type { TlsOptions } from "./dispatcher.js";
export { type HttpRequest, type HttpResponse, httpRequest, textOf } from "./http-request.js";
export { pathOf } from "./path.js";
export { withRetries } from "./retries.js";
export { isOn, readTlsFiles, type Setting, settingOf, type TlsFiles } from "./tls-files.js";
