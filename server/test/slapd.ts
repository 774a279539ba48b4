import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { Attribute, Change, Client } from "ldapts";
import { createAuthority, issueCertificate, keyFiles } from "../cluster/certificates.ts";
import { findProgram } from "../installation/programs.ts";
import { temporaryFolder } from "./servers.ts";

export const baseDn = "ou=people,dc=example,dc=com";
export const reader = { dn: "cn=reader,dc=example,dc=com", password: "read me" };
const admin = { dn: "cn=admin,dc=example,dc=com", password: "administer" };

export interface Person {
  readonly uid: string;
  readonly name?: string;
  readonly mail?: string;
  readonly phone?: string;
  readonly mobile?: string;
  readonly company?: string;
  readonly password?: string;
}

export interface Slapd {
  /** With TLS from the first byte, and with StartTLS. */
  readonly url: string;
  readonly plainUrl: string;
  /** PEM of the authority that signed its certificate. */
  readonly authority: string;
  add(...people: Person[]): Promise<void>;
  remove(uid: string): Promise<void>;
  /** Replaces an attribute of a person. */
  set(uid: string, attribute: string, value: string): Promise<void>;
  stop(): Promise<void>;
  /** On the same ports and data. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

/** OpenLDAP's slapd as a process of its own, with its own folder, keys and ports. It lists at most 500 people unless asked in pages. */
export async function startSlapd(): Promise<Slapd> {
  const folder = mkdtempSync(join(temporaryFolder(), "holdfast-slapd-"));
  const keys = keyFiles(folder);
  createAuthority(folder);
  issueCertificate(folder, "localhost", ["127.0.0.1"]);
  mkdirSync(join(folder, "data"));
  const config = join(folder, "slapd.conf");
  writeFileSync(config, configuration(folder));
  load(config, folder);
  const [port, plainPort] = [await freePort(), await freePort()];
  const [url, plainUrl] = [`ldaps://127.0.0.1:${port}`, `ldap://127.0.0.1:${plainPort}`];
  let child: ChildProcess | undefined;
  const authority = readFileSync(keys.authority, "utf8");
  const asAdmin = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url, tlsOptions: { ca: authority, host: "127.0.0.1" } });
    try {
      await client.bind(admin.dn, admin.password);
      return await work(client);
    } finally {
      await client.unbind();
    }
  };
  const start = async () => {
    child = spawn(find("slapd"), ["-f", config, "-h", `${url} ${plainUrl}`, "-d", "0"], { stdio: "ignore" });
    for (let tries = 0; ; tries++) {
      const up = await asAdmin(async () => true).catch(() => false);
      if (up) return;
      if (tries > 100) throw new Error("slapd did not start");
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  // A run that is interrupted must not leave a server behind.
  process.once("exit", () => {
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return {
    url,
    plainUrl,
    authority,
    add: (...people) =>
      asAdmin(async (client) => {
        for (const person of people) await client.add(dnOf(person.uid), attributesOf(person));
      }),
    remove: (uid) => asAdmin((client) => client.del(dnOf(uid))),
    set: (uid, type, value) =>
      asAdmin((client) =>
        client.modify(
          dnOf(uid),
          new Change({ operation: "replace", modification: new Attribute({ type, values: [value] }) }),
        ),
      ),
    stop,
    start,
    end: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const dnOf = (uid: string) => `uid=${uid},${baseDn}`;

const attributesOf = ({ uid, name = uid, mail, phone, mobile, company, password }: Person) => ({
  objectClass: ["inetOrgPerson"],
  uid,
  cn: name,
  sn: name,
  displayName: name,
  ...(mail ? { mail } : {}),
  ...(phone ? { telephoneNumber: phone } : {}),
  ...(mobile ? { mobile } : {}),
  ...(company ? { o: company } : {}),
  ...(password ? { userPassword: password } : {}),
});

const configuration = (folder: string): string => {
  const { authority, certificate, key } = keyFiles(folder);
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/slapd.pid
TLSCACertificateFile ${authority}
TLSCertificateFile ${certificate}
TLSCertificateKeyFile ${key}
# Passwords travel inside TLS only.
security simple_bind=128
# As some directories do: a bind without a password succeeds and means nobody.
allow bind_anon_cred
database mdb
suffix "dc=example,dc=com"
rootdn "${admin.dn}"
rootpw "${admin.password}"
directory ${folder}/data
maxsize 67108864
dbnosync
index objectClass,mail eq
limits * size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${reader.dn}" read by * none
`;
};

function load(config: string, folder: string): void {
  const file = join(folder, "start.ldif");
  writeFileSync(
    file,
    `dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ${baseDn}
objectClass: organizationalUnit
ou: people

dn: ${reader.dn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: ${reader.password}
`,
  );
  const { status, stderr } = spawnSync(find("slapadd"), ["-q", "-f", config, "-l", file], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`slapadd: ${stderr}`);
}

function find(program: string): string {
  const path = findProgram(program);
  if (!path) throw new Error(`${program} is not installed: run through npm test`);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
