let list: Promise<ReadonlySet<string>> | undefined;

/**
 * The 49,000 most used passwords of real breaches, in lower case (zxcvbn's list). Loaded where the first password is chosen, not at start:
 * measured, it costs a process 4 MB, and most never need it. The library's other word lists would cost 27.
 */
export const commonPasswords = (): Promise<ReadonlySet<string>> =>
  (list ??= import("@zxcvbn-ts/language-common/dist/passwords.json.mjs").then(
    (module) => new Set(module.default),
  ));
