// login: what a person signs in with; one for all portals, known by its e-mail address. place: what a login opens: a desk, administration,
// a customer portal. one-time link: resets a password or accepts an invitation, once, until it expires.
import type { Capability } from "../core/capability.ts";
import { mailCode } from "./codes.listeners.ts";
import { codeRoutes } from "./codes.routes.ts";
import { mailAgentInvitation, mailContactInvitation } from "./invitation-mails.listeners.ts";
import { mailPasswordReset } from "./mails.listeners.ts";
import { newPasswordRoutes } from "./new-password.routes.ts";
import { invitationRoutes } from "./invitation.routes.ts";
import { contactResetRoutes } from "./contact-reset.routes.ts";
import { passwordRoutes } from "./passwords.routes.ts";
import { mailMobileChanged } from "./profile.listeners.ts";
import { placeRoutes } from "./places.routes.ts";
import { profileRoutes } from "./profile.routes.ts";
import { passkeySignInRoutes } from "./passkeys.routes.ts";
import { enrolmentRoutes } from "./enrolment.routes.ts";
import { portalRuleRoutes } from "./portal-rules.routes.ts";
import { proofRoutes } from "./proof.routes.ts";
import { lockRoutes } from "./locks.routes.ts";
import {
  mailAccountLocked,
  mailNewBrowser,
  mailPasskeyAdded,
  mailPasskeyRemoved,
  mailPasswordChanged,
  mailSecondFactorChanged,
} from "./notices.listeners.ts";
import { secondFactorRoutes } from "./second-factor.routes.ts";
import { secondStepRoutes } from "./second-step.routes.ts";
import { sessionRoutes } from "./session.routes.ts";
import { sweepSignIn } from "./sign-in.jobs.ts";
import { signInRoutes } from "./sign-in.routes.ts";

export { toSignIn } from "./ended-session.routes.ts";
export { joinWithPassword } from "./invitations.service.ts";
export { linkMail } from "./mails.listeners.ts";
export { hashPassword } from "./passwords.ts";
export { assertGood, givePassword } from "./passwords.service.ts";
export { cardPage, type CardPage, messagePage, newPasswordField } from "./passwords.view.ts";
export { shortest as shortestPassword } from "./passwords.settings.ts";
export { deleteSessions } from "./sessions.repository.ts";
export { insertLogin, loginByEmail, loginById, recordSignIn } from "./logins.repository.ts";
export { prover } from "./proof.routes.ts";
export { startSession } from "./session.routes.ts";
export { enter } from "./sign-in.routes.ts";
export { supportHere } from "./support.routes.ts";
export { useWaysIn } from "./ways-in.ts";

export const signIn = {
  name: "sign-in",
  routes: [
    ...signInRoutes,
    placeRoutes,
    ...codeRoutes,
    ...passkeySignInRoutes,
    ...secondStepRoutes,
    ...enrolmentRoutes,
    ...proofRoutes,
    ...newPasswordRoutes,
    ...passwordRoutes,
    ...invitationRoutes,
    contactResetRoutes,
    ...sessionRoutes,
    ...profileRoutes,
    ...secondFactorRoutes,
    lockRoutes,
    portalRuleRoutes,
  ],
  listeners: [
    mailPasswordReset,
    mailContactInvitation,
    mailAgentInvitation,
    mailCode,
    mailSecondFactorChanged,
    mailMobileChanged,
    mailPasskeyAdded,
    mailPasskeyRemoved,
    mailPasswordChanged,
    mailNewBrowser,
    mailAccountLocked,
  ],
  jobs: [sweepSignIn],
  navigation: [{ area: "admin", label: "sign-in.locks.title", path: "/users/locked" }],
} satisfies Capability;
