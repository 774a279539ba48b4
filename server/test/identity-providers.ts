import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { projectRoot } from "../core/project.ts";
import { Browser } from "./browser.ts";
import { freePort } from "./commands.ts";

/** Who sits before the OpenID provider's page, and what the provider gets wrong. */
export interface OpenidState {
  readonly sub: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly declines?: boolean;
  /** Its ID token says this instead, signed by its own key or by somebody else's. */
  readonly idToken?: { readonly claims?: Readonly<Record<string, unknown>>; readonly forged?: boolean };
  readonly clockSeconds?: number;
}

/** Who sits before the SAML provider's page, and what it says or somebody changes. */
export interface SamlState {
  /** Where our metadata is. */
  readonly sp: string;
  readonly nameID: string;
  readonly email?: string;
  readonly format?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly inResponseTo?: string;
  /** Its clock is so many minutes off. */
  readonly minutes?: number;
  readonly encrypted?: boolean;
  /** Signed by a key that it never published. */
  readonly forged?: boolean;
  /** Signed as one did in 2010. */
  readonly sha1?: boolean;
  /** It signs the response around the assertion, not the assertion. */
  readonly envelope?: boolean;
  readonly attack?:
    "unsigned" | "changed" | "beside" | "behind" | "inside" | "extensions" | "comment" | "doctype";
  readonly victim?: string;
}

export interface IdentityProvider<State> {
  readonly url: string;
  /** What is true there from now on. */
  be(state: State): Promise<void>;
  /** What a browser does there: from where we sent it to the address that it is sent back to. */
  visit(from: string): Promise<string>;
  stop(): void;
}

/** Starts one of the provider processes beside this file, and waits until it answers. */
export async function startProvider<State>(
  file: "openid-provider" | "saml-provider",
  app: { readonly url: string },
  // Another name than the product's makes it another site for a browser.
  host: "127.0.0.1" | "localhost" = "127.0.0.1",
): Promise<IdentityProvider<State>> {
  const port = await freePort();
  const url = `http://${host}:${port}`;
  const child: ChildProcess = spawn(
    process.execPath,
    ["--import", "tsx", join(projectRoot, `server/test/${file}.ts`)],
    { env: { ...process.env, HOST: host, PORT: String(port), APP_URL: app.url }, stdio: "ignore" },
  );
  const stop = () => void child.kill("SIGKILL");
  process.once("exit", stop);
  const be = async (state: State) =>
    void (await fetch(`${url}/control`, { method: "POST", body: JSON.stringify(state) }));
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${url}/control`, { method: "POST", body: "{}" }).catch(() => null);
    if (ready?.ok) break;
    if (tries > 150) throw new Error(`${file} does not answer`);
    await sleep(100);
  }
  const visit = async (from: string) => {
    const browser = new Browser(url);
    let at = from;
    for (let hops = 0; hops < 10; hops++) {
      const { location, text } = await browser.get(at);
      if (location === null) throw new Error(`the provider stays at ${at}: ${text.slice(0, 300)}`);
      at = new URL(location, at).href;
      if (!at.startsWith(url)) return at;
    }
    throw new Error("the provider sends its visitors in circles");
  };
  return { url, be, visit, stop };
}
