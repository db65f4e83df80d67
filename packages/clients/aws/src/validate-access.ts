import { IngotError } from "@ingot/core/plugin";
import type { AwsContext } from "./context.js";
import type { Session } from "./session.js";

/** Asks AWS who we are, and whether it has the regions; for all of a session together. Throws AWS_REQUEST, AWS_CREDENTIALS, AWS_REGION. */
export async function validateAccess(session: Session, regions: readonly string[], context: AwsContext): Promise<void> {
  const { skip_credential_validation, skip_region_validation } = session.config;
  if (!skip_credential_validation) await session.verified.get(context);
  if (!skip_region_validation) compareRegions(regions, (await session.regions.get(context)).names);
}

function compareRegions(regions: readonly string[], enabled: readonly string[]): void {
  const unknown = [...new Set(regions)].filter((region) => !enabled.includes(region));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => `"${name}"`).join(", ");
  const message = `${names}: no such region, or none that this account has enabled. It has ${enabled.join(", ")}.`;
  throw new IngotError({ code: "AWS_REGION", source: "user", message, data: { regions: unknown } });
}
