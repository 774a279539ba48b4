const { reporters } = require("mocha");

/** Mocha's Spec, ending with one line that scripts and people can read: `N passed, N failed`. */
module.exports = class Reporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures } = this.stats;
    console.log(`${passes} passed, ${failures} failed`);
  }
};
