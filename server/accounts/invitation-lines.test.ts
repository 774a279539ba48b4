import { expect } from "chai";
import { readLines } from "./invitation-lines.ts";

/** line: address | name | account ! problem */
const short = (text: string) =>
  readLines(text).map(
    ({ line, email, name, account, problem }) =>
      `${line}: ${email} | ${name}${account ? ` | ${account}` : ""}${problem ? ` ! ${problem.split(".").at(-1)}` : ""}`,
  );

const table: [string, string, string[]][] = [
  ["nothing", " \n\n", []],
  ["addresses line by line", "ana@x.org\r\n\r\nBOB@y.org ", ["1: ana@x.org | ana", "3: bob@y.org | bob"]],
  [
    "a line of a mail program",
    'Ana Ruiz <ana@x.org>, "Bond, Bob" <bob@y.org>; c@z.org',
    ["1: ana@x.org | Ana Ruiz", "1: bob@y.org | Bond, Bob", "1: c@z.org | c"],
  ],
  [
    "name and address in either order",
    "Ana Ruiz, ana@x.org\nbob@y.org;Bob",
    ["1: ana@x.org | Ana Ruiz", "2: bob@y.org | Bob"],
  ],
  [
    "a table by its head line",
    '\ufeffName;Phone;E-Mail;Account\n"Ruiz; Ana";1;ana@x.org;"ACME ""West"""\nBob;;bob@y.org;',
    ['2: ana@x.org | Ruiz; Ana | ACME "West"', "3: bob@y.org | Bob"],
  ],
  [
    "what is no address",
    "ana\nana@\nbob@y",
    ["1: ana | ana ! notAnAddress", "2: ana@ | ana ! notAnAddress", "3: bob@y | bob ! notAnAddress"],
  ],
  ["an address twice", "ana@x.org\nAna <ANA@x.org>", ["1: ana@x.org | ana", "2: ana@x.org | Ana ! twice"]],
];

describe("a list of people to invite", () => {
  for (const [title, text, people] of table) it(`reads ${title}`, () => expect(short(text)).to.eql(people));
});
