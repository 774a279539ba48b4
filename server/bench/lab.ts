import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { hash } from "@node-rs/argon2";
import { createDb } from "../core/db.ts";
import { migrate } from "../core/migrations.ts";
import { fillPortal } from "../demo/bulk.ts";
import { loadDemo } from "../demo/demo.ts";
import { progressBar } from "../demo/progress.ts";
import { root } from "../installation/build.ts";
import { Session } from "./browser.ts";
import { type Cast, castOf } from "./pages.ts";
import { type Lab, startCluster, startLab, type Target } from "./servers.ts";

/** The product at work on so many requests, with people signed in. */
export interface Stage {
  readonly size: number;
  readonly lab: Lab;
  readonly product: Target;
  readonly cast: Cast;
  readonly contact: Session;
  readonly agent: Session;
  readonly password: string;
  readonly load: { readonly requests: number; readonly seconds: number };
}

export interface StageOptions {
  readonly workers: number;
  readonly bufferPool: number;
  readonly nodeArgs: readonly string[];
  print(line: string): void;
}

/** Starts servers of their own, loads the demo with `size` requests, starts the product on it and signs people in. */
export async function setStage(size: number, options: StageOptions): Promise<Stage> {
  options.print(`Loading ${size.toLocaleString("en")} requests…`);
  const lab = await startLab(options.bufferPool);
  const password = randomBytes(12).toString("base64url");
  const db = createDb(lab.databaseUrl);
  try {
    await migrate(db);
    const [portal] = await loadDemo(db, {
      portals: 2,
      passwordHash: await hash(password),
      now: new Date(),
      print: () => undefined,
    });
    if (!portal) throw new Error("no portal");
    const started = Date.now();
    const progress = progressBar(process.stdout, "requests");
    const requests = await fillPortal(db, portal.id, portal.content, size, {
      databaseUrl: lab.databaseUrl,
      now: new Date(),
      progress,
    });
    const load = { requests, seconds: (Date.now() - started) / 1000 };
    const cast = await castOf(db, portal.slug);
    const env = { HOLDFAST_DATA: lab.data, TRUSTED_PROXIES: "127.0.0.1" };
    const product = await startCluster("server/main.js", options.workers, env, [
      ...(await productionArgs()),
      ...options.nodeArgs,
    ]);
    const [contact, agent] = [new Session(product.url), new Session(product.url)];
    await contact.signIn(cast.contact, password);
    await agent.signIn(cast.agent, password);
    return { size, lab, product, cast, contact, agent, password, load };
  } finally {
    await db.destroy();
  }
}

/** What the product's processes are started with in production. */
async function productionArgs(): Promise<string[]> {
  const { apps } = (await import(join(root, "ecosystem.config.js"))) as {
    apps: { name: string; node_args?: string[] }[];
  };
  return apps.find(({ name }) => name === "web")?.node_args ?? [];
}

export async function strikeStage({ product, lab }: Stage): Promise<void> {
  await product.stop();
  lab.stop();
}
