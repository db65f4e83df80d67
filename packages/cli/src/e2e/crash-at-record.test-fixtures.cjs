// Loaded into `ingot` with NODE_OPTIONS=--require. It follows what is written to the run's journal, and kills its own process at one
// moment of it. INGOT_CRASH_AT names the moment: "torn 3" when half of the third record is written, "after 3" when the third record
// is on disk. The deletion of the journal counts as a record of its own, the last. Without INGOT_CRASH_AT the process lives, and
// the number of records goes to the file that INGOT_CRASH_COUNT names.
const fs = require("node:fs");

const { INGOT_CRASH_AT: wanted, INGOT_CRASH_COUNT: countFile } = process.env;
for (const name of ["NODE_OPTIONS", "INGOT_CRASH_AT", "INGOT_CRASH_COUNT"]) delete process.env[name]; // not for children
const { open, unlink } = fs.promises;
let records = 0;

/** Ends here, in the middle of a synchronous call: nothing more of this process happens. */
function reach(moment) {
  if (moment === wanted) process.kill(process.pid, "SIGKILL");
}

const isJournal = (path) => String(path).endsWith(".ndjson");
const isDurable = (text) => /"type":"(intent|kept|run-finished)"/.test(text);

fs.promises.open = async (path, ...rest) => {
  const file = await open(path, ...rest);
  if (!isJournal(path)) return file;
  const { appendFile, datasync } = file;
  file.appendFile = async (text) => {
    records += 1;
    if (wanted === `torn ${records}`) fs.writeSync(file.fd, text.slice(0, text.trimEnd().lastIndexOf("\n") + 20));
    reach(`torn ${records}`);
    await appendFile.call(file, text);
    if (!isDurable(text)) reach(`after ${records}`);
  };
  file.datasync = async () => {
    await datasync.call(file);
    reach(`after ${records}`);
  };
  return file;
};

fs.promises.unlink = async (path) => {
  if (!isJournal(path)) return unlink(path);
  records += 1;
  reach(`torn ${records}`);
  await unlink(path);
  reach(`after ${records}`);
};

process.on("exit", () => countFile && fs.writeFileSync(countFile, String(records)));
