import { sessionsAtOnce, softwareIn } from "./sessions-at-once.js";

test.each([
  ["Remote ident: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3'", "OpenSSH_9.2p1", Number.POSITIVE_INFINITY],
  ["Remote ident: 'SSH-1.99-dropbear_2022.82'", "dropbear_2022.82", 1],
  ["Remote ident: 'SSH-2.0-dropbear_2024.85'", "dropbear_2024.85", 1],
  ["Remote ident: 'SSH-2.0-dropbear_2020.81'", "dropbear_2020.81", Number.POSITIVE_INFINITY],
  ["Remote ident: 'SSH-2.0-dropbear_2024.86'", "dropbear_2024.86", Number.POSITIVE_INFINITY],
  ["Remote ident: 'SSH-2.0-dropbear'", "dropbear", Number.POSITIVE_INFINITY],
  ["Local ident: 'SSH-2.0-dropbear_2022.83'", undefined, Number.POSITIVE_INFINITY],
])("%s is %s with so many sessions at once: %s", (text, software, most) => {
  expect(softwareIn(text)).toBe(software);
  expect(sessionsAtOnce(softwareIn(text))).toBe(most);
});
