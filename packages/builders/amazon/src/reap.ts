import type { Aws } from "@ingot/client-aws";
import type { DestroyOutcome, ReapContext, ResourceRecord } from "@ingot/core/plugin";

/** Destroys what a record names, if it carries the run's tag, or what else proves that it is the run's own. */
export type Reap = (record: ResourceRecord, aws: Aws, run: ReapContext) => Promise<DestroyOutcome>;

/** What destroys each kind of thing: "aws.image". */
export type Reapers = Readonly<Record<string, Reap>>;
