import { galaxyCommands, galaxyEnvironment } from "./galaxy-commands.js";

const options = {
  command: "ansible-galaxy",
  file: "/r.yml",
  force: false,
  forceWithDependencies: false,
  rolesPath: undefined,
  collectionsPath: undefined,
};
const lines = (text: string, more: Partial<typeof options> | { rolesPath: string; collectionsPath: string } = {}) =>
  galaxyCommands({ ...options, ...more, text }).map((words) => words.join(" "));

const role = "ansible-galaxy role install -r /r.yml";
const collection = "ansible-galaxy collection install -r /r.yml";

test.each([
  ["a list, as of old", "- src: x\n", [role]],
  ["roles", "---\nroles:\n  - x\n", [role]],
  ["collections", "# all\ncollections: [x]\n", [collection]],
  ["both", "collections:\n  - x\nroles:\n  - y\n", [role, collection]],
  ["JSON's quotes", '"collections": []\n', [collection]],
])("%s", (_what, text, expected) => expect(lines(text)).toEqual(expected));

test("force and places", () => {
  const more = { force: true, forceWithDependencies: true, rolesPath: "/a", collectionsPath: "/b" };
  expect(lines("roles: []\ncollections: []\n", more)).toEqual([
    `${role} --roles-path /a --force --force-with-deps`,
    `${collection} --collections-path /b --force --force-with-deps`,
  ]);
});

test("what is installed is found before all else, and all else still", () => {
  expect(galaxyEnvironment({ roles: undefined, collections: undefined }, {})).toEqual({});
  expect(galaxyEnvironment({ roles: "/a", collections: "/b" }, { ANSIBLE_ROLES_PATH: "/mine" })).toEqual({
    ANSIBLE_ROLES_PATH: "/a:/mine",
    ANSIBLE_COLLECTIONS_PATHS: "/b:~/.ansible/collections:/usr/share/ansible/collections",
  });
});
