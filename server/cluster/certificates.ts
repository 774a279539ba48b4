import { spawnSync } from "node:child_process";
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The cluster's own certificates in `<data>/keys`. The authority's key lies on data nodes only. */
export const keyFiles = (folder: string) => ({
  authority: join(folder, "ca.crt"),
  authorityKey: join(folder, "ca.key"),
  certificate: join(folder, "node.crt"),
  key: join(folder, "node.key"),
});

const authorityYears = 10;
const nodeYears = 5;

/**
 * Creates the cluster's certificate authority (EC P-256, 10 years) in `folder`, unless it is there: ca.crt and ca.key, mode 0600.
 * @throws Error with openssl's own words when it fails.
 */
export function createAuthority(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { authority, authorityKey } = keyFiles(folder);
  if (existsSync(authority)) return;
  createKey(authorityKey);
  const subject = `/CN=Holdfast cluster ${randomBytes(8).toString("hex")}`;
  const request = openssl(["req", "-new", "-key", authorityKey, "-subj", subject]);
  writeWhole(authority, sign(authorityKey, request, { subject, years: authorityYears, selfSigned: true }));
}

/**
 * Issues this node's certificate (EC P-256, 5 years; subject = its name, alternative names = its name and addresses) with the
 * authority in the same folder: node.crt and node.key, mode 0600. The key is kept when there is one.
 */
export function issueCertificate(folder: string, name: string, addresses: readonly string[]): void {
  writeWhole(
    keyFiles(folder).certificate,
    signRequest(folder, certificateRequest(folder, name), name, addresses),
  );
}

/** The request (PEM) of a node that has no authority of its own; creates node.key when it is missing. */
export function certificateRequest(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { key } = keyFiles(folder);
  if (!existsSync(key)) createKey(key);
  return openssl(["req", "-new", "-key", key, "-subj", `/CN=${name}`]);
}

/**
 * Signs a node's request with the authority in `folder`. Subject and addresses are the signer's decision, whatever the request says.
 * @returns the certificate (PEM). @throws Error when the request is not one or its signature is wrong.
 */
export function signRequest(
  folder: string,
  request: string,
  name: string,
  addresses: readonly string[],
): string {
  const { authority, authorityKey } = keyFiles(folder);
  const alternatives = [`DNS:${name}`, ...addresses.filter((one) => isIP(one)).map((one) => `IP:${one}`)];
  return sign(authorityKey, request, { subject: `/CN=${name}`, years: nodeYears, authority, alternatives });
}

/** SHA-256 of a certificate (PEM), lower-case hexadecimal: what an invitation carries to recognise the cluster by. */
export const fingerprintOf = (pem: string): string =>
  createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");

/** How many days this node's certificate is still valid by this machine's clock; null when there is none. */
export function daysLeft(folder: string, now = Date.now()): number | null {
  const { certificate } = keyFiles(folder);
  if (!existsSync(certificate)) return null;
  return (new X509Certificate(readFileSync(certificate)).validToDate.getTime() - now) / 86_400_000;
}

interface Signing {
  readonly subject: string;
  readonly years: number;
  readonly selfSigned?: true;
  readonly authority?: string;
  readonly alternatives?: readonly string[];
}

const settings = (alternatives: readonly string[]) => `[ca]
default_ca = this
[this]
dir = .
database = ./index.txt
new_certs_dir = .
default_md = sha256
policy = names
unique_subject = no
rand_serial = yes
copy_extensions = none
[names]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[node]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
${alternatives.length > 0 ? `subjectAltName = ${alternatives.join(",")}` : ""}
`;

function sign(key: string, request: string, about: Signing): string {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-"));
  try {
    writeFileSync(join(folder, "settings"), settings(about.alternatives ?? []));
    writeFileSync(join(folder, "index.txt"), "");
    writeFileSync(join(folder, "request"), request);
    const signer = about.selfSigned
      ? ["-selfsign", "-extensions", "authority"]
      : ["-cert", about.authority ?? ""];
    const end = `${new Date().getUTCFullYear() + about.years}1231235959Z`;
    const common = ["-batch", "-notext", "-config", "settings", "-in", "request", "-keyfile", key];
    // Valid long since: a node whose clock runs behind the signer's must not find the certificate in its future.
    const validity = ["-startdate", "20000101000000Z", "-enddate", end, "-subj", about.subject];
    const extensions = about.selfSigned ? [] : ["-extensions", "node"];
    return openssl(["ca", ...common, ...validity, ...signer, ...extensions], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function createKey(file: string): void {
  writeWhole(file, openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]));
}

function openssl(args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync("openssl", args, { encoding: "utf8", cwd });
  if (error || status !== 0) throw new Error(`openssl ${args[0]}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

// Whole or not at all: a node that lost its power while it was issued a certificate starts with the old one.
function writeWhole(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}
