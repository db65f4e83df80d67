const { default: Runtime } = require("jest-runtime");

/**
 * jest's runtime, for tests that run at the same time. Its own (30.5) takes the end of any test for the end of all,
 * and then refuses the modules that the tests still running load for the first time.
 */
module.exports = class ConcurrentRuntime extends Runtime {
  running = 0;

  enterTestCode() {
    this.running++;
    super.enterTestCode();
  }

  leaveTestCode() {
    this.running--;
    if (this.running === 0) super.leaveTestCode();
  }
};
module.exports.default = module.exports;
