import { expect } from "chai";
import { loadConfig } from "../../config/schema.ts";
import { serviceEnvironment, serviceUnit } from "./service.ts";

describe("the systemd unit", () => {
  it("starts and stops this clone as its owner, with spaces and % in its path", () => {
    const unit = serviceUnit({
      root: "/srv/hold 100%",
      uid: 1001,
      pidFile: "/d/pm2/pm2.pid",
      environmentFile: "/d/service.env",
    });
    expect(unit).to.include('ExecStart=/bin/bash "/srv/hold 100%%/scripts/run" start');
    expect(unit)
      .to.include("WorkingDirectory=/srv/hold 100%%\n")
      .and.include("User=1001\n")
      .and.include("PIDFile=/d/pm2/pm2.pid\n");
  });

  it("carries the configuration of the start, and nothing else", () => {
    const env = { PORT: "81", SMTP_URL: 'smtp://u:p"$w@h', HOME: "/root", HOLDFAST_DATA: "var" };
    const text = serviceEnvironment(loadConfig(env), env);
    expect(text.split("\n").sort()).to.deep.equal([
      "",
      `HOLDFAST_DATA="${process.cwd()}/var"`,
      'PORT="81"',
      'SMTP_URL="smtp://u:p\\"\\$w@h"',
    ]);
  });
});
