import { argument, commandLine, options } from "./argument.js";
import { overrideArguments, readArguments } from "./override.js";

const defaults = [
  argument("-name", "x"),
  argument("-netdev", "user,id=user.0"),
  { ...argument("-device", "virtio-net,netdev=user.0"), unlessGiven: /(?:^|,)netdev=/ },
  argument("-device", "scsi-hd,drive=drive0"),
  argument("-boot", "c"),
];

const override = (...given: string[][]) => commandLine(overrideArguments(defaults, readArguments(given))).join(" ");

const rest = "-device virtio-net,netdev=user.0 -device scsi-hd,drive=drive0 -boot c";

it.each<[string[][], string]>([
  [[], `-name x -netdev user,id=user.0 ${rest}`],
  [[["-name", "y"]], `-name y -netdev user,id=user.0 ${rest}`],
  [[["--name", "y"]], `--name y -netdev user,id=user.0 ${rest}`],
  [[["-netdev", "user,id=a,", "hostfwd=b", ""]], `-name x -netdev user,id=a,hostfwd=b ${rest}`],
  [
    [
      ["-smp", "2"],
      ["-no-reboot", ""],
      ["-object", "a"],
      ["-object", "b"],
    ],
    `-name x -netdev user,id=user.0 ${rest} -smp 2 -no-reboot -object a -object b`,
  ],
  [[["", "x"], []], `-name x -netdev user,id=user.0 ${rest}`],
])("%j", (given, expected) => {
  expect(override(...given)).toBe(expected);
});

it("keeps the network card where the template adds another device, but not where it has its own", () => {
  expect(override(["-device", "virtio-rng"])).toBe(
    "-name x -netdev user,id=user.0 -device virtio-rng -device virtio-net,netdev=user.0 -boot c",
  );
  expect(override(["-device", "virtio-rng"], ["-device", "e1000,netdev=n"])).toBe(
    "-name x -netdev user,id=user.0 -device virtio-rng -device e1000,netdev=n -boot c",
  );
});

it("doubles commas in values, and leaves out what is not set", () => {
  expect(options({ file: "a,b", if: undefined, unit: 0 })).toBe("file=a,,b,unit=0");
});
