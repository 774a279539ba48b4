import type { Random } from "./random.ts";

const first = [
  "Adam",
  "Beate",
  "Carla",
  "Dimitri",
  "Eva",
  "Farid",
  "Gloria",
  "Henrik",
  "Irina",
  "Jamal",
  "Kerstin",
  "Leo",
  "Mona",
  "Nadia",
  "Oleg",
  "Paula",
  "Quentin",
  "Rosa",
  "Sven",
  "Tereza",
];
const last = [
  "Adler",
  "Brun",
  "Costa",
  "Dvořák",
  "Engel",
  "Ferreira",
  "Grün",
  "Horn",
  "Ivanova",
  "Jansen",
  "Kovács",
  "Lund",
  "Moser",
  "Nagy",
  "Olsen",
  "Pereira",
  "Quist",
  "Richter",
  "Silva",
  "Toth",
];
const kinds = [
  "Logistics",
  "Bakery",
  "Hotel",
  "Clinic",
  "School",
  "Workshop",
  "Brewery",
  "Studio",
  "Farm",
  "Printing",
];

/** Enough client companies and people for so many requests: one contact for 50 requests, ten contacts an account. */
export function crowd(requests: number, random: Random) {
  const contactCount = Math.min(20_000, Math.ceil(requests / 50));
  const accounts = Array.from(
    { length: Math.ceil(contactCount / 10) },
    (_, index) => `${random.pick(last)} ${random.pick(kinds)} ${index + 1}`,
  );
  const contacts = Array.from({ length: contactCount }, (_, index) => ({
    name: `${random.pick(first)} ${random.pick(last)}`,
    email: `person-${index + 1}@customers.example.com`,
    account: accounts[index % accounts.length] ?? "",
  }));
  return { accounts, contacts };
}
