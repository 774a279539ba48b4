import base from "./.dependency-cruiser.js";

// Apart from the other rules: folders are judged without their tests, which may import anything.

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-capability-cycle",
      severity: "error",
      scope: "folder",
      from: { path: "^server/[^/]+$" },
      to: { path: "^server/[^/]+$", circular: true },
    },
  ],
  options: { ...base.options, exclude: { path: "\\.test\\.ts$|^server/test/" } },
};
