import { format } from "./format.js";

/** The expected texts are what `packer fmt` 1.6.6 prints. */
test.each([
  ["assignments", "a=1\nbbb   =   2\n", "a   = 1\nbbb = 2\n"],
  ["blank lines end a run", "a=1\n\nbbb=2\n", "a = 1\n\nbbb = 2\n"],
  ["comments end a run", "a=1\n# c\nbbb=2\n", "a = 1\n# c\nbbb = 2\n"],
  ["a value of several lines ends a run", "a=1\nbb=[\n1\n]\nc=2\n", "a = 1\nbb = [\n  1\n]\nc = 2\n"],
  ["a heredoc does not", "abc=<<E\n  x\nE\nd=1\n", "abc = <<E\n  x\nE\nd   = 1\n"],
  ["blocks", 'a  "b"   c{\nd=1\n\n\ne {}\n}\n', 'a "b" c {\n  d = 1\n\n\n  e {}\n}\n'],
  ["one-line blocks", "a{b=1}\nc{ }\n", "a { b = 1 }\nc {}\n"],
  ["comments", "  # a\nb { # c\n// d\n}\n", "# a\nb { # c\n  // d\n}\n"],
  ["trailing comments", "a=1# x\nbb=22 // y\nc=3\nd=4 # z\n", "a  = 1  # x\nbb = 22 // y\nc  = 3\nd  = 4 # z\n"],
  ["comments across brackets", "a { # x\nbbb = 1 # y\n} # z\n", "a {       # x\n  bbb = 1 # y\n}         # z\n"],
  [
    "comments of several lines",
    "a {\n/*\n  x\n y\n*/\nb=1 /* z */\n}\n",
    "a {\n  /*\n  x\n y\n*/\n  b = 1 /* z */\n}\n",
  ],
  ["operators", "a=1+2*-x-y\nb=c?d:-e\n", "a = 1 + 2 * -x-y\nb = c ? d : -e\n"],
  ["signs", "a=- 1\nb=[- 1,-2]\nc=f(-1)-1\nd=x- -1\n", "a = -1\nb = [-1, -2]\nc = f(-1) - 1\nd = x- - 1\n"],
  ["brackets", "a=f ( [ 1 ,2 ] , { b=1 } )\nc=x [ 0 ] . y\n", "a = f([1, 2], { b = 1 })\nc = x[0].y\n"],
  ["empty brackets", "a=[ ]\nb={ }\nc=f( )\n", "a = []\nb = {}\nc = f()\n"],
  ["objects", 'a={b=1,c:2}\nd={\n"e"=1\nff=2\n}\n', 'a = { b = 1, c : 2 }\nd = {\n  "e" = 1\n  ff  = 2\n}\n'],
  [
    "loops",
    "a=[for k,v in [1]:v if k]\nb={for v in x:v=>v...}\n",
    "a = [for k, v in [1] : v if k]\nb = { for v in x : v => v... }\n",
  ],
  ["splats", "a=x . * . y\nb=x[ * ]\n", "a = x.*.y\nb = x[*]\n"],
  ["interpolations", 'a="x${ y }z${~ {b=1} ~}"\n', 'a = "x${y}z${~ { b = 1 } ~}"\n'],
  ["directives", 'a="%{ if x ~} y %{ endif }"\n', 'a = "%{if x~} y %{endif}"\n'],
  ["text in heredocs is kept", "a=<<-E\n   x  = ${ y }\n\t z  \n  E  \n", "a = <<-E\n   x  = ${y}\n\t z  \n  E  \n"],
  ["brackets that open together indent once", "a=f({\nb=[[\n1\n]]\n})\n", "a = f({\n  b = [[\n    1\n  ]]\n})\n"],
  ["brackets that close and open", "a=[{\nb=1\n},{\nc=2\n}]\n", "a = [{\n  b = 1\n  }, {\n  c = 2\n}]\n"],
  ["wide letters count once", "日本=1\na=2\n", "日本 = 1\na  = 2\n"],
  ["accents do not count", 'a="e\u0301" # x\nb="nn" # y\n', 'a = "e\u0301"  # x\nb = "nn" # y\n'],
  ["CR LF is kept", "a=1\r\nbb=2 # c\r\n", "a  = 1\r\nbb = 2 # c\r\n"],
  ["a byte order mark is dropped", "\ufeffa=1\n", "a = 1\n"],
  ["the last newline is not added", "a=1", "a = 1"],
  ["blank at the end of lines goes", "a = 1  \n   \nb=2\t\n", "a = 1\n\nb = 2\n"],
  ["negation is spaced", "a=!b&&!c\n", "a = ! b && ! c\n"],
  ["an empty text", "", ""],
])("%s", (_name, text, expected) => {
  expect(format(text)).toBe(expected);
  expect(format(expected)).toBe(expected);
});

test.each(["a = 'x'\n", 'a = "x\n', "a = [1\n", "a = <<E\n", "a = /* x\n", 'a  =  "${x\n'])(
  "a broken text is left as it is: %j",
  (text) => {
    expect(format(text)).toBe(text);
  },
);
