import { gatewayKind, httpSettings, mailAddress, smppSettings } from "./gateway.settings.ts";
import { httpGateway } from "./http-gateway.service.ts";
import { mailGateway } from "./mail-gateway.service.ts";
import { smppGateway } from "./smpp-gateway.service.ts";
import type { Gateway } from "./text-message.ts";

/** The gateway that administrators chose. While it is off, nothing goes out. */
export function openGateway(): Gateway {
  switch (gatewayKind.get()) {
    case "http":
      return httpGateway(httpSettings());
    case "smpp":
      return smppGateway(smppSettings());
    case "mail":
      return mailGateway(mailAddress.get());
    case "off":
      return { deliver: async () => ({ sent: false, problem: "off", words: "" }), close: () => undefined };
  }
}
