// account: a client company. contact: a person of one; belongs to one portal. agent: a person who answers; has a role per portal.
// login: what somebody signs in with; one for all portals, known by its e-mail address.
import type { Capability } from "../core/capability.ts";
import { accountRoutes } from "./accounts.routes.ts";
import { agentRoutes } from "./agents.routes.ts";
import { contactPageRoutes } from "./contact-page.routes.ts";
import { contactRoutes } from "./contacts.routes.ts";
import { invitationListRoutes } from "./invitation-lists.routes.ts";
import { invitationRoutes } from "./invitations.routes.ts";
import { copyMembers } from "./members.repository.ts";

export { agentActor, contactActor, deskActor, portalsOfAgent, signedInPerson } from "./actors.repository.ts";
export {
  accountByName,
  agentOfLogin,
  contactsByAddress,
  type KnownContact,
  openContact,
} from "./arrivals.repository.ts";
export { insertAccount } from "./accounts.repository.ts";
export { insertContact } from "./contacts.repository.ts";
export { administrators, type Member, membersWho } from "./members.repository.ts";
export {
  agentById,
  type AgentRow,
  allAgents,
  countAdministrators,
  insertAgent,
  setRole,
  updateAgent,
} from "./agents.repository.ts";
export { type Invitation, stateOf as invitationState } from "./invitation.ts";
export {
  acceptInvitations,
  acceptInvitationsOf,
  invitationById,
  invitationOfAgent,
  invitationOfContact,
} from "./invitation-rows.repository.ts";
export { inviteContact, openInvitation } from "./invitations.service.ts";
export { invitationDays, invitationMs } from "./invitations.settings.ts";
export {
  type Contact,
  contactById,
  contactByEmail,
  isTemporary,
  joinedLogin,
} from "./contacts.repository.ts";
export { assertMayEditContacts, assertMayViewContacts } from "./people.policy.ts";
export { agentInvited, contactInvited } from "./invitations.events.ts";
export {
  type Invited,
  invitedAgent,
  invitedContact,
  invitedPerson,
  linkInvitedContacts,
} from "./invitations.repository.ts";
export { mobileOf } from "./mobile.ts";
export { homeCountry } from "./mobile.settings.ts";
export { emailByMobile, mobileByEmail, mobileOfAgent, mobileOfContact } from "./mobiles.repository.ts";
export { type Account, accountByDomain, accountChoices } from "./accounts.repository.ts";
export { phoneOfContact, updateOwnContact } from "./people.repository.ts";
export {
  domainList,
  emailAddress,
  mobileNumber,
  personName,
  phoneNumber,
  requiredMobile,
} from "./people.schema.ts";
export {
  contactsOfLogin,
  type Membership,
  membershipsOfAgent,
  portalsOfContact,
} from "./places.repository.ts";
export { rolePermissions, type RoleName, roleNames } from "./roles.ts";

export const accounts = {
  name: "accounts",
  routes: [
    contactRoutes,
    contactPageRoutes,
    accountRoutes,
    agentRoutes,
    invitationListRoutes,
    invitationRoutes,
  ],
  copyPortal: copyMembers,
  navigation: [
    { area: "agent", label: "accounts.contacts", path: "/contacts", to: "contacts.view" },
    { area: "agent", label: "accounts.accounts", path: "/accounts", to: "contacts.view" },
    { area: "admin", label: "accounts.agents", path: "/users/agents" },
    { area: "admin", label: "accounts.invitations.title", path: "/users/invitations" },
    { area: "admin", label: "accounts.roles", path: "/users/roles" },
  ],
} satisfies Capability;
