// A second step is a proof besides the password, of another kind: something one has. Any one that is turned on and allowed will do.

/** app: the code of an authenticator app. passkey: a device that signs. mail: a code sent to the login's address. */
export const secondStepMethods = ["app", "passkey", "mail"] as const;
export type Method = (typeof secondStepMethods)[number];

/** A code by mail proves nothing more about somebody who came in by a code by mail. */
export const countsAfter = (first: string, method: Method): boolean =>
  !(method === "mail" && first === "code");
