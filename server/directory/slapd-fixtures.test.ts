import type { Knex } from "knex";
import { seal } from "../core/sealing.ts";
import { aFront, anAgent, aPortal } from "../test/factories.ts";
import { Browser, startApp, type TestApp } from "../test/harness.ts";
import { baseDn, reader, type Slapd, startSlapd } from "../test/slapd.ts";
import { directoryState } from "./away.service.ts";
import { sealPurpose } from "./client.service.ts";
import type { Directory } from "./directory.ts";
import { type DirectoryForm, directoryById, insertDirectory } from "./directories.repository.ts";
import { importFrom, type Outcome } from "./importing.service.ts";

let serial = 0;

/** A real directory and a portal for its people, in the describe block that calls it. */
export function withSlapd() {
  let app: TestApp;
  let slapd: Slapd;
  let portal: { id: number; slug: string };
  let front: { id: number; base: string };
  before(async () => {
    [app, slapd] = await Promise.all([startApp(), startSlapd()]);
    portal = await aPortal(app.db);
    front = await aFront(app.db, { portalId: portal.id });
  });
  afterEach(async () => {
    await app.db("directories").delete();
    directoryState.clear();
  });
  after(() => Promise.all([app.close(), slapd.end()]));

  const now = () => ({ db: app.db, actor: { kind: "system" as const }, now: new Date() });
  return {
    db: (): Knex => app.db,
    app: () => app,
    slapd: () => slapd,
    portal: () => portal,
    front: () => front,
    now,
    /** A name that no other test has, for uid and address alike. */
    uid: () => `p${++serial}`,
    /** A directory that finds the people whose uid is named; everybody without. */
    directory: async (
      uids: readonly string[] = [],
      given: Partial<DirectoryForm> = {},
    ): Promise<Directory> => {
      const some = uids.map((uid) => `(uid=${uid})`).join("");
      const id = await insertDirectory(
        app.db,
        {
          ...{
            name: `Directory ${++serial}`,
            enabled: true,
            people: "contacts",
            portalId: portal.id,
            role: "agent",
          },
          ...{ url: slapd.url, caCertificate: slapd.authority, bindDn: reader.dn, baseDn },
          bindPassword: seal(sealPurpose, reader.password),
          userFilter: uids.length === 0 ? "(objectClass=inetOrgPerson)" : `(|${some})`,
          attributes: {
            ...{ id: "entryUUID", mail: "mail", name: "displayName", phone: "telephoneNumber" },
            ...{ mobile: "mobile", account: "o" },
          },
          ...{ accountName: "", signsIn: true, takesOver: false, importHours: 0 },
          ...given,
        },
        new Date(),
      );
      directoryState.clear();
      return directoryById(app.db, id);
    },
    import: async ({ id }: { id: number }, asked = true): Promise<Outcome> =>
      importFrom(now(), await directoryById(app.db, id), asked),
    signIn: async (email: string, secret: string, base = front.base) => {
      const browser = new Browser(app.url);
      const answer = await browser.post(`${base}/login`, { email, password: secret });
      return { browser, answer };
    },
    administrator: async () => {
      const browser = new Browser(app.url);
      await browser.signIn((await anAgent(app.db, { administrator: true })).email);
      return browser;
    },
  };
}
