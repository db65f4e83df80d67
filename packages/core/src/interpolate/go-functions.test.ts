import { goFunctions } from "./go-functions.js";
import { renderTemplate } from "./render-template.js";

const render = (template: string) => renderTemplate(template, { list: ["a", "b"], map: { x: { y: 1 } } }, goFunctions);

test.each([
  ["{{ len `é` }} {{ len .list }} {{ len .map }}", "2 2 1"],
  ["{{ index .list 1 }} {{ index .map `x` `y` }}", "b 1"],
  ["{{ slice `abcdef` 1 3 }} {{ slice .list 1 }} {{ slice `abc` }}", "bc [b] abc"],
  ["{{ print 1 true `x` 2 3 }}", "1 truex2 3"],
  ["{{ println 1 `x` }}", "1 x\n"],
  ["{{ printf `%s-%03d-%v` `a` 7 true }}", "a-007-true"],
  ['{{ html `<a href="x">\'&` }}', "&lt;a href=&#34;x&#34;&gt;&#39;&amp;"],
  ['{{ js `it\'s <b>="x"` }}', 'it\\\'s \\u003Cb\\u003E\\u003D\\"x\\"'],
  ["{{ urlquery `a b/é!` }}", "a+b%2F%C3%A9%21"],
  ["{{ lt 1 2 }} {{ le 2 2 }} {{ gt `a` `b` }} {{ ge `b` `a` }}", "true true false true"],
])("%s", (template, expected) => {
  expect(render(template)).toBe(expected);
});

test.each([
  ["{{ len 1 }}", "len: only texts, lists and maps have a length."],
  ["{{ index .list 2 }}", "index: there is no element 2."],
  ["{{ slice `abc` 2 1 }}", "slice: the places are out of range."],
  ["{{ and }}", "and: it needs a value."],
  ["{{ call .map }}", "call: no value of a template is a function. Write the function's name instead."],
  ["{{ eq 1 `1` }}", "eq: 1 and 1 are of different kinds, and so cannot be compared."],
  ["{{ eq .list .list }}", "eq: lists and maps cannot be compared."],
  ["{{ lt 1 `a` }}", "lt: only two numbers or two texts can be compared."],
])("%s is refused", (template, message) => {
  expect(() => render(template)).toThrow(message);
});
