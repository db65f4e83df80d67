export { hostAddress } from "./addresses.js";
export { checkHttp } from "./check-http.js";
export { type HttpConfig, httpFields } from "./http-fields.js";
export { type HttpServer, serveHttp } from "./serve-http.js";
