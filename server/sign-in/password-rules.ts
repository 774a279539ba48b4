// NIST SP 800-63B: length counts, composition rules do not; what everybody chooses, and what the account itself tells, is refused.

/** Words that the usual long passwords are made of; see `plain`. */
const common = new Set(
  `password passwordpassword passwort administrator admin adminadmin letmein welcome welcomeback iloveyou iloveyouforever changeme changemenow
  changemeplease qwertyuiop qwertyuiopasdfghjkl qwerty qwertyqwerty qwertzuiop asdfghjkl asdfghjklasdf zxcvbnm zxcvbnmasdfghjkl secret topsecret
  supersecret sunshine princess football baseball basketball superman batman spiderman trustno master dragon monkey shadow michael jennifer
  jordan liverpool arsenal chelsea starwars computer internet whatever mustang hello helloworld freedom unknown access login loginlogin support
  holdfast temporary temppassword testtest testtesttest testpassword defaultpassword mypassword thisismypassword ilovemyself iloveyousomuch
  companypassword summer winter spring autumn summertime christmas newyork california manchester manchesterunited`.split(
    /\s+/,
  ),
);
const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "qwertzuiop",
  "asdfghjkl",
  "zxcvbnm",
  "01234567890123456789",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv5tgb",
];

/** "P@ssw0rd-2026!" and "password" are the same idea. */
const swaps: Record<string, string> = {
  "@": "a",
  "4": "a",
  "0": "o",
  "1": "i",
  "!": "i",
  "3": "e",
  $: "s",
  "5": "s",
  "7": "t",
};
const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}]/gu, "");
const plain = (text: string) =>
  letters(
    [...text.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "")]
      .map((each) => swaps[each] ?? each)
      .join(""),
  );

export interface PasswordRule {
  readonly shortest: number;
  /** Passwords of breaches, in lower case; null where administrators allow what is easy to guess. */
  readonly breached: ReadonlySet<string> | null;
}

/** The text key of what is wrong with a new password, or null. */
export function passwordProblem(
  password: string,
  person: { readonly email: string; readonly name: string },
  { shortest, breached }: PasswordRule,
): string | null {
  if ([...password].length < shortest) return "sign-in.passwordShort";
  if (!breached) return null;
  if (new Set(password.toLowerCase()).size < 5 || isRow(password.toLowerCase()))
    return "sign-in.passwordSimple";
  if ([letters(password), plain(password)].some((text) => common.has(text)) || isBreached(password, breached))
    return "sign-in.passwordCommon";
  const personal = [person.email, person.email.split("@")[0] ?? "", person.name, ...person.name.split(/\s+/)]
    .map(letters)
    .filter((word) => word.length >= 3);
  const left = personal.reduce((text, word) => text.replaceAll(word, ""), letters(password));
  // What remains beside the name and the address must be worth something by itself.
  if (left !== letters(password) && left.length < 8) return "sign-in.passwordPersonal";
  return null;
}

/**
 * Whether it is a breached password, there or back, once or repeated, or one with something as poor around it: few signs, a row, another
 * breached one. What has more around it than that stands on its own.
 */
function isBreached(password: string, breached: ReadonlySet<string>): boolean {
  const text = once(password.toLowerCase());
  const known = (part: string) => breached.has(part) || breached.has([...part].reverse().join(""));
  if (known(text)) return true;
  const core = /\p{L}(?:.*\p{L})?/u.exec(text)?.[0] ?? "";
  if (core.length < 4 || (!known(core) && !known(plain(core)))) return false;
  const at = text.indexOf(core);
  const around = text.slice(0, at) + text.slice(at + core.length);
  return around.length < 6 || isRow(around) || known(around) || /^\d+$/.test(around);
}

/** "secretsecret" → "secret" */
const once = (text: string): string => /^(.{3,}?)\1+$/su.exec(text)?.[1] ?? text;

/** Typed along the keyboard or the alphabet, there or back, perhaps twice. */
function isRow(password: string): boolean {
  return rows.some((row) =>
    [row, [...row].reverse().join("")].some((way) => (way + way + way).includes(password)),
  );
}
