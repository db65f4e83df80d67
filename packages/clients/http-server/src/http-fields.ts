import { numberOr, optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";

const port = z.number().int().min(0).max(65_535);

/** What a builder's schema spreads to serve files to its machine. */
export const httpFields = {
  http_directory: optionalText().describe(
    "A directory whose files the machine can fetch by HTTP while the build runs. Not together with http_content.",
  ),
  http_content: z
    .record(z.string(), z.string())
    .optional()
    .describe('Texts that the machine can fetch by HTTP: { "/path" = "text" }. Not together with http_directory.'),
  http_port_min: numberOr(8000, port).describe("The lowest port that the server may listen on."),
  http_port_max: numberOr(9000, port).describe(
    "The highest port that the server may listen on; one of them is chosen at random.",
  ),
  http_bind_address: textOr("0.0.0.0").describe(
    "The address that the server listens on; by default all of this machine's.",
  ),
  http_interface: optionalText().describe(
    "The network interface whose address the server listens on, and the machine is told. Not together with http_bind_address.",
  ),
  http_network_protocol: textOr("tcp").describe("tcp, or for one version of IP alone tcp4 or tcp6."),
};

export type HttpConfig = z.infer<z.ZodObject<typeof httpFields>>;
