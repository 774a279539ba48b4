import type { Scenario } from "../content.ts";

const floor = ["ground floor", "1st floor", "2nd floor", "3rd floor", "warehouse office"] as const;

export const deviceScenarios: readonly Scenario[] = [
  {
    subject: "Printer on the {floor} wants A5",
    category: "Printers",
    priority: "medium",
    slots: { floor },
    file: "printer-status.png",
    talk: `
C: The colour printer on the {floor} does not print A4 any more. It says that the paper size does not match, although the tray is full of A4. I attach the message.

A: Thank you. The two green guides in tray 2 tell the printer the size. Somebody may have moved them. Could you push them against the paper, close the tray and look at the display?

C: The left guide was loose. It says A4 now and prints, but every page has a grey stripe.

A: The stripe is the drum, which has been in there for too long. A technician brings a new one tomorrow between nine and ten.

C: New drum is in, prints are clean. Thank you.`,
  },
  {
    subject: "Badge reader at the printer does not know me",
    category: "Printers",
    priority: "low",
    talk: `
C: I got a new badge last week. Doors open, but the printer says *unknown card*.

A: A new badge has to be introduced once: hold it to the reader, then enter your e-mail address and password on the display. The old badge is forgotten at that moment.

C: Worked, thank you. That could stand on the printer!

A: Good idea. There will be a sticker from next week on.`,
  },
  {
    subject: "Laptop very slow since the update ({model})",
    category: "Laptops and phones",
    priority: "medium",
    slots: { model: ["Standard 14", "Light 13", "Workstation 16"] },
    talk: `
C: Since the update of Tuesday my laptop needs four minutes until I can work, and the fan is always on. I restarted it three times and closed everything that I do not need.

A: Thank you for trying that already. Please open the task manager (Ctrl+Shift+Esc) and tell me which two programs are on top under *CPU*.

C: "Indexer" with 60 percent and "Antimalware" with 25.

N: Known: index rebuild after KB update, takes up to a day when the mailbox is over 50 GB. Theirs has 71.

H: The update rebuilds the search index, and your mailbox is large. Leave the laptop on power overnight, please, with the lid open. It should be finished by tomorrow.

C: This morning it was quiet. Sign-in takes 40 seconds.

A: Good. I have also switched on the online archive for you, so that mails older than two years move there by themselves. The next update will not hurt.`,
  },
  {
    subject: "Second screen stays black at the docking station",
    category: "Laptops and phones",
    priority: "medium",
    talk: `
C: At my desk only one of the two screens works. I swapped the cables: it is always the one at the HDMI port that is black.

A: Please unplug the dock from the mains for ten seconds. If the screen is black afterwards, which label is on the bottom of the dock, *G4* or *G5*?

C: Still black. It is a G4.

A: The G4 needs newer firmware for two screens. I start the installation now; please do not unplug anything for five minutes, both screens will flicker.

C: Flickered, and now both work.`,
  },
  {
    subject: "Order: {item} for {count} people",
    category: "Laptops and phones",
    priority: "low",
    slots: {
      item: ["headsets", "Light 13 laptops", "mobile phones", "privacy filters", "docking stations"],
      count: ["two", "three", "five", "eleven"],
    },
    talk: `
C: We need {item} for {count} people in our team from the first of next month. Cost centre 5320, the approval of my manager is on its way.

A: Thank you, the approval arrived. {item} are in stock, so delivery to your site takes five working days. Should they go to the reception or to your desk?

C: To the reception please, with my name.

N: Ordered, PO 4500118822.

A: Ordered. You get a message from the carrier with the day.

C: Everything arrived and is complete.`,
  },
  {
    subject: "Lost phone in {city}",
    category: "Laptops and phones",
    priority: "urgent",
    slots: { city: ["Hamburg", "Graz", "Lyon", "Uppsala", "Gdańsk"] },
    talk: `
C: I lost my work phone in {city} this morning, probably in a taxi. It was locked with a code. What happens now?

A: I have locked it from here and it shows our number on the screen. Its position is not known at the moment, it is probably off. Do you have another way to confirm sign-ins?

C: My tablet. The taxi company says that somebody may bring it this evening.

H: Then we wait until tomorrow, ten o'clock, before we erase it. If it turns up, nothing is lost.

C: It is back! The driver brought it to the hotel. Please unlock it.

A: Unlocked. What a nice driver.`,
  },
  {
    subject: "Time sheet rejects {day}",
    category: "Business applications",
    priority: "medium",
    slots: { day: ["last Friday", "the public holiday", "my travel day", "the day of the inventory"] },
    talk: `
C: The time sheet rejects {day} with "overlapping entry 2004". I see no other entry on that day.

A: The other entry is hidden: the system proposed one from your calendar. Choose **View**, **Proposals** and delete it, then save yours.

C: I see it now. After deleting it I can save, but my overtime is minus two hours.

N: Overtime is calculated at night. Nothing to do, but explain.

A: Overtime is calculated at night, so the figure is yesterday's. Please look again tomorrow; it should be plus 1:30.

C: Plus 1:30, as you said.`,
  },
  {
    subject: "Order system: printing delivery notes fails with code {code}",
    category: "Business applications",
    priority: "urgent",
    slots: { code: ["DN-31", "DN-40", "DN-77"] },
    talk: `
C: No delivery note has come out of the order system since 6:40. The message is code {code}. Two lorries are waiting at the ramp.

A: I am on it. For the lorries: **Reports**, **Delivery notes as PDF** still works, please print from there.

C: The PDF works, first lorry is leaving. Still the code for direct printing.

N: Print server prn-02 lost its licence service after patching. Rolled back at 07:25, vendor ticket 88211.

A: We undid last night's update of the print server. Please try one direct print.

C: Works again. Will that come back with the next update?

A: No. The update waits until the manufacturer has corrected it, and we test with your form first. I keep this request on my list.

C: One more thing: the notes from 6:40 to 7:25, do we need to print them again for the archive?

A: No, the PDF version is archived automatically. You find both kinds under the same number.

C: Perfect. Thank you for saving the morning.

A: Gladly. Closing it now; the report about the incident comes from the coordinator.`,
  },
  {
    subject: "Installation of {program}",
    category: "Business applications",
    priority: "low",
    slots: {
      program: [
        "a statistics program",
        "the drawing viewer",
        "a PDF editor",
        "the label designer",
        "Python with Jupyter",
      ],
    },
    talk: `
C: For a project I need {program}. I cannot install it myself. Is there a licence?

A: It is in the catalogue. Open **Software Center**, search for it and choose *Install*; your manager gets a message, and after the approval it installs by itself.

C: I did not know about the catalogue. It is installed, thank you.`,
  },
];
