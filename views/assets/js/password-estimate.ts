import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import commonWords from "@zxcvbn-ts/language-en/dist/commonWords.json.mjs";
import firstNames from "@zxcvbn-ts/language-en/dist/firstnames.json.mjs";
import graphs from "@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs";
import passwords from "@zxcvbn-ts/language-common/dist/passwords.json.mjs";

// A file of its own, loaded when somebody begins to choose a password. Surnames and Wikipedia's words would double it for little.
const estimator = new ZxcvbnFactory({
  dictionary: { passwords, commonWords, firstNames },
  graphs,
  // Longer ones are as good as their beginning; the estimate must not hold up the typing.
  maxLength: 80,
});

/** 0 (guessed at once) to 4, and the key of what makes it easy to guess. `personal` counts as known to whoever guesses. */
export function estimate(
  password: string,
  personal: readonly string[],
): { score: number; warning: string | null } {
  const { score, feedback } = estimator.check(password, [...personal]);
  return { score, warning: feedback.warning };
}
