// text message: a few words to one mobile number, stored with its cause, sent by a worker through the gateway that administrators chose.
// gateway: whoever turns what we hand over into text messages. trouble: the last message found that no message gets through.
import type { Capability } from "../core/capability.ts";
import { textMessageRoutes } from "./admin.routes.ts";
import { textSender } from "./sending.service.ts";
import { sweepTexts } from "./text-messages.jobs.ts";

export { type OutgoingText, queueText } from "./messages.service.ts";
export { gatewayTrouble, textsWork } from "./trouble.service.ts";

export const textMessages = {
  name: "text-messages",
  routes: [textMessageRoutes],
  loops: [textSender],
  jobs: [sweepTexts],
} satisfies Capability;
