import { execFileSync } from "node:child_process";
import type { DescribedBuild } from "@ingot/core";
import { requires } from "@ingot/testing";
import { dotGraph } from "./graph-dot.js";
import { drawingOf } from "./graph-drawing.js";
import { mermaidGraph } from "./graph-mermaid.js";

const component = { type: "fake", at: { file: "a", line: 1 }, arguments: {}, unknown: [], sensitive: [] };
const step = (name: string) => ({ ...component, name, maxRetries: 0, continueOnError: false });
const build = (name: string, needs: readonly string[], more: Partial<DescribedBuild> = {}): DescribedBuild => ({
  ...{ name, needs, reasons: [], source: { ...component, name }, provisioners: [], postProcessors: [] },
  ...more,
});

const odd = 'odd "quoted" \\n <b>&amp; `code` #35; ] --> é';
const chains = [[step("first"), step("second")], [step("other")]];
const builds = [
  build("base", []),
  build(odd, ["base"], { provisioners: [step(odd)], postProcessors: chains }),
  build("end", ["base", odd]),
];
const plain = drawingOf({ builds }, false);
const steps = drawingOf({ builds }, true);

test("Mermaid: whatever could be markup is an entity", () => {
  expect(mermaidGraph(plain)).toBe(`flowchart LR
  build1["base"]
  build2["odd #34;quoted#34; #92;n #60;b#62;#38;amp#59; #96;code#96; #35;35#59; #93; --#62; é"]
  build3["end"]
  build1 --> build2
  build1 --> build3
  build2 --> build3
`);
});

test("Mermaid: each chain goes its own way from the last provisioner", () => {
  const lines = mermaidGraph(steps).split("\n");
  expect(lines.filter((line) => line.startsWith("    build2step") && line.includes("-->"))).toEqual([
    "    build2step1 --> build2step2",
    "    build2step2 --> build2step3",
    "    build2step3 --> build2step4",
    "    build2step2 --> build2step5",
  ]);
});

/** The part of Mermaid's flowcharts that is written, as its documentation has it; `label` is a string with entities. */
const label = String.raw`"(?:[\p{L}\p{N} ._/:-]|#\d+;)*"`;
const node = String.raw`[A-Za-z]\w*\[${label}\]`;
const arrow = String.raw`[A-Za-z]\w* --> [A-Za-z]\w*`;
const flowchart = new RegExp(
  `^flowchart LR\\n(?:  (?:${node}|${arrow}|subgraph ${node}\\n(?:    (?:${node}|${arrow})\\n)*  end)\\n)*$`,
  "u",
);

test.each([
  ["builds alone", plain],
  ["builds with their steps", steps],
  ["nothing", drawingOf({ builds: [] }, true)],
])("Mermaid: %s are of its grammar, and arrows lead to what is drawn", (_what, drawing) => {
  const text = mermaidGraph(drawing);
  expect(text).toMatch(flowchart);
  const drawn = [...text.matchAll(/(\w+)\["/g)].map(([, id]) => id);
  expect(new Set(drawn).size).toBe(drawn.length);
  const words = drawn.filter((id) => /^(?:end|graph|subgraph|default|style|click|class|call|href|o|x)$/i.test(id!));
  expect(words).toEqual([]); // Mermaid's own, which cannot name a node
  for (const [, from, to] of text.matchAll(/(\w+) --> (\w+)/g))
    expect(drawn).toEqual(expect.arrayContaining([from, to]));
});

test.each(["flowchart LR\n  a[b]\n", 'flowchart LR\n  a["b"c"]\n', 'flowchart LR\n  subgraph a["b"]\n'])(
  "that grammar refuses %j",
  (text) => {
    expect(text).not.toMatch(flowchart);
  },
);

test("a need that is not drawn has no arrow", () => {
  expect(drawingOf({ builds: [build("one", ["elsewhere"])] }, false).arrows).toEqual([]);
});

requires("dot", "graphviz")("DOT", () => {
  const read = (text: string) => JSON.parse(execFileSync("dot", ["-Tdot_json"], { input: text, encoding: "utf8" }));
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("\\", "\\\\");
  const labels = (graph: { objects: { name: string; label: string }[] }) =>
    Object.fromEntries(graph.objects.map(({ name, label }) => [name, label]));

  test("Graphviz reads back the names and the arrows", () => {
    const graph = read(dotGraph(plain));
    expect(labels(graph)).toEqual({ build1: "base", build2: escaped(odd), build3: "end" });
    const names = graph.objects.map(({ name }: { name: string }) => name);
    expect(graph.edges.map(({ tail, head }: { tail: number; head: number }) => [names[tail], names[head]])).toEqual([
      ["build1", "build2"],
      ["build1", "build3"],
      ["build2", "build3"],
    ]);
  });

  test("and draws what it was told", () => {
    const drawn = execFileSync("dot", ["-Tsvg"], { input: dotGraph(plain), encoding: "utf8" });
    expect(drawn).toContain("odd &quot;quoted&quot; \\n &lt;b&gt;&amp;amp; `code` #35; ] &#45;&#45;&gt; é");
  });

  test("frames stand around steps, and arrows lead from frame to frame", () => {
    const graph = read(dotGraph(steps));
    expect(labels(graph)).toMatchObject({
      cluster_build1: "base",
      build2step2: escaped(`provisioner fake "${odd}"`),
    });
    const between = graph.edges.filter(({ ltail }: { ltail?: string }) => ltail);
    expect(between.map(({ ltail, lhead }: { ltail: string; lhead: string }) => [ltail, lhead])).toEqual([
      ["cluster_build1", "cluster_build2"],
      ["cluster_build1", "cluster_build3"],
      ["cluster_build2", "cluster_build3"],
    ]);
  });
});
