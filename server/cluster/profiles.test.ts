import { expect } from "chai";
import { ConfigError } from "../../config/schema.ts";
import { profiles, stallOf, termFor } from "./profiles.ts";

describe("failover profiles", () => {
  it("give the database's group the measured settings", () => {
    expect(profiles.fast.evs).to.equal(
      "evs.keepalive_period=PT0.3S;evs.inactive_check_period=PT0.3S;evs.suspect_timeout=PT1S;evs.inactive_timeout=PT2S;" +
        "evs.install_timeout=PT2S;evs.join_retrans_period=PT0.3S;gmcast.peer_timeout=PT0.5S;evs.send_window=512;evs.user_send_window=256",
    );
    expect(profiles.tight.evs).to.equal(
      "evs.keepalive_period=PT0.1S;evs.inactive_check_period=PT0.1S;evs.suspect_timeout=PT0.4S;evs.inactive_timeout=PT0.8S;" +
        "evs.install_timeout=PT0.8S;evs.join_retrans_period=PT0.2S;gmcast.peer_timeout=PT0.6S;evs.send_window=512;evs.user_send_window=256",
    );
  });

  for (const [name, profile] of Object.entries(profiles))
    it(`${name}: outlives a stall of its database, and stops a tenth before anybody may claim`, () => {
      expect(termFor(profile, profile.evs)).to.equal(profile);
      expect(profile.marginMs).to.be.at.least(profile.ttlMs / 10);
      // A renewal that hangs is given up and tried again twice before the role is lost.
      expect(profile.renewMs + (2 * profile.ttlMs) / 3).to.be.at.most(profile.ttlMs - profile.marginMs);
    });

  const measured: [string, string, number][] = [
    ["Galera's defaults", "", 6500],
    ["fast", profiles.fast.evs, 1600],
    ["tight", profiles.tight.evs, 700],
  ];
  for (const [name, options, ms] of measured)
    it(`expects of ${name} a stall of what was measured, ${ms} ms, or a little more`, () => {
      expect(stallOf(options)).to.be.within(ms, ms + 400);
    });

  const read: [string, number][] = [
    [
      "base_port = 4567; evs.inactive_check_period = PT0.25S; evs.suspect_timeout = PT3S; gcache.size = 128M",
      3750,
    ],
    ["evs.suspect_timeout=PT1M;evs.inactive_check_period=PT1M0.5S", 241_500],
    ["evs.suspect_timeout=P1DT1H;evs.inactive_check_period=PT0S", 90_000_000],
    ["my_evs.suspect_timeout=PT9S;", 6500],
  ];
  for (const [options, ms] of read)
    it(`reads ${options}`, () => {
      expect(stallOf(options)).to.equal(ms);
    });

  it("make a term longer that the database could be silent for, with its tenth of margin", () => {
    expect(termFor(profiles.fast, "gcache.size = 128M")).to.deep.equal({
      ...profiles.fast,
      ttlMs: 6500 + 300 + 756,
      marginMs: 756,
    });
    const halved = { ...profiles.fast, ttlMs: 1250 };
    expect(termFor(halved, profiles.fast.evs).ttlMs).to.equal(2500);
    expect(termFor(halved, "")).to.equal(halved);
  });

  for (const text of ["5", "P", "PT", "soon", "PT1.5M"])
    it(`refuses ${text} as a duration`, () => {
      expect(() => stallOf(`evs.suspect_timeout=${text}`)).to.throw(
        ConfigError,
        "not a duration like PT0.3S",
      );
    });
});
