import * as z from "zod";
import { kitchenSink } from "./config.test-fixtures.js";
import { lateTemplate } from "./fields.js";
import { renderTemplates } from "./render-templates.js";

const shout = (text: string) => text.toUpperCase();

test("renders what holds a template, and leaves alone what does not or must not", () => {
  const data = {
    image: "{{ a }}",
    mode: "commit",
    count: 3,
    changes: ["plain", "x {{ b }}"],
    env: { "{{ key }}": "{{ c }}" },
    login: { user: "{{ d }}" },
    entrypoint: ["{{ e }}"],
    command: "{{ late }}",
    inline: ["{{ never }}"],
    disk: [{ mount: "{{ f }}" }],
    stray: { deep: ["{{ g }}"] },
  };
  expect(renderTemplates(kitchenSink, data, shout)).toEqual({
    image: "{{ A }}",
    mode: "commit",
    count: 3,
    changes: ["plain", "X {{ B }}"],
    env: { "{{ key }}": "{{ C }}" },
    login: { user: "{{ D }}" },
    entrypoint: ["{{ E }}"],
    command: "{{ late }}",
    inline: ["{{ never }}"],
    disk: [{ mount: "{{ F }}" }],
    stray: { deep: ["{{ G }}"] },
  });
  expect(data.image).toBe("{{ a }}");
});

test("tells which option it is rendering", () => {
  const paths: unknown[] = [];
  const note = (text: string, path: readonly (string | number)[]) => {
    paths.push(path);
    return text;
  };
  renderTemplates(kitchenSink, { changes: ["", "{{}}"], disk: [{ mount: "{{}}" }] }, note);
  expect(paths).toEqual([
    ["changes", 1],
    ["disk", 0, "mount"],
  ]);
});

test.each([
  ["an element", z.object({ a: z.array(lateTemplate(z.string())) }), { a: ["{{ x }}"] }],
  ["a record's value", z.object({ a: z.record(z.string(), lateTemplate(z.string())) }), { a: { k: "{{ x }}" } }],
  ["an optional", z.object({ a: lateTemplate(z.string()).optional() }), { a: "{{ x }}" }],
  ["a wrapper", z.object({ a: lateTemplate(z.string().default("")) }), { a: "{{ x }}" }],
  ["a refined one", z.object({ a: lateTemplate(z.string()).min(1) }), { a: "{{ x }}" }],
  ["a union's option", z.object({ a: z.union([z.string(), z.array(lateTemplate(z.string()))]) }), { a: ["{{ x }}"] }],
  ["a tuple's element", z.object({ a: z.tuple([lateTemplate(z.string())]) }), { a: ["{{ x }}"] }],
])("a mark on %s is kept", (_where, schema, data) => {
  expect(renderTemplates(schema, data, shout)).toEqual(data);
});
