// directory: where an organisation keeps its people (LDAP, Active Directory). entry: one of them there. link: who here an entry is; with a
// login the directory has their password, and there is none here.
import type { Capability } from "../core/capability.ts";
import { directoryRoutes } from "./admin.routes.ts";
import { importPeople } from "./directory.jobs.ts";

export { directoriesSignIn, directoryAway, signInAway } from "./away.service.ts";
export { checkDirectoryPassword, isOfDirectory } from "./passwords.service.ts";

export const directory = {
  name: "directory",
  routes: [directoryRoutes],
  jobs: [importPeople],
} satisfies Capability;
