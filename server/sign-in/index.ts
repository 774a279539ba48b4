// login: what a person signs in with; one for all portals, known by its e-mail address. place: what a login opens: a desk, administration,
// a customer portal. one-time link: resets a password or accepts an invitation, once, until it expires.
import type { Capability } from "../core/capability.ts";
import { sessionRoutes } from "./session.routes.ts";
import { signInRoutes } from "./sign-in.routes.ts";

export { toSignIn } from "./ended-session.routes.ts";

export const signIn = { name: "sign-in", routes: [...signInRoutes, ...sessionRoutes] } satisfies Capability;
