/** The last line of a test run, in the form that machines read: "N passed, N failed". */
module.exports = class CountReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, testResults }) {
    // A suite that cannot even start has no failed test, and is a failure all the same.
    const broken = testResults.filter(({ testExecError }) => testExecError).length;
    const failed = Math.max(numFailedTests + broken, numFailedTestSuites);
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : "";
    const reasons = [...skipReasons(testResults)].map((reason) => `skipped: ${reason}\n`).join("");
    const line = `${numPassedTests} passed, ${failed} failed${skipped}\n`;
    process.once("exit", () => process.stdout.write(reasons + line)); // after jest's own summary
  }
};

/** One line for each thing to install: suites that are skipped are named after it. */
function skipReasons(testResults) {
  const skipped = testResults.flatMap((suite) => suite.testResults.filter(({ status }) => status === "pending"));
  return new Set(skipped.map(({ ancestorTitles, title }) => ancestorTitles[0] ?? title));
}
