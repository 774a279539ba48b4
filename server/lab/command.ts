import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { OperatorError } from "../installation/command.ts";
import { down, up } from "./building.ts";
import { environmentOf } from "./installing.ts";
import { type HostName, type Lab, defaultFolder, hostNames, readLab } from "./lab.ts";
import { allRows } from "./rows/all.ts";
import { aloneRows } from "./rows/hosts.ts";
import { chooseRows, runMatrix } from "./running.ts";
import { plainEnvironment } from "./shell.ts";

export interface Given {
  readonly folder?: string | undefined;
  readonly hosts?: string | undefined;
  readonly trials?: string | undefined;
  readonly json?: string | undefined;
  readonly seconds?: string | undefined;
  readonly seed?: string | undefined;
}

type Print = (line: string) => void;

/**
 * What `npm run lab -- <action> [words…]` does.
 * @throws OperatorError for an action or an option it does not know, and whatever the action cannot do.
 */
export async function labCommand(
  action: string,
  words: readonly string[],
  given: Given,
  print: Print,
): Promise<void> {
  const folder = resolve(given.folder ?? defaultFolder);
  if (action === "up") await up(folder, hostsIn(given.hosts ?? hostNames.join(",")), print);
  else if (action === "run") await runRows(existing(folder), words, given, print);
  else if (action === "down") {
    if (!(await down(folder, print))) print(`There is no lab in ${folder}.`);
  } else if (action === "shell") shell(existing(folder), words, print);
  else
    throw new OperatorError(
      `Expected one of up, down, shell, run, got ${JSON.stringify(action)}. See --help.`,
    );
}

async function runRows(lab: Lab, words: readonly string[], given: Given, print: Print): Promise<void> {
  if (!lab.people)
    throw new OperatorError(
      "This lab is not complete: see what up said. Begin anew: npm run lab -- down, then up",
    );
  const seconds = wholeNumber("--seconds", given.seconds ?? "600", 10, 86_400);
  const seed = wholeNumber("--seed", given.seed ?? String(Math.floor(Math.random() * 1e6)), 0, 1e9);
  const rows = lab.hosts.length === 1 ? aloneRows : allRows({ seconds, seed });
  const verdicts = await runMatrix(lab, chooseRows(rows, words), {
    trials: wholeNumber("--trials", given.trials ?? "3", 1, 1000),
    json: given.json,
    print,
  });
  if (!verdicts.every(({ passed, impossible }) => passed || impossible !== null)) process.exitCode = 1;
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new OperatorError(
    `${option}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(text)}. See --help.`,
  );
}

function hostsIn(text: string): HostName[] {
  const names = text.split(",");
  const known = hostNames.filter((name) => names.includes(name));
  if (known.length !== names.length || !known.includes("a"))
    throw new OperatorError(`--hosts: expected a, or a,b,w, got ${JSON.stringify(text)}`);
  return known;
}

function existing(folder: string): Lab {
  const lab = readLab(folder);
  if (!lab) throw new OperatorError(`There is no lab in ${folder}. Build one: npm run lab -- up`);
  return lab;
}

/** A shell on a host, as its operator has it; with words, that command instead. */
function shell(lab: Lab, [name = "", ...words]: readonly string[], print: Print): void {
  const host = lab.hosts.find((each) => each.name === name);
  const namespace = name === "client" ? lab.client.namespace : host?.namespace;
  if (!namespace)
    throw new OperatorError(`Expected a host: ${lab.hosts.map((each) => each.name).join(", ")} or client`);
  const command = words.length > 0 ? words : [process.env.SHELL ?? "bash"];
  if (words.length === 0) print(`On ${name}; exit with Ctrl-D.`);
  const { status } = spawnSync("ip", ["netns", "exec", namespace, ...command], {
    stdio: "inherit",
    cwd: host?.root ?? lab.folder,
    env: { ...plainEnvironment(), TERM: process.env.TERM, ...(host ? environmentOf(lab, host) : {}) },
  });
  process.exitCode = status ?? 1;
}
