// sign-up: somebody asks for access to a customer portal by themselves: the address is confirmed by a mailed link, and where the portal
// wants it, an agent approves. rule: who may, per customer portal (portals/sign-up-rule.ts).
import type { Capability } from "../core/capability.ts";
import { agentSignUpRoutes } from "./agent.routes.ts";
import { confirmationRoutes } from "./confirmation.routes.ts";
import { customerSignUpRoutes } from "./customer.routes.ts";
import { ruleRoutes } from "./rules.routes.ts";
import { sweepSignUps } from "./sign-ups.jobs.ts";
import { mailSignUp, mailSignUpDeclined } from "./sign-ups.listeners.ts";
import { waitingCount } from "./waiting.repository.ts";

export const signUp = {
  name: "sign-up",
  routes: [customerSignUpRoutes, confirmationRoutes, agentSignUpRoutes, ruleRoutes],
  listeners: [mailSignUp, mailSignUpDeclined],
  jobs: [sweepSignUps],
  navigation: [
    {
      area: "agent",
      label: "sign-up.title",
      path: "/sign-ups",
      to: "contacts.edit",
      count: waitingCount,
    },
    { area: "admin", label: "sign-up.rules.title", path: "/users/sign-up" },
  ],
} satisfies Capability;
