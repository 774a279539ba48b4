// setting: a value that administrators may change, declared beside its user (core/settings.ts). section: the page it stands on.
import type { Capability } from "../core/capability.ts";
import { settingsRoutes } from "./admin.routes.ts";

export { storedSettings } from "./settings.repository.ts";
export { settingsForm } from "./settings.schema.ts";
export { changesIn, saveSettings, settingsIn } from "./settings.service.ts";
export { type SettingRow, settingRow } from "./settings.view.ts";

export const settings = {
  name: "settings",
  routes: [settingsRoutes],
  navigation: [{ area: "admin", label: "settings.title", path: "/general-settings" }],
} satisfies Capability;
