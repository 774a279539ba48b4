import { choiceSetting, numberSetting, secretSetting, switchSetting, textSetting } from "../core/settings.ts";

export const section = "text-messages";

const text = (name: string, given: { default?: string; longest: number; rows?: number; pattern?: RegExp }) =>
  textSetting({ default: "", ...given, key: `text-messages.${name}`, section });

export const gatewayKind = choiceSetting({
  key: "text-messages.gateway",
  section,
  choices: ["off", "http", "smpp", "mail"] as const,
  default: "off",
});

const url = text("httpUrl", { longest: 1000, pattern: /^https?:\/\/[^\s/]+/i });
const method = choiceSetting({
  key: "text-messages.httpMethod",
  section,
  choices: ["POST", "PUT", "GET"] as const,
  default: "POST",
});
const user = text("httpUser", { longest: 200 });
const secret = secretSetting({ key: "text-messages.httpSecret", section });
const headers = text("httpHeaders", {
  default: "Content-Type: application/json",
  longest: 2000,
  rows: 3,
  pattern: /^([\w!#$%&'*+.^`|~-]+:[^\n]*\n*)+$/,
});
const body = text("httpBody", { default: '{"to": "{mobile}", "text": "{text}"}', longest: 4000, rows: 4 });
const success = text("httpSuccess", { longest: 200 });

/** What the generic HTTP gateway is told. */
export const httpSettings = () => ({
  url: url.get(),
  method: method.get(),
  user: user.get(),
  secret: secret.get() ?? "",
  headers: headers.get(),
  body: body.get(),
  success: success.get(),
});
export type HttpSettings = ReturnType<typeof httpSettings>;

const host = text("smppHost", { longest: 255, pattern: /^[\w.:-]+$/ });
const port = numberSetting({ key: "text-messages.smppPort", section, default: 2775, min: 1, max: 65_535 });
const tls = switchSetting({ key: "text-messages.smppTls", section, default: false });
// SMPP 3.4 allows 15, 8 and 20 characters; some centres take longer passwords.
const systemId = text("smppSystemId", { longest: 15 });
const password = secretSetting({ key: "text-messages.smppPassword", section });
const sender = text("smppSender", { longest: 20, pattern: /^(\+?\d{3,15}|[\w .-]{1,11})$/ });

export const smppSettings = () => ({
  host: host.get(),
  port: port.get(),
  tls: tls.get(),
  systemId: systemId.get(),
  password: password.get() ?? "",
  sender: sender.get(),
});
export type SmppSettings = ReturnType<typeof smppSettings>;

/** Where a mail becomes a text message, with a place for the number. */
export const mailAddress = text("mailAddress", {
  longest: 200,
  pattern: /^(?=.*\{(mobile|digits)\})[^\s@]+@[^\s@]+$/,
});

/** How many messages may go out in 24 hours, of the whole installation: each costs money. */
export const dailyCap = numberSetting({
  key: "text-messages.dailyCap",
  section,
  default: 500,
  min: 1,
  max: 1_000_000,
});
export const hourlyPerNumber = numberSetting({
  key: "text-messages.hourlyPerNumber",
  section,
  default: 5,
  min: 1,
  max: 100,
});
export const keepDays = numberSetting({
  key: "text-messages.keepDays",
  section,
  default: 30,
  min: 2,
  max: 3650,
});
