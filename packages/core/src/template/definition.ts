import type { ast, Evaluated, Scope, SourceRange } from "@ingot/hcl";

/** What has a name and a value that is computed of other values: a local, a data source. */
export interface Definition {
  /** As expressions write it: "local.a", "data.http.x". */
  readonly address: string;
  readonly range: SourceRange;
  /** What it refers to stands in here. */
  readonly node: ast.Node;
  /** Its value, by what the names of `scope` mean now. */
  evaluate(scope: Scope): Evaluated;
}
