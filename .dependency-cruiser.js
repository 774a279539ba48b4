// The import rules of the house (architecture.md, "Direction"). Every rule is an error; each was seen to fail once.
const capability = "^server/(?!core/|test/|cluster/|installation/|backup/|demo/|bench/|lab/)[^/]+/";

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "core-knows-no-capability",
      severity: "error",
      from: { path: "^server/core/", pathNot: "\\.test\\.ts$" },
      to: { path: "^server/(?!core/)" },
    },
    {
      name: "only-the-front-door",
      comment: "A capability is entered by its index.ts only.",
      severity: "error",
      from: { path: "^server/([^/]+)/", pathNot: "^server/test/|\\.test\\.ts$" },
      to: { path: capability, pathNot: "^server/$1/|/index\\.ts$" },
    },
    {
      name: "sql-in-repositories",
      comment: "Only repositories (and the schema in migrations) speak SQL.",
      severity: "error",
      from: {
        path: capability,
        pathNot: "\\.repository\\.ts$|\\.test\\.ts$",
      },
      to: { path: "^node_modules/(knex|mysql2)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "http-in-routes",
      comment: "Views build fields and areas' models; only routes see requests.",
      severity: "error",
      from: { path: capability, pathNot: "\\.routes\\.ts$|\\.test\\.ts$|/index\\.ts$" },
      to: {
        path: "^server/core/http/|^node_modules/express/",
        pathNot: "^server/core/http/fields\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "repositories-at-the-bottom",
      severity: "error",
      from: { path: "\\.repository\\.ts$" },
      to: { path: "\\.(service|routes|view|policy|listeners|jobs)\\.ts$" },
    },
    {
      name: "services-know-no-page",
      severity: "error",
      from: { path: "\\.service\\.ts$" },
      to: { path: "\\.(routes|view)\\.ts$" },
    },
    {
      name: "demo-and-bench-are-leaves",
      comment:
        "Content and measurements: started by a script or a test, never part of a process of the product.",
      severity: "error",
      from: { pathNot: "^scripts/|^server/(demo|bench|lab|test)/|\\.test\\.ts$" },
      to: { path: "^server/(demo|bench|lab)/" },
    },
    {
      name: "tests-are-leaves",
      severity: "error",
      from: { pathNot: "\\.test\\.ts$|^server/test/" },
      to: { path: "\\.test\\.ts$|^server/test/" },
    },
    {
      name: "no-dev-dependency-in-production",
      severity: "error",
      from: {
        path: "^(server|config|scripts)/",
        pathNot: "\\.test\\.ts$|^server/(test|lab)/|^scripts/test\\.ts$",
      },
      to: { dependencyTypes: ["npm-dev"], pathNot: "^node_modules/@types/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
