import type { PortalContent } from "../content.ts";
import { accessSolutions } from "./solutions-access.ts";
import { deviceSolutions } from "./solutions-devices.ts";
import { accessScenarios } from "./scenarios-access.ts";
import { deviceScenarios } from "./scenarios-devices.ts";

export const northwind: PortalContent = {
  slug: "northwind",
  brand: {
    name: "Northwind IT Service Desk",
    description: "Workplaces, network and applications of the Northwind group",
    logo: "logo-northwind.png",
    brandColor: "#123c69",
    headerColor: "#123c69",
    linkColor: "#1a5a9e",
    welcomeTitle: "How can IT help you today?",
    welcomeText:
      "Find an answer in a minute, or tell us what is wrong: we reply on working days between 7:00 and 18:00.",
    footerText: "Northwind Group IT · Service hours Monday to Friday, 7:00–18:00 CET",
    supportContact: "Call the service desk at extension 4400, or write to it-help@example.com.",
    headerLinks: [{ label: "Service status", url: "https://status.example.com/" }],
    footerLinks: [
      { label: "Acceptable use policy", url: "https://intranet.example.com/policies/acceptable-use" },
      { label: "Data protection", url: "https://intranet.example.com/data-protection" },
    ],
  },
  agents: [
    { name: "Maria Keller", role: "coordinator" },
    { name: "Tom Becker", role: "agent" },
    { name: "Aisha Khan", role: "agent" },
    { name: "Sofia Rossi", role: "agent" },
  ],
  accounts: [
    {
      name: "Northwind Logistics",
      description: "Warehouses and fleet, 420 workplaces",
      contacts: ["Anna Lindqvist", "Peter Novak", "Grace Okafor", "Luis Herrera"],
      seeAccount: 1,
    },
    {
      name: "Northwind Retail",
      description: "38 shops and their back offices",
      contacts: ["Chloe Martin", "Daniel Schmidt", "Yuki Tanaka", "Emma Larsen", "Omar Haddad"],
      seeAccount: 2,
    },
    {
      name: "Northwind Finance",
      description: "Accounting, controlling and treasury",
      contacts: ["Hannah Fischer", "Marco Bianchi", "Priya Nair"],
      seeAccount: 1,
    },
    {
      name: "Northwind Research",
      description: "Laboratories in Uppsala and Graz",
      contacts: ["Nils Eriksson", "Katarzyna Wójcik", "Ravi Menon", "Julia Bauer"],
      seeAccount: 1,
    },
    {
      name: "Harbour Street Kindergarten",
      description: "Partner; two offices, supported by contract",
      contacts: ["Ingrid Solberg", "Samuel Mensah", "Elif Yılmaz", "Noah Brandt"],
      seeAccount: 1,
    },
  ],
  categories: [
    "Network and VPN",
    "Accounts and passwords",
    "Printers",
    "Laptops and phones",
    "E-mail and calendar",
    "Business applications",
  ],
  cannedReplies: [
    {
      title: "Ask for a screenshot",
      text: "Thank you for reporting this. Could you please send us a screenshot of the whole window, including the error number? You can paste it straight into your reply.",
    },
    {
      title: "Restart first",
      text: "Please save your work and restart the computer once (Start, Power, **Restart**, not Shut down). If the problem is still there afterwards, reply to this message and we will look at it together.",
    },
    {
      title: "On-site visit",
      text: "A colleague will come to your desk for this. Please tell us when you are there today or tomorrow; the visit takes about twenty minutes.",
    },
    {
      title: "Solved?",
      text: "We believe that this is solved now. If it is not, just reply and the request opens again.",
    },
  ],
  announcements: [
    {
      title: "Planned maintenance of the VPN gateways on Saturday",
      text: "On Saturday between 6:00 and 9:00 both VPN gateways get new certificates. Connections will drop once, for about five minutes.\n\nNothing needs to be done on your computer.",
      audience: "public",
      pinned: true,
      daysAgo: 2,
    },
    {
      title: "Passkeys are here",
      text: "You can now sign in to web applications with a passkey instead of a code. Set one up under **My account, Security**; it takes two minutes.",
      audience: "contacts",
      daysAgo: 9,
    },
    {
      title: "Rota for the holidays",
      text: "Please enter your days off by Friday. Each shift needs two agents, one of whom may open the data centre.",
      audience: "agents",
      daysAgo: 5,
    },
  ],
  solutions: [...accessSolutions, ...deviceSolutions],
  scenarios: [...accessScenarios, ...deviceScenarios],
};
