import type { SolutionContent } from "../content.ts";

export const deviceSolutions: readonly SolutionContent[] = [
  {
    topic: "Printers",
    title: "Print from any printer with your badge",
    summary: "One queue for all printers: send, walk, badge, take.",
    text: `
All documents go to the queue **FollowMe**. They wait for 24 hours and come out where you hold your badge.

1. Print to *FollowMe* as usual.
2. At any printer hold your badge to the reader.
3. Choose the documents, or **Print all**.

## The first time

The printer does not know your badge yet and asks for your e-mail address and password, once.

## What it costs

Black and white is free. Colour is counted on your cost centre, so the default is grey: choose **Colour** in the print dialog when you need it.`,
  },
  {
    topic: "Printers",
    title: "Clear a paper jam without breaking the finisher",
    summary: "The five places where paper hides, in the right order.",
    text: `
The display shows a drawing with the place. Always follow this order, because paper that tears stays inside:

1. Open the **right** door and pull paper in the direction of travel, with both hands.
2. Open **tray 2** completely and look behind it.
3. Turn the green wheel under the fuser. It is hot.
4. Open the finisher only when the display asks you to.
5. Close all doors. The job continues by itself.

If it jams three times a day, stop using it and send us its number (on the yellow label): the rollers are worn.`,
  },
  {
    topic: "Laptops and phones",
    title: "The laptop is slow: what to try first",
    summary: "Five checks that solve two of three cases.",
    text: `
1. **Restart**, do not shut down. A laptop that is only closed every evening has been running for weeks.
2. Look at the free space: open the Explorer, *This PC*. Below 10 GB everything slows down. Empty the recycle bin and move videos to your team's folder.
3. Close browser tabs. Fifty tabs use as much memory as everything else together.
4. Let updates finish: **Settings**, **Windows Update**. An update that waits for a restart keeps working in the background.
5. Use the power supply that came with the laptop. A weaker one makes the processor slower.

If it is still slow, tell us *when*: at sign-in, in one program, only at home? That is half of the diagnosis.`,
  },
  {
    topic: "Laptops and phones",
    title: "Connect two screens to the docking station",
    summary: "Which cable goes where, and why one screen stays black.",
    text: `
1. Screens go to the **dock**, not to the laptop: the first to DisplayPort, the second to HDMI.
2. Connect the dock with the cable marked with a lightning bolt. Other cables charge, but carry no picture.
3. Press the Windows key and P, and choose **Extend**.

One screen stays black: unplug the dock from the mains for ten seconds. This resets it and helps in nine of ten cases.

The picture flickers: set both screens to 60 Hz under **Settings**, **Display**, **Advanced display**.`,
  },
  {
    topic: "Laptops and phones",
    title: "Order a laptop, phone or accessory",
    summary: "What is in the catalogue, who approves, and how long it takes.",
    text: `
Everything is ordered by request. Choose the category *Laptops and phones* and say:

- for whom, and from which date,
- which model: **Standard 14**, **Light 13** or **Workstation 16**,
- the cost centre.

Your manager approves by mail. Delivery takes five working days, workstations three weeks. Keyboards, mice, headsets and power supplies lie in the cabinet beside every reception and need no approval.`,
  },
  {
    topic: "Business applications",
    title: "Time sheet: correct an entry of last month",
    summary: "Until the third working day you can do it yourself.",
    text: `
Until the third working day of a month the previous one is open: choose the day, change the hours, **Save**.

After that the month is closed. Send a request with the day, the old and the new hours; payroll corrects it with the next run, and you find the difference on the following payslip.

Travel time counts as working time from door to door when you travel by train, and for the driver of a car.`,
  },
  {
    topic: "Business applications",
    title: "Start a remote support session",
    summary: "What the service desk can see, and how to end it.",
    text: `
1. An agent gives you a six-digit number on the phone or in a request.
2. Open **Remote help** from the start menu and enter the number.
3. Choose *View only* or *Allow control*.

A red frame stays around the screen while somebody is looking. Close the frame to end the session at once. Close private documents first: we see what you see.`,
  },
  {
    topic: "Business applications",
    title: "Triage guide for the first line",
    summary: "What to ask, what to try and when to escalate.",
    audience: "agents",
    text: `
- More than three people with the same words within ten minutes: it is an incident. Tell the coordinator before you answer.
- VPN error 412 together with a device name that begins with \`NW-19\`: old image, swap the device, do not repair.
- Anything with *invoice*, *payment run* or *month end* is urgent in the last three days of a month.

Escalate to the network team with the name of the access point and the time to the minute.`,
  },
];
