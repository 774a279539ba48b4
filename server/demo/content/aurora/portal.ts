import type { PortalContent } from "../content.ts";
import { billingScenarios } from "./scenarios-billing.ts";
import { supplyScenarios } from "./scenarios-supply.ts";
import { billingSolutions } from "./solutions-billing.ts";
import { supplySolutions } from "./solutions-supply.ts";

export const aurora: PortalContent = {
  slug: "aurora",
  brand: {
    name: "Aurora Energy Customer Care",
    description: "Electricity, gas and charging for business customers",
    logo: "logo-aurora.png",
    brandColor: "#0b6b4f",
    headerColor: "#f3fbf7",
    linkColor: "#0b6b4f",
    welcomeTitle: "Welcome to Aurora Energy",
    welcomeText:
      "Invoices, meter readings, moving, solar: answers at any hour, and people when you need them.",
    footerText: "Aurora Energy AG · 100 % renewable since 2019",
    supportContact: "Call us free of charge at 0800 555 0199, or write to care@example.com.",
    headerLinks: [
      { label: "Tariffs", url: "https://www.example.com/tariffs" },
      { label: "Outage map", url: "https://www.example.com/outages" },
    ],
    footerLinks: [
      { label: "Imprint", url: "https://www.example.com/imprint" },
      { label: "Privacy", url: "https://www.example.com/privacy" },
      { label: "Price sheet", url: "https://www.example.com/prices" },
    ],
  },
  agents: [
    { name: "Lena Hartmann", role: "coordinator" },
    { name: "Jonas Weber", role: "agent" },
    { name: "Sofia Rossi", role: "agent" },
  ],
  accounts: [
    {
      name: "Bakery Sonnenschein",
      description: "Four shops and a bakehouse",
      contacts: ["Karl Sommer", "Mira Sommer", "Ayşe Demir"],
      seeAccount: 1,
    },
    {
      name: "Hotel Belvedere",
      description: "120 rooms, wellness, twelve charging points",
      contacts: ["Claire Dubois", "Stefan Lang", "Ines Moreau", "Viktor Petrov"],
      seeAccount: 2,
    },
    {
      name: "City of Marienfeld",
      description: "Schools, street lighting, waterworks",
      contacts: ["Birgit Hansen", "Thomas Vogel", "Fatima El Amrani", "Georg Pichler", "Sabine Kraus"],
      seeAccount: 1,
    },
    {
      name: "Alpine Cold Storage",
      description: "Cold stores in three places, balancing group customer",
      contacts: ["Matteo Ferrari", "Ursula Steiner", "Liam O'Brien", "Dana Horvat"],
      seeAccount: 1,
    },
    {
      name: "Garden Quarter Housing",
      description: "Cooperative with 640 flats and solar on every roof",
      contacts: ["Rita Neumann", "Paul Zimmer", "Leila Rahimi", "Oskar Holm"],
      seeAccount: 1,
    },
  ],
  categories: [
    "Invoices and payments",
    "Meter readings",
    "Contracts and tariffs",
    "Moving",
    "Outages",
    "Solar and charging",
  ],
  cannedReplies: [
    {
      title: "Ask for the meter number",
      text: "Could you please send us the meter number? It stands below the bar code and has eight or ten digits. A photo of the whole meter is even better.",
    },
    {
      title: "Invoice is being corrected",
      text: "Thank you. We are correcting the invoice; you will receive the new one within five working days. Please do not pay the old one. You need do nothing else.",
    },
    {
      title: "Forwarded to the grid operator",
      text: "We have passed this on to your grid operator, who is responsible for the meter itself, and we keep an eye on the answer for you. This usually takes three to five working days.",
    },
  ],
  announcements: [
    {
      title: "Annual meter readings begin on Monday",
      text: "From Monday on you can enter your readings online. If you have a smart meter, nothing needs to be done: it reports by itself.",
      audience: "public",
      pinned: true,
      daysAgo: 3,
    },
    {
      title: "Dynamic tariff for business customers",
      text: "From the first of next month you can choose a tariff that follows the hourly market price. Your account manager calculates it with your own load profile.",
      audience: "contacts",
      daysAgo: 12,
    },
    {
      title: "Storm: expect many outage calls tonight",
      text: "Use the canned reply about the outage map, and write down medical devices at once with priority *urgent*.",
      audience: "agents",
      daysAgo: 1,
    },
  ],
  solutions: [...billingSolutions, ...supplySolutions],
  scenarios: [...billingScenarios, ...supplyScenarios],
};
