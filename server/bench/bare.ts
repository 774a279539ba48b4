// What the product is measured against, without any framework: a constant page ("/constant?<bytes>") and the floor, which asks Redis and
// the database what the product must ask and prints the same rows by string concatenation ("/floor/<page>?…").
import { createServer } from "node:http";
import { Redis } from "ioredis";
import { createPool } from "mysql2/promise";
import { databaseOptions, redisOptions } from "../core/connections.ts";
import { type Ask, floorPages } from "./floor.ts";

const { DATABASE_URL = "", REDIS_URL = "", PORT = "0" } = process.env;
const redis = new Redis(redisOptions(REDIS_URL));
const pool = createPool({ ...databaseOptions(DATABASE_URL), connectionLimit: 10 });
const ask: Ask = async (sql, values) => (await pool.execute(sql, values as never))[0] as never;

const constants = new Map<string, Buffer>();
const constant = (size: string): Buffer => {
  let page = constants.get(size);
  if (!page) constants.set(size, (page = Buffer.alloc(Number(size), "x")));
  return page;
};

const server = createServer((req, res) => {
  const { pathname, search, searchParams } = new URL(req.url ?? "/", "http://bare");
  const send = (body: string | Buffer) => {
    res.writeHead(200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": Buffer.byteLength(body),
      "Cache-Control": "no-store",
    });
    res.end(body);
  };
  if (pathname === "/constant") {
    send(constant(search.slice(1)));
    return;
  }
  const page = floorPages[pathname.slice("/floor/".length)];
  const cookie = /session=([^;]*)/.exec(req.headers.cookie ?? "")?.[1] ?? "";
  Promise.resolve()
    .then(async () => {
      const session = await redis.get(`session:${cookie}`);
      if (!page || !session) throw new Error("no such page, or nobody signed in");
      const { loginId } = JSON.parse(session) as { loginId: number };
      return page(ask, loginId, searchParams);
    })
    .then(send)
    .catch((error: unknown) => {
      res.writeHead(500);
      res.end(String(error));
    });
});
server.keepAliveTimeout = 65_000;
server.listen(Number(PORT), "127.0.0.1", () => process.send?.("ready"));
process.on("SIGINT", () => process.exit());
